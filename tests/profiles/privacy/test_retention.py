"""Every rule with a stopped clock: a day before nothing goes, a day after it is gone, once."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from PIL import Image

from profiles import deletions, outbox, retention, tasks
from profiles.actions.privacy import erase_user
from profiles.letters import Attachment, Letter
from profiles.logos import add_logo
from profiles.models import (
    Consent,
    Disclosure,
    Erasure,
    Invitation,
    Logo,
    Mail,
    MembershipRequest,
    Profile,
    Purge,
    Revision,
    User,
)
from profiles.retention import RULES, apply_retention
from profiles.states import InvitationState, MailState, RequestState, RevisionState
from tests.makers import REASON, make_profile, make_user
from tests.profiles.documents import register
from tests.profiles.privacy.people import invite, make_known_person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
TERMS = {rule.key: rule.keeps_for for rule in RULES}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Uploads of these tests go away with them."""
    settings.MEDIA_ROOT = tmp_path


Look = Callable[[], Any]
"""What is looked at, before and after."""


def unverified_account() -> Look:
    user = User.objects.create_user("never@example.org", "a long enough password")
    user.emailaddress_set.create(email=user.email, verified=False, primary=True)
    return lambda: list(User.objects.values_list("email", flat=True))


def expired_session() -> Look:
    charlie = make_user()
    session = SessionStore()
    session.set_expiry(0.001)
    session.create()
    Session.objects.update(expire_date=THEN)
    UserSession.objects.create(user=charlie, ip="192.0.2.1", session_key=session.session_key)
    return lambda: (Session.objects.count(), UserSession.objects.count())


def declined_invitation() -> Look:
    invitation = invite(make_profile("de-nw"), "colleague@example.org")
    invitation.move(InvitationState.DECLINED, by=None, reason=REASON)
    return lambda: list(Invitation.objects.values_list("email", "state"))


def decided_request() -> Look:
    request = MembershipRequest.objects.create(
        profile=make_profile("de-nw"), user=make_user(), message="I work here"
    )
    request.move(RequestState.DECLINED, by=None, reason=REASON)
    return lambda: list(MembershipRequest.objects.values_list("message", "state"))


def sent_mail(kind: str = "note") -> Look:
    def write() -> Letter:
        attached = [Attachment("a.txt", "text/plain", b"attached")]
        return Letter(subject="Subject", paragraphs=["Text"], attachments=attached)

    mail = outbox.post(write, to="alice@example.org", key="k", kind=kind)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=THEN)
    return lambda: [
        (it.state, it.address, bool(it.text), bool(it.html), it.subject, it.attachments.count())
        for it in Mail.objects.all()
    ]


def idle_draft() -> Look:
    register(make_user("alice@example.org"))
    return lambda: (Profile.objects.count(), Revision.objects.count())


def rejected_revision() -> Look:
    revision = Revision.objects.create(profile=make_profile("de-nw"), content={"name": "Alice"})
    revision.move(RevisionState.SUBMITTED, by=None, reason=REASON)
    revision.move(RevisionState.REJECTED, by=None, reason=REASON)
    return lambda: list(Revision.objects.values_list("content", "state"))


def unused_logo() -> Look:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    drawn.seek(0)
    add_logo(make_profile("de-nw"), drawn, by=make_user())
    return Logo.objects.count


def erased_person() -> Look:
    person, _profile = make_known_person()
    erase_user(person)
    return lambda: [model.objects.count() for model in (Consent, Disclosure, Erasure)]


def old_purge() -> Look:
    Purge.objects.create(rule="mail", rows=3)
    return lambda: list(Purge.objects.filter(rule="mail").values_list("rows", flat=True))


