"""The desk's list of profiles that nobody has confirmed, and what staff do about them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from profiles.models import Mail, Profile, User
from profiles.states import Status
from tests.profiles.freshness.ageing import BEGINNING, day, owner_of, published, run_on

pytestmark = pytest.mark.django_db

LIST = "/en/desk/unconfirmed/"
LIST_QUERIES = 5


def listed(browser: Client, number: int, query: str = "") -> list[tuple[str, ...]]:
    """Name, days, last confirmed, state, people and last asked of every row."""
    with day(number):
        html = browser.get(LIST + query).content.decode()
    rows = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', html, re.DOTALL)
    found = []
    for row in rows:
        cells = re.findall(r"<t[hd] role=[^>]+>(.*?)</t[hd]>", row, re.DOTALL)
        texts = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
        found.append(tuple(texts[:6]))
    return found


def test_the_list_counts_the_days(desk: Client) -> None:
    owner_of(published("c-vit"))
    published("de-nw", since=BEGINNING - timedelta(days=190), texts={"en": "Rhineland"})
    published("jp-07", since=BEGINNING + timedelta(days=10), texts={"en": "Fukushima"})
    run_on(180)
    assert listed(desk, 185) == [
        ("Rhineland", "375", "9 July 2025", "Unconfirmed, not suggested", "0", "–"),
        ("Vitagora", "185", "15 January 2026", "Published", "1", "14 July 2026"),
    ]
    assert [row[0] for row in listed(desk, 185, "?since=unmatched")] == ["Rhineland"]
    assert [row[0] for row in listed(desk, 185, "?people=none")] == ["Rhineland"]
    assert [row[0] for row in listed(desk, 185, "?since=nonsense")] == ["Rhineland", "Vitagora"]


def test_a_fresh_directory_says_so(desk: Client) -> None:
    published()
    with day(179):
        assert "Everything is fresh" in desk.get(LIST).content.decode()
        assert "No profile fits" in desk.get(LIST + "?people=none").content.decode()


def test_drafts_and_archived_profiles_are_not_listed(desk: Client) -> None:
    published("de-nw", published=False)
    archived = published("de-by")
    archived.move(Status.ARCHIVED, by=None, reason="Dissolved")
    assert listed(desk, 400) == []


@pytest.mark.parametrize("number", [185, 400])
def test_staff_confirm_with_a_note(desk: Client, dana: User, number: int) -> None:
    profile = published()
    run_on(number)
    address = reverse("desk:confirm-on-behalf", args=[profile.pk])
    with day(number + 1):
        desk.force_login(dana)  # sessions end after hours
        assert "Food and taste in Burgundy." in desk.get(address).content.decode()
        response = desk.post(address, {"note": "Asked by phone"}, follow=True)
        assert "Vitagora is confirmed." in response.content.decode()
        assert list(Profile.objects.matchable()) == [profile]
    step = profile.freshness_steps.last()
    assert (step.stage, step.actor, step.reason) == ("confirmed", dana, "Asked by phone")
    assert listed(desk, number + 1) == []


def test_without_a_note_nothing_is_confirmed(desk: Client) -> None:
    profile = published()
    address = reverse("desk:confirm-on-behalf", args=[profile.pk])
    response = desk.post(address, {"note": " "})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    response = desk.post(address, {"note": "x" * 501})
    assert (response.status_code, "x" * 501 in response.content.decode()) == (422, True)
    assert not profile.freshness_steps.exists()


def test_staff_remind_people_again(desk: Client) -> None:
    profile = published()
    owner_of(profile)
    owner_of(profile, "b@example.org")
    with day(185):
        response = desk.post(reverse("desk:remind-again", args=[profile.pk]), follow=True)
        assert "A reminder goes to 2 people." in response.content.decode()
        desk.post(reverse("desk:remind-again", args=[profile.pk]))
    assert Mail.objects.filter(kind="freshness_reminded").count() == 2


def test_where_nobody_speaks_nobody_is_reminded(desk: Client) -> None:
    profile = published()
    with day(185):
        assert "/remind/" not in desk.get(LIST).content.decode()
        response = desk.post(reverse("desk:remind-again", args=[profile.pk]), follow=True)
    assert "Nobody speaks for this organisation" in response.content.decode()
    assert not Mail.objects.exists()


def test_only_staff_come_in(charlie: Client) -> None:
    profile = published()
    with day(185):
        for name, method in [
            ("list-unconfirmed", "get"),
            ("confirm-on-behalf", "post"),
            ("remind-again", "post"),
        ]:
            arguments = [] if name == "list-unconfirmed" else [profile.pk]
            address = reverse(f"desk:{name}", args=arguments)
            asked = getattr(Client(), method)(address, {"note": "I know it"})
            assert asked.url.startswith(reverse("account_login"))
            assert getattr(charlie, method)(address, {"note": "I know it"}).status_code == 403
    assert not profile.freshness_steps.exists()


def test_what_is_not_public_is_not_there(desk: Client) -> None:
    draft = published(published=False)
    for name in ("confirm-on-behalf", "remind-again"):
        address = reverse(f"desk:{name}", args=[draft.pk])
        assert desk.post(address, {"note": "Yes"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        owner_of(published(f"de-{n}"), f"{n}@example.org")
    run_on(210)
    with day(211), django_assert_num_queries(LIST_QUERIES):
        desk.get(LIST)
