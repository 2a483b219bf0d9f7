"""The page of a review: what it shows, whose turn it is, and that looking changes nothing."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing, reviewing
from profiles.models import Revision, User
from tests.helpdesk.desk.desks import events, notices
from tests.helpdesk.desk.reviews import page, submitted
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.documents import register, whole_document
from tests.profiles.reading import elements, texts

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 27


def actions(response: HttpResponse) -> list[str]:
    """Where the buttons of the form lead."""
    buttons = elements(response, "button")
    found = [it["formaction"] for it in buttons if it["formaction"]]
    return [address.split("/")[-2] for address in found]


def boxes(response: HttpResponse) -> list[str]:
    return [it["name"] for it in elements(response, "textarea")]


def test_a_stranger_sees_nothing(charlie: Client, client: Client, alice: User) -> None:
    revision = submitted(alice, "Secret Cluster")
    answer = charlie.get(page(revision))
    assert (answer.status_code, "Secret Cluster" in answer.content.decode()) == (403, False)
    assert client.get(page(revision)).status_code == 302


def test_an_unknown_review_is_not_found(desk: Client) -> None:
    assert desk.get(f"/en/desk/reviews/{2**40}/").status_code == 404


def test_looking_changes_nothing(desk: Client, alice: User) -> None:
    revision = submitted(alice)
    before = Revision.objects.values().get()
    assert desk.get(page(revision)).status_code == 200
    assert Revision.objects.values().get() == before


def test_nobody_decides_before_the_review_has_started(desk: Client, alice: User) -> None:
    response = desk.get(page(submitted(alice)))
    assert (actions(response), boxes(response)) == ([], [])
    assert texts(response, "button").count("Start review") == 1


def test_who_started_it_has_boxes_and_buttons(desk: Client, alice: User) -> None:
    revision = submitted(alice)
    answer = desk.post(page(revision, "start"))
    assert (answer.status_code, answer.url) == (302, page(revision))
    response = desk.get(page(revision))
    assert actions(response) == ["approve", "changes", "reject"]
    assert {"message", "remark-contact.email", "remark-offers.0.texts.en", "remark-needs"} <= set(
        boxes(response)
    )
    assert len(boxes(response)) == len(set(boxes(response)))
    assert len([it for it in elements(response, "input") if it["name"] == "judged"]) == 3
    assert "It is kept for you until" in notices(response)[0]


def test_anothers_claim_is_shown_with_name_and_time(desk: Client, alice: User) -> None:
    revision = submitted(alice)
    reviewing.claim(revision, by=make_staff("erik@example.org", password=None, given_name="Erik"))
    response = desk.get(page(revision))
    assert re.search(r"Erik is reviewing this\. Since \w{3} \d", notices(response)[0])
    assert (actions(response), boxes(response)) == (["take-over"], [])
    refused = desk.post(page(revision, "start"))
    assert refused.status_code == 409
    assert Revision.objects.get().claimed_by.given_name == "Erik"


def test_a_claim_is_taken_over_only_from_the_person_named(
    desk: Client, alice: User, dana: User
) -> None:
    revision = submitted(alice)
    erik, fumi = (make_staff(f"{it}@example.org", password=None) for it in ("erik", "fumi"))
    reviewing.claim(revision, by=erik)
    for holder in (fumi.pk, 2**40, "x", ""):
        assert desk.post(page(revision, "take-over"), {"holder": holder}).status_code == 409
    assert Revision.objects.get().claimed_by == erik
    answer = desk.post(page(revision, "take-over"), {"holder": erik.pk})
    assert (answer.status_code, Revision.objects.get().claimed_by) == (302, dana)


def test_a_claim_ends_by_itself_or_is_given_back(desk: Client, alice: User, dana: User) -> None:
    revision = submitted(alice)
    erik = make_staff("erik@example.org", password=None)
    reviewing.claim(revision, by=erik)
    Revision.objects.update(claimed_at=timezone.now() - reviewing.CLAIM - timedelta(seconds=1))
    assert desk.post(page(revision, "start")).status_code == 302
    assert Revision.objects.get().claimed_by == dana
    assert desk.post(page(revision, "release")).url == "/en/desk/reviews/"
    assert Revision.objects.get().claimed_by is None
    reviewing.claim(revision, by=erik)
    desk.post(page(revision, "release"))
    assert Revision.objects.get().claimed_by == erik


@pytest.mark.parametrize(
    "action", ["start", "take-over", "release", "approve", "changes", "reject"]
)
def test_nothing_happens_by_a_link(desk: Client, charlie: Client, alice: User, action: str) -> None:
    revision = submitted(alice)
    assert desk.get(page(revision, action)).status_code == 405
    assert charlie.post(page(revision, action)).status_code == 403
    assert desk.post(page(Revision(pk=2**40), action)).status_code == 404
    assert Revision.objects.get().claimed_by is None


def test_the_checklist_says_what_is_missing(desk: Client, alice: User) -> None:
    profile = register(alice, whole_document(member_count=8))
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    response = desk.get(page(revision))
    points = texts(response, "li", "checks__point")
    assert "A website met" in points
    [missing] = texts(response, "li", "checks__point--open")
    assert missing.endswith("wished for, missing")
    assert "will be published as an emerging cluster" in notices(response)[-1]


def test_hints_lead_to_their_fields(desk: Client, alice: User) -> None:
    response = desk.get(page(submitted(alice)))
    links = [it["href"] for it in elements(response, "a") if it["href"].startswith("#f-")]
    identifiers = re.findall(r'id="(f-[^"]+)"', response.content.decode())
    assert "#f-offers.0" in links
    assert [link for link in links if link.removeprefix("#") not in identifiers] == []
    assert len(identifiers) == len(set(identifiers))


def test_who_may_be_the_same_is_named(desk: Client, alice: User) -> None:
    other = make_profile("de-nw", texts={"en": "Fermentation Cluster"})
    response = desk.get(page(submitted(alice)))
    assert f'href="/en/desk/profiles/{other.pk}/"' in response.content.decode()
    assert "The same name" in response.content.decode()


def test_what_changed_is_marked_by_element_not_by_colour(
    desk: Client, alice: User, dana: User
) -> None:
    first = submitted(alice)
    profile = reviewing.approve(first, version=first.version, by=dana)
    second = editing.open_revision(profile, by=alice)
    organisation = second.content["organisation"]
    text = organisation["texts"]["en"]
    text["description"] = text["description"].replace("companies", "firms")
    editing.save_section(second, "organisation", organisation, version=0, by=alice)
    editing.submit(second, by=alice)
    response = desk.get(page(second))
    assert (texts(response, "del"), texts(response, "ins")) == (["companies"], ["firms"])
    html = response.content.decode()
    assert "1 difference from what is public" in html
    assert html.count("<dt>Public now</dt>") == html.count("<dt>Proposed</dt>") == 1


def test_texts_bear_their_language(desk: Client) -> None:
    haruka = make_user("haruka@example.org", password=None, language="ja")
    response = desk.get(page(submitted(haruka, side="japan")))
    [name] = elements(response, "h1")
    assert (name.text, name.lang) == ("発酵クラスター", "ja")
    shown = {it.lang for it in elements(response, "div", "compare__text") if "発酵" in it.text}
    assert shown == {"ja"}


def test_what_people_wrote_is_never_markup(desk: Client, alice: User) -> None:
    revision = submitted(alice, "<script>alert(1)</script>")
    html = desk.get(page(revision)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_only_web_addresses_become_links(desk: Client, alice: User) -> None:
    document = whole_document()
    document["contact"]["links"].append({"kind": "other", "url": "javascript:alert(1)"})
    revision = register(alice, document).revisions.get()
    editing.submit(revision, by=alice)
    targets = [it["href"] for it in elements(desk.get(page(revision)), "a")]
    assert [it for it in targets if it.startswith("javascript")] == []


def test_sentences_are_in_the_organisations_language(desk: Client) -> None:
    haruka = make_user("haruka@example.org", password=None, language="ja")
    revision = submitted(haruka, side="japan")
    desk.post(page(revision, "start"))
    spans = [it for it in elements(desk.get(page(revision)), "span") if it["lang"] == "ja"]
    buttons = [it for it in elements(desk.get(page(revision)), "button") if it["data-insert"]]
    assert len(spans) == len(buttons) == 9
    assert [it.text for it in spans] == [it["data-text"] for it in buttons]
    assert {(it["type"], "hidden" in it.attributes) for it in buttons} == {("button", True)}


def test_the_history_tells_what_was_asked_before(desk: Client, alice: User, dana: User) -> None:
    revision = submitted(alice)
    reviewing.request_changes(
        revision,
        version=revision.version,
        by=dana,
        remarks={"offers.0.texts.en": "Which know-how?"},
        reason="Nearly",
    )
    revision.refresh_from_db()
    editing.submit(revision, by=alice)
    response = desk.get(page(revision))
    assert ("Version 1: Changes requested", "Dana Novák", "Nearly") in events(response)
    assert "Offer 1 (English): Which know-how?" in response.content.decode()


def test_links_to_the_neighbours(desk: Client, alice: User) -> None:
    one, two, three = (submitted(alice, f"Cluster {n}") for n in range(3))
    links = {it["rel"]: it["href"] for it in elements(desk.get(page(two)), "a") if it["data-key"]}
    assert links == {"prev": page(one), "next": page(three)}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_number_of_queries(
    desk: Client, alice: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However many offers there are, and however much has happened."""
    document = whole_document()
    document["offers"] *= count
    revision = register(alice, document).revisions.get()
    for _ in range(count):
        editing.submit(revision, by=alice)
        editing.take_back(revision, by=alice)
    editing.submit(revision, by=alice)
    with django_assert_num_queries(PAGE_QUERIES):
        desk.get(page(revision))