WHOLE_MAIL = (MailState.SENT, "alice@example.org", True, True, "Subject", 1)
EMPTY_MAIL = (MailState.SENT, "", False, False, "Subject", 0)
CASES: dict[str, tuple[Callable[[], Look], Any, Any, int]] = {
    "unverified-accounts": (unverified_account, ["never@example.org"], [], 1),
    "sessions": (expired_session, (1, 1), (0, 0), 2),
    "invitations": (
        declined_invitation,
        [("colleague@example.org", "declined")],
        [("", "declined")],
        1,
    ),
    "requests": (decided_request, [("I work here", "declined")], [("", "declined")], 1),
    "erased-mail": (
        lambda: sent_mail("account_erased"),
        [WHOLE_MAIL],
        [(MailState.SENT, "", False, False, "–", 0)],
        1,
    ),
    "account-mail": (lambda: sent_mail("account_code"), [WHOLE_MAIL], [EMPTY_MAIL], 1),
    "mail": (sent_mail, [WHOLE_MAIL], [EMPTY_MAIL], 1),
    "drafts": (idle_draft, (1, 1), (0, 0), 1),
    "revisions": (
        rejected_revision,
        [({"name": "Alice"}, "rejected")],
        [({}, "rejected")],
        1,
    ),
    "logos": (unused_logo, 1, 0, 1),
    "proofs": (erased_person, [2, 1, 1], [0, 0, 0], 3),
    "purges": (old_purge, [3], [], 1),
}
"""By rule: what is made, how it looks before and after, how many rows that counts as."""


def test_every_rule_has_its_case() -> None:
    """Upper apps test theirs themselves."""
    ours = [rule.key for rule in RULES if rule.delete.__module__ == deletions.__name__]
    assert list(CASES) == ours


def test_an_upper_app_adds_a_rule_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "RULES", RULES[:1])
    for days in (1, 2):
        rule = retention.Rule("notes", "Notes", days * DAY, "Why", lambda limit: 0)
        retention.register_rule(rule)
    assert [(it.key, it.term) for it in retention.RULES[1:]] == [("notes", "2 days")]


@pytest.mark.parametrize("key", CASES)
def test_a_day_before_nothing_and_a_day_after_all(key: str) -> None:
    make, before, after, rows = CASES[key]
    with time_machine.travel(THEN, tick=False):
        look = make()
    with time_machine.travel(THEN + TERMS[key] - DAY, tick=False):
        done = apply_retention()
        assert (look(), done.get(key)) == (before, None)
    with time_machine.travel(THEN + TERMS[key] + DAY, tick=False):
        done = apply_retention()
        assert (look(), done.get(key)) == (after, rows)
        logged = list(Purge.objects.filter(rule=key, rows=rows))
        assert len(logged) == 1
        assert apply_retention() == {}
        assert Purge.objects.filter(rule=key).count() == 1


@pytest.mark.parametrize("key", CASES)
def test_in_batches_as_well(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletions, "BATCH", 1)
    make, _before, after, rows = CASES[key]
    with time_machine.travel(THEN, tick=False):
        look = make()
    with time_machine.travel(THEN + TERMS[key] + DAY, tick=False):
        assert (apply_retention().get(key), look()) == (rows, after)


def late() -> Any:
    """Long after everything."""
    return time_machine.travel(THEN + timedelta(days=4000), tick=False)


def applied(key: str) -> int:
    """The rule, long after."""
    rule = next(rule for rule in RULES if rule.key == key)
    with late():
        return rule.delete(datetime.now(UTC) - rule.keeps_for)


def test_who_has_verified_an_address_stays() -> None:
    verified = make_user()
    staff = User.objects.create_user("made-by-staff@example.org", None)
    seen = User.objects.create_user("seen@example.org", None, last_login=THEN)
    seen.emailaddress_set.create(email=seen.email, verified=False)
    User.objects.update(date_joined=THEN)
    assert applied("unverified-accounts") == 0
    assert set(User.objects.all()) == {verified, staff, seen}


def test_an_open_invitation_that_has_expired_is_closed_and_emptied() -> None:
    with time_machine.travel(THEN, tick=False):
        invite(make_profile("de-nw"), "a@example.org")
        invite(Profile.objects.get(), "b@example.org")
    assert applied("invitations") == 2
    found = Invitation.objects.values_list("email", "state")
    assert list(found) == [("", InvitationState.EXPIRED)] * 2


