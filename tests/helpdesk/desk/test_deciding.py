"""Approve, ask for changes, reject: what happens, and that nothing typed is ever lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from profiles.actions import editing, reviewing
from profiles.models import Mail, Membership, Profile, Remark, Revision, Topic, User
from profiles.states import RevisionState, Status
from tests.helpdesk.desk.desks import events, messages_of
from tests.helpdesk.desk.reviews import REMARK, filled, page, resubmitted, submitted
from tests.makers import make_staff, make_user
from tests.profiles.reading import elements, texts

pytestmark = pytest.mark.django_db

TYPED = {"message": "Please be more specific.\nThank you.", REMARK: "Which food?"}


@pytest.fixture
def erik(db: None) -> User:
    return make_staff("erik@example.org", password=None, given_name="Erik")


def started(desk: Client, alice: User) -> Revision:
    revision = submitted(alice)
    desk.post(page(revision, "start"))
    revision.refresh_from_db()
    return revision


def kept(response: HttpResponse) -> dict[str, str]:
    """What stands in the boxes of the page."""
    boxes = elements(response, "textarea")
    return {it["name"]: it.text.strip().replace("\r", "") for it in boxes if it.text.strip()}


def faulty(response: HttpResponse) -> list[str]:
    return [
        it["name"]
        for tag in ("textarea", "input")
        for it in elements(response, tag)
        if it["aria-invalid"] == "true"
    ]


def test_approving_publishes_and_goes_on_with_the_oldest(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    later, last = submitted(alice, "Later"), submitted(alice, "Last")
    reviewing.claim(later, by=make_staff("erik@example.org", password=None))
    answer = desk.post(page(revision, "approve"), filled(revision), follow=True)
    assert answer.redirect_chain == [(page(last), 302)]
    assert messages_of(answer) == ["Published: Fermentation Cluster."]
    assert Profile.objects.get(pk=revision.profile_id).status == Status.PUBLISHED
    mails = Mail.objects.values_list("kind", "address")
    assert list(mails) == [("revision_approved", alice.email)]


def test_after_the_last_one_comes_the_empty_queue(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    answer = desk.post(page(revision, "approve"), filled(revision))
    assert answer.url == "/en/desk/reviews/"


def test_words_of_praise_reach_the_organisation(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    desk.post(page(revision, "approve"), filled(revision, message="What a profile!"))
    assert "What a profile!" in Mail.objects.get().text
    assert revision.transitions.last().reason == "What a profile!"


def test_without_words_the_mail_quotes_none(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    desk.post(page(revision, "approve"), filled(revision))
    assert "Approved" not in Mail.objects.get().text
    assert revision.transitions.last().reason == "Approved"


@pytest.mark.parametrize("ticked", [[], ["exists"], ["exists", "honest"], ["exists", "other"]])
def test_approving_needs_every_point_ticked(desk: Client, alice: User, ticked: list[str]) -> None:
    revision = started(desk, alice)
    answer = desk.post(page(revision, "approve"), filled(revision, judged=ticked) | TYPED)
    assert (answer.status_code, kept(answer)) == (422, TYPED)
    boxes = [it for it in elements(answer, "input") if it["name"] == "judged"]
    checked = [it["value"] for it in boxes if "checked" in it.attributes]
    assert checked == [it for it in ticked if it != "other"]
    assert Profile.objects.get().status == Status.SUBMITTED


def test_changes_are_asked_for_field_by_field(desk: Client, alice: User) -> None:
    eve = make_user("eve@example.org", password=None, language="de")
    revision = started(desk, alice)
    Membership.objects.create(user=eve, profile=revision.profile, role="editor")
    typed = TYPED | {"remark-needs": "One more, please.", "remark-contact.email": " "}
    answer = desk.post(page(revision, "changes"), {"version": revision.version} | typed)
    assert answer.status_code == 302
    assert list(Remark.objects.values_list("field", "text")) == [
        ("organisation.texts.en.description", "Which food?"),
        ("needs", "One more, please."),
    ]
    revision.refresh_from_db()
    assert (revision.state, revision.claimed_by) == (RevisionState.CHANGES_REQUESTED, None)
    assert revision.transitions.last().reason.replace("\r", "") == TYPED["message"]
    mails = Mail.objects.order_by("address")
    assert [(it.address, it.language) for it in mails] == [(alice.email, "en"), (eve.email, "de")]
    assert ["Which food?" in it.text for it in mails] == [True, True]


def test_rejecting_says_why(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    desk.post(page(revision, "reject"), {"version": revision.version, "message": "No cluster."})
    profile = Profile.objects.get()
    assert profile.status == Status.ARCHIVED
    assert [it.reason for it in profile.transitions.all()][-1] == "No cluster."
    assert "No cluster." in Mail.objects.get().text


@pytest.mark.parametrize("action", ["changes", "reject"])
@pytest.mark.parametrize("message", ["", "  \n "])
def test_a_message_is_needed(desk: Client, alice: User, action: str, message: str) -> None:
    revision = started(desk, alice)
    typed = {"version": revision.version, "message": message, REMARK: "Which food?"}
    answer = desk.post(page(revision, action), typed)
    assert (answer.status_code, faulty(answer)) == (422, ["message"])
    assert kept(answer) == {REMARK: "Which food?"}
    assert (Remark.objects.count(), Mail.objects.count()) == (0, 0)


def test_what_is_too_long_stays_to_be_cut(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    typed = {"message": "Please.", REMARK: "x" * 1001}
    answer = desk.post(page(revision, "changes"), {"version": revision.version} | typed)
    assert (answer.status_code, faulty(answer), kept(answer)) == (422, [REMARK], typed)


def by_another(revision: Revision, alice: User, erik: User) -> None:
    reviewing.take_over(revision, holder=User.objects.get(email="dana@example.org"), by=erik)


def by_the_organisation(revision: Revision, alice: User, erik: User) -> None:
    resubmitted(revision, alice)


def by_a_decision(revision: Revision, alice: User, erik: User) -> None:
    by_another(revision, alice, erik)
    reviewing.approve(revision, version=revision.version, by=erik)


Meanwhile = Callable[[Revision, User, User], None]


SAID: dict[Meanwhile, str] = {
    by_another: "Erik is reviewing this at the moment.",
    by_the_organisation: "The organisation has submitted another version. Read that one first.",
    by_a_decision: "Somebody else was faster, or this is not possible any more. Look again.",
}


@pytest.mark.parametrize("action", ["approve", "changes", "reject"])
@pytest.mark.parametrize("meanwhile", SAID)
def test_who_comes_too_late_is_told_and_loses_nothing(
    desk: Client, alice: User, erik: User, action: str, meanwhile: Meanwhile
) -> None:
    revision = started(desk, alice)
    meanwhile(revision, alice, erik)
    before = Revision.objects.values().get()
    mails = Mail.objects.count()
    old = Revision(pk=revision.pk, versions={"all": revision.version})
    if meanwhile is by_the_organisation:
        old.versions = {"all": revision.version - 1}
    answer = desk.post(page(revision, action), filled(old) | TYPED)
    assert (answer.status_code, messages_of(answer)) == (409, [SAID[meanwhile]])
    assert kept(answer) == TYPED
    assert Revision.objects.values().get() == before
    assert (Mail.objects.count(), Remark.objects.count()) == (mails, 0)


def test_after_another_version_it_is_read_before_it_is_decided(desk: Client, alice: User) -> None:
    """The page carries the new version, and no point is ticked any more."""
    revision = started(desk, alice)
    old = filled(revision, **TYPED)
    resubmitted(revision, alice)
    answer = desk.post(page(revision, "approve"), old)
    [version] = [it["value"] for it in elements(answer, "input") if it["name"] == "version"]
    assert int(version) == revision.version == old["version"] + 1
    assert [it for it in elements(answer, "input") if "checked" in it.attributes] == []
    assert "Start review" in texts(answer, "button")
    started_again = desk.post(page(revision, "start"), old)
    assert (started_again.status_code, kept(started_again)) == (200, TYPED)
    again = {"version": version, "judged": old["judged"]}
    assert desk.post(page(revision, "approve"), again).status_code == 302


def test_a_remark_about_a_field_that_is_gone_stays_readable(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    typed = filled(revision, message="Nearly", **{"remark-offers.0.texts.en": "Which know-how?"})
    editing.take_back(revision, by=alice)
    other = [revision.content["offers"][0] | {"language": "fr", "texts": {"fr": "Le soja."}}]
    version = revision.version_of("offers")
    editing.save_section(revision, "offers", other, version=version, by=alice)
    editing.submit(revision, by=alice)
    answer = desk.post(page(revision, "changes"), typed)
    assert answer.status_code == 409
    assert kept(answer)["remark-offers.0.texts.en"] == "Which know-how?"
    assert "Fields that are not there any more" in answer.content.decode()


def test_taking_over_keeps_what_was_typed(desk: Client, alice: User, erik: User) -> None:
    revision = started(desk, alice)
    by_another(revision, alice, erik)
    answer = desk.post(page(revision, "take-over"), {"holder": erik.pk} | TYPED)
    assert (answer.status_code, kept(answer)) == (200, TYPED)
    assert Revision.objects.get().claimed_by.email == "dana@example.org"


def test_what_left_the_vocabulary_is_named(desk: Client, alice: User) -> None:
    revision = started(desk, alice)
    Topic.objects.filter(slug="robotics").delete()
    answer = desk.post(page(revision, "approve"), filled(revision))
    said = "This is not in the vocabulary any more: robotics. Ask for another choice."
    assert (answer.status_code, messages_of(answer)) == (409, [said])
    assert Profile.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize("version", ["", "x", None])
def test_a_form_without_its_version_decides_nothing(
    desk: Client, alice: User, version: str | None
) -> None:
    revision = started(desk, alice)
    typed: dict[str, Any] = filled(revision) | {"version": version}
    answer = desk.post(
        page(revision, "approve"), {k: it for k, it in typed.items() if it is not None}
    )
    assert answer.status_code == 422
    assert Profile.objects.get().status == Status.SUBMITTED


def test_deciding_needs_no_claim_if_nobody_has_one(desk: Client, alice: User) -> None:
    revision = submitted(alice)
    assert desk.post(page(revision, "approve"), filled(revision)).status_code == 302
    profile = Profile.objects.get()
    assert profile.status == Status.PUBLISHED
    shown = events(desk.get(page(revision)))
    assert shown[-1] == ("Profile: Published", "Dana Novák", "Approved")


def test_a_faulty_form_can_be_asked_for_in_another_language(desk: Client, alice: User) -> None:
    """Its own address is only posted to."""
    revision = started(desk, alice)
    answer = desk.post(page(revision, "reject"), {"version": revision.version})
    links = {it["hreflang"]: it["href"] for it in elements(answer, "a", "languages__link")}
    assert links["ja"].endswith(f"/ja/desk/reviews/{revision.pk}/")
    assert desk.get(links["ja"]).status_code == 200
