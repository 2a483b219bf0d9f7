"""The page that says what an erasure does, and does it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.models import Erasure, Mail, Membership, Profile, User
from profiles.states import Status
from tests.makers import make_profile, make_user
from tests.profiles.documents import register
from tests.profiles.privacy.people import MARKERS, make_known_person, sign_in, sign_in_again
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PAGE = "/en/account/data/erase/"
PAGE_QUERIES = 27


def at_the_door(user: User) -> Client:
    """Signed in, with the password just typed again."""
    return sign_in_again(user, sign_in(user))


def test_the_page_says_what_goes_and_what_stays_and_why() -> None:
    person, _profile = make_known_person()
    response = at_the_door(person).get(PAGE)
    assert response.status_code == 200
    items = texts(response, "li")
    assert "Your e-mail addresses (2)" in items
    assert "Your requests to join an organisation (1)" in items
    kept = dict(zip(texts(response, "dt"), texts(response, "dd"), strict=True))
    assert list(kept) == [
        "Entries in the log of consents, without your name (2)",
        "Entries in the log of disclosures, without your name (1)",
        "The profiles of organisations that have other members",
        "A note that an account was erased, with numbers only",
    ]
    assert "GDPR Art. 5(2)" in kept["Entries in the log of consents, without your name (2)"]
    assert "APPI" in kept["Entries in the log of disclosures, without your name (1)"]


def test_looking_changes_nothing() -> None:
    person, _profile = make_known_person()
    client = at_the_door(person)
    client.get(PAGE, {"email": person.email})
    assert User.objects.filter(pk=person.pk).exists()
    assert Erasure.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "charlie@example.org", "zzmain@example", "x" * 1000])
def test_another_address_erases_nothing_and_is_kept_in_the_form(typed: str) -> None:
    person, _profile = make_known_person()
    response = at_the_door(person).post(PAGE, {"email": typed})
    assert response.status_code == 422
    assert len(texts(response, "ul", "errorlist")) == 1
    field = next(it for it in elements(response, "input") if it["name"] == "email")
    assert (field["value"], field["aria-invalid"]) == (typed, "true")
    assert User.objects.filter(pk=person.pk).exists()


def test_typing_the_address_erases_the_account() -> None:
    person, _profile = make_known_person()
    client = at_the_door(person)
    response = client.post(PAGE, {"email": f" {MARKERS['email'].upper()} "}, follow=True)
    assert response.redirect_chain == [("/en/", 302)]
    assert "Your account is erased." in html_of(response)
    assert not User.objects.filter(pk=person.pk).exists()
    assert client.get("/en/account/data/").status_code == 302
    assert Erasure.objects.get().requested_by_person is True
    assert Mail.objects.get(kind="account_erased").address == MARKERS["email"]


def test_a_posted_id_erases_nobody_else() -> None:
    person, _profile = make_known_person()
    charlie = make_user()
    data = {"email": charlie.email, "user": str(person.pk), "pk": str(person.pk)}
    at_the_door(charlie).post(PAGE, data)
    assert list(User.objects.filter(pk__in=[person.pk, charlie.pk])) == [person]


def test_the_only_owner_is_led_to_the_team() -> None:
    alice = make_user("alice@example.org")
    profile = join_with_colleague(alice)
    client = at_the_door(alice)
    response = client.get(PAGE)
    links = [
        it
        for it in elements(response, "a")
        if it["href"] == f"/en/organisations/{profile.pk}/team/"
    ]
    assert [" ".join(it.text.split()) for it in links] == ["Team of de-nw"]
    assert [it for it in elements(response, "input") if it["name"] == "email"] == []
    response = client.post(PAGE, {"email": alice.email})
    assert response.status_code == 422
    assert User.objects.filter(pk=alice.pk).exists()


def join_with_colleague(owner: User) -> Profile:
    profile = make_profile("de-nw")
    join(profile, owner)
    join(profile, make_user("colleague@example.org"), Membership.Role.VIEWER)
    return profile


def test_it_says_what_becomes_of_organisations_without_anybody_else() -> None:
    alice = make_user("alice@example.org")
    draft = register(alice)
    public = make_profile("de-nw")
    join(public, alice)
    client = at_the_door(alice)
    shown = html_of(client.get(PAGE))
    assert "de-nw: you are its only member. Its profile leaves the directory" in shown
    assert "Fermentation Cluster: you are its only member, and it was never published." in shown
    client.post(PAGE, {"email": alice.email})
    assert not Profile.objects.filter(pk=draft.pk).exists()
    public.refresh_from_db()
    assert public.status == Status.ARCHIVED


def test_the_page_is_not_kept_by_browsers() -> None:
    alice = make_user("alice@example.org")
    assert "no-store" in at_the_door(alice).get(PAGE)["Cache-Control"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    alice = make_user("alice@example.org")
    for number in range(count):
        join(make_profile(f"de-{number}"), alice)
    client = at_the_door(alice)
    client.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(PAGE)
