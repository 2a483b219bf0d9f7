"""All profiles as the desk sees them, and what it does to one as a whole."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing, freshness, reviewing
from profiles.models import Profile, User
from profiles.states import Status
from tests.helpdesk.desk.desks import events, messages_of, rows
from tests.makers import make_profile
from tests.profiles.documents import register
from tests.profiles.reading import elements

pytestmark = pytest.mark.django_db

LIST = "/en/desk/profiles/"
LIST_QUERIES = 5
PREFIXES = {"archive": "archive", "back": "back", "trust": "trust", "distrust": "trust"}
"""Of the form by action."""


def record(profile: Profile, action: str = "") -> str:
    return f"{LIST}{profile.pk}/{action}/" if action else f"{LIST}{profile.pk}/"


def test_a_stranger_sees_and_does_nothing(charlie: Client, client: Client) -> None:
    profile = make_profile(texts={"en": "Secret Region"}, published=False)
    answers = [charlie.get(LIST), charlie.get(record(profile))]
    answers += [charlie.post(record(profile, action)) for action in PREFIXES]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert ["Secret Region" in answer.content.decode() for answer in answers] == [False] * 6
    assert client.get(record(profile)).status_code == 302
    saved = Profile.objects.get()
    assert (saved.status, saved.is_trusted) == (Status.DRAFT, False)


def test_every_state_is_listed_and_can_be_asked_for(desk: Client) -> None:
    for n, status in enumerate(Status):
        key = f"de-{n}"
        make_profile(key, published=False, status=status, texts={"en": str(status.label)})
    assert sorted(rows(desk.get(LIST))) == sorted(str(status.label) for status in Status)
    asked = {status: rows(desk.get(LIST, {"status": status})) for status in Status}
    assert asked == {status: [str(status.label)] for status in Status}


def test_profiles_are_searched_and_filtered(desk: Client) -> None:
    make_profile("de-nw", texts={"en": "Dairy", "ja": "乳業"}, kind="cluster", published=False)
    make_profile("jp-07", language="ja", texts={"ja": "福島県"}, published=False)
    assert rows(desk.get(LIST, {"q": "乳"})) == ["Dairy"]
    assert rows(desk.get(LIST, {"side": "japan"})) == ["福島県"]
    assert rows(desk.get(LIST, {"kind": "cluster"})) == ["Dairy"]
    response = desk.get(LIST, {"q": "nobody"})
    assert (rows(response), "Nobody fits" in response.content.decode()) == ([], True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make_profile(f"de-{n}", published=False)
    with django_assert_num_queries(LIST_QUERIES):
        response = desk.get(LIST)
    assert len(rows(response)) == count


def test_a_record_tells_who_speaks_for_it_and_what_happened(desk: Client, alice: User) -> None:
    profile = register(alice)
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    dana = User.objects.get(is_staff=True)
    remarks = {"organisation.texts.en.description": "Which food?"}
    reviewing.request_changes(
        revision, version=revision.version, by=dana, remarks=remarks, reason="Nearly"
    )
    response = desk.get(record(profile))
    assert rows(response) == ["Alice Martin"]
    assert events(response) == [
        ("Version 1: Submitted", "Alice Martin", "Submitted for review"),
        ("Profile: Submitted", "Alice Martin", "Submitted for review"),
        ("Version 1: Changes requested", "Dana Novák", "Nearly"),
        ("Profile: Changes requested", "Dana Novák", "Nearly"),
    ]
    assert "Description (English): Which food?" in response.content.decode()


def test_confirmations_stand_in_the_history(desk: Client, dana: User) -> None:
    profile = make_profile()
    freshness.confirm(profile, by=dana, reason="Said so on the phone")
    assert events(desk.get(record(profile)))[-1] == (
        "Confirmed",
        "Dana Novák",
        "Said so on the phone",
    )


def test_staff_archive_and_bring_back(desk: Client) -> None:
    profile = make_profile()
    gone = desk.post(record(profile, "archive"), {"archive-reason": "Merged"}, follow=True)
    assert (gone.redirect_chain, messages_of(gone)) == ([(record(profile), 302)], ["Archived."])
    assert Profile.objects.get().status == Status.ARCHIVED
    again = desk.post(record(profile, "archive"), {"archive-reason": "Merged"})
    assert (again.status_code, messages_of(again)) == (
        409,
        ["Somebody else was faster, or this is not possible any more. Look again."],
    )
    back = desk.post(record(profile, "back"), {"back-reason": "Apart again"}, follow=True)
    assert messages_of(back) == ["Brought back."]
    assert Profile.objects.get().status == Status.PUBLISHED
    assert events(back)[-1] == ("Profile: Published", "Dana Novák", "Apart again")


def test_staff_trust_and_distrust(desk: Client) -> None:
    profile = make_profile()
    trusted = desk.post(record(profile, "trust"), {"trust-reason": "Careful"}, follow=True)
    assert Profile.objects.get().is_trusted
    distrusted = desk.post(record(profile, "distrust"), {"trust-reason": "Careless"}, follow=True)
    assert not Profile.objects.get().is_trusted
    assert events(trusted)[-1] == ("Trusted", "Dana Novák", "Careful")
    assert events(distrusted)[-1] == ("Not trusted any more", "Dana Novák", "Careless")


@pytest.mark.parametrize(("action", "prefix"), list(PREFIXES.items()))
def test_nothing_is_done_without_a_reason(desk: Client, action: str, prefix: str) -> None:
    profile = make_profile(published=False, status=Status.ARCHIVED if action == "back" else "draft")
    response = desk.post(record(profile, action), {f"{prefix}-reason": " "})
    assert response.status_code == 422
    [area] = [it for it in elements(response, "textarea") if it["aria-invalid"] == "true"]
    assert area["name"] == f"{prefix}-reason"
    saved = Profile.objects.get()
    assert (saved.status, saved.is_trusted, profile.transitions.count()) == (
        profile.status,
        False,
        0,
    )