def test_what_is_open_is_not_touched() -> None:
    profile = make_profile("de-nw")
    invitation = invite(profile, "a@example.org")
    invitation.expires_at = THEN + timedelta(days=5000)
    invitation.save()
    MembershipRequest.objects.create(profile=profile, user=make_user(), message="Please")
    profile.revisions.create(content={"name": "A"}, changed_at=THEN)
    sent_mail()
    Mail.objects.update(state=MailState.WAITING, sent_at=None, due_at=THEN)
    keys = ["invitations", "requests", "revisions", "mail", "drafts"]
    assert [applied(key) for key in keys] == [0] * 5


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.DOUBTFUL])
def test_a_mail_on_which_nobody_decided_is_given_up_and_emptied(state: str) -> None:
    sent_mail()
    Mail.objects.update(state=state, sent_at=None, due_at=THEN)
    assert applied("mail") == 1
    mail = Mail.objects.get()
    assert (mail.state, mail.address, mail.text) == (MailState.CANCELLED, "", "")
    assert mail.transitions.get().actor is None


@pytest.mark.parametrize("how", ["submitted", "loaded", "public", "touched"])
def test_a_draft_that_somebody_needs_stays(how: str) -> None:
    with time_machine.travel(THEN, tick=False):
        profile = register(make_user("alice@example.org"))
        revision = profile.revisions.get()
        if how == "submitted":
            profile.move("submitted", by=None, reason=REASON)
            profile.move("draft", by=None, reason=REASON)
    with late():
        if how == "loaded":
            Profile.objects.update(key="de-nw")
        if how == "public":
            profile.publish(by=None, reason=REASON)
        if how == "touched":
            Revision.objects.filter(pk=revision.pk).update(changed_at=datetime.now(UTC))
    assert applied("drafts") == 0
    assert Profile.objects.count() == 1


def test_consents_of_people_who_are_here_stay() -> None:
    with time_machine.travel(THEN, tick=False):
        make_known_person()
    assert applied("proofs") == 0
    assert (Consent.objects.count(), Disclosure.objects.count()) == (2, 1)


def test_the_logs_are_shut_again_afterwards() -> None:
    with time_machine.travel(THEN, tick=False):
        erased_person()
    applied("proofs")
    purge = Purge.objects.create(rule="mail", rows=1)
    with pytest.raises(IntegrityError):
        purge.delete()


def test_a_rule_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(limit: datetime) -> int:
        raise RuntimeError("No")

    faulty = retention.Rule("faulty", "Faulty", DAY, "None", fail)
    monkeypatch.setattr(retention, "RULES", [faulty, *RULES])
    with time_machine.travel(THEN, tick=False):
        sent_mail()
    with late():
        assert apply_retention() == {"mail": 1}
    assert [it.getMessage() for it in caplog.records] == ["The retention rule faulty failed"]


def test_the_task_says_what_it_did_and_may_run_twice() -> None:
    with time_machine.travel(THEN, tick=False):
        sent_mail()
    with late():
        assert tasks.apply_retention() == {"mail": 1}
        assert tasks.apply_retention() == {}


@pytest.mark.parametrize(
    ("days", "term"), [(1, "1 day"), (30, "30 days"), (365, "1 year"), (1095, "3 years")]
)
def test_the_term_in_words(days: int, term: str) -> None:
    rule = retention.Rule("k", "L", timedelta(days=days), "R", lambda limit: 0)
    assert rule.term == term


def test_keys_fit_their_column() -> None:
    length = Purge._meta.get_field("rule").max_length
    assert [rule.key for rule in RULES if len(rule.key) > length] == []
    assert len({rule.key for rule in RULES}) == len(RULES)


def test_beat_applies_them_every_day(settings: Any) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["apply-retention"]
    assert entry["task"] == tasks.apply_retention.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {20})


def test_the_log_lines_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="profiles")
    with time_machine.travel(THEN, tick=False):
        unverified_account()
        sent_mail()
    with late():
        apply_retention()
    said = " ".join(it.getMessage() for it in caplog.records)
    assert "example.org" not in said
