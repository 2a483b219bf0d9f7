"""After an erasure nothing of the person is left but what is listed as kept, without the name."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from profiles import erasing
from profiles.actions.privacy import HandOverFirst, erase_user
from profiles.models import (
    Consent,
    Disclosure,
    Erasure,
    Invitation,
    Mail,
    Membership,
    MembershipChange,
    Profile,
    User,
)
from profiles.states import InvitationState, MailState, RevisionState, Status
from tests.makers import REASON, make_profile, make_user
from tests.profiles.documents import register
from tests.profiles.privacy.people import MARKERS, make_factor, make_known_person, sign_in
from tests.profiles.privacy.traces import columns_with
from tests.profiles.teams.people import join

pytestmark = pytest.mark.django_db


def test_no_word_of_the_person_is_left_in_any_table() -> None:
    person, profile = make_known_person()
    sign_in(person)
    make_factor(person)
    written = {what: columns_with(words) for what, words in MARKERS.items()}
    assert [what for what, columns in written.items() if not columns] == []
    erase_user(person)
    left = {what: columns_with(words) for what, words in MARKERS.items()}
    farewell = ["profiles_mail.address"]  # until it has been sent, see the rule erased-mail
    assert {what: columns for what, columns in left.items() if columns} == {"email": farewell}
    assert Mail.objects.get(address=MARKERS["email"]).kind == erasing.ERASED_MAIL
    assert Membership.objects.get().profile == profile
    assert not User.objects.filter(pk=person.pk).exists()


def test_what_is_kept_names_nobody_any_more() -> None:
    person, profile = make_known_person()
    profile.transitions.create(actor=person, old="draft", new="published", reason=REASON)
    consents = list(person.consents.values_list("pk", flat=True))
    disclosed = person.disclosures.get()
    erase_user(person)
    assert list(Consent.objects.values_list("pk", "user")) == [(pk, None) for pk in consents]
    kept = Disclosure.objects.get()
    assert (kept.pk, kept.person, kept.basis) == (disclosed.pk, None, disclosed.basis)
    assert profile.transitions.last().actor is None


def test_the_note_counts_what_went_and_what_stays() -> None:
    person, _profile = make_known_person()
    make_factor(person)
    consents = list(person.consents.values_list("pk", flat=True))
    disclosures = list(person.disclosures.values_list("pk", flat=True))
    erasure = erase_user(person)
    assert erasure == Erasure.objects.get()
    assert erasure.deleted == {
        "account": 1,
        "email_addresses": 2,
        "second_factors": 1,
        "sessions": 0,
        "memberships": 1,
        "requests": 1,
        "invitations_received": 1,
        "invitations_sent": 1,
        "mails": 2,
        "mails_to_others": 1,
        "mail_refusals": 1,
        "organisations": 0,
        "introduction_contacts": 0,
        "webinars": 0,
    }
    assert erasure.kept == {"consents": 2, "disclosures": 1, "revisions": 0, "log_entries": 0}
    assert erasure.proofs == {"consents": consents, "disclosures": disclosures}
    assert erasure.requested_by_person is True


def test_every_session_is_dead_at_once() -> None:
    person, _profile = make_known_person()
    here, there, other = sign_in(person), sign_in(person), Client()
    other.force_login(User.objects.get(email="colleague@example.org"))
    assert there.get("/en/account/data/").status_code == 200
    erase_user(person)
    for client in (here, there):
        assert client.get("/en/account/data/").status_code == 302
    assert other.get("/en/account/data/").status_code == 200
    assert Session.objects.count() == 1


def test_the_password_opens_nothing_any_more(client: Client) -> None:
    person, _profile = make_known_person()
    erase_user(person)
    client.post("/en/account/login/", {"login": MARKERS["email"], "password": "whatever it was"})
    assert client.get("/en/account/data/").status_code == 302


def test_mails_are_emptied_and_what_waits_is_cancelled() -> None:
    person, _profile = make_known_person()
    erase_user(person)
    mails = Mail.objects.exclude(kind=erasing.ERASED_MAIL).order_by("key")
    assert [(it.key, it.state, it.user, it.address, it.text + it.html) for it in mails] == [
        ("out", MailState.SENT, None, "", ""),
        ("told", MailState.SENT, None, "", ""),
        ("waits", MailState.CANCELLED, None, "", ""),
    ]
    assert [(it.subject, it.attachments.count()) for it in mails] == [(erasing.NOTHING, 0)] * 3


def test_a_mail_that_is_being_sent_is_emptied_the_day_after() -> None:
    person, _profile = make_known_person()
    Mail.objects.filter(key="waits").update(state=MailState.SENDING)
    erase_user(person)
    mail = Mail.objects.get(key="waits")
    assert (mail.kind, mail.state, mail.user) == (erasing.ERASED_MAIL, MailState.SENDING, None)


def test_somebody_elses_address_that_was_only_typed_in_is_left_alone() -> None:
    person, _profile = make_known_person()
    person.emailaddress_set.create(email="victim@example.org", verified=False)
    victims = make_profile("de-victim", kind="cluster")
    invitation = Invitation.objects.create(
        profile=victims,
        email="victim@example.org",
        digest="v",
        expires_at=person.date_joined,
    )
    erase_user(person)
    invitation.refresh_from_db()
    assert (invitation.email, invitation.state) == ("victim@example.org", InvitationState.OPEN)


def test_the_last_mail_says_goodbye_in_the_persons_language() -> None:
    person = make_user(language="ja", time_zone="Asia/Tokyo", given_name="Haruka")
    erasure = erase_user(person)
    mail = Mail.objects.get()
    assert (mail.key, mail.kind) == (f"erased-{erasure.pk}", erasing.ERASED_MAIL)
    assert (mail.address, mail.user, mail.language) == (person.email, None, "ja")
    assert "Haruka" not in mail.text + mail.html


def test_whom_staff_or_a_rule_erases_gets_no_mail() -> None:
    erasure = erase_user(make_user(), requested_by_person=False)
    assert (erasure.requested_by_person, Mail.objects.count()) == (False, 0)


def test_invitations_of_both_kinds_are_withdrawn() -> None:
    person, _profile = make_known_person()
    erase_user(person)
    found = Invitation.objects.order_by("pk")
    assert [(it.email, it.state, it.invited_by) for it in found] == [
        ("", InvitationState.WITHDRAWN, None),
        ("somebody@example.org", InvitationState.WITHDRAWN, None),
    ]
    assert [it.transitions.get().actor for it in found] == [None, None]


def test_leaving_is_in_the_log_of_the_team() -> None:
    person, profile = make_known_person()
    erase_user(person)
    change = MembershipChange.objects.get()
    assert (change.profile, change.person, change.old, change.new) == (profile, None, "owner", "")


def test_the_only_owner_hands_over_first() -> None:
    alice = make_user("alice@example.org")
    profile = make_profile("de-nw")
    join(profile, alice)
    join(profile, make_user(), Membership.Role.EDITOR)
    with pytest.raises(HandOverFirst) as error:
        erase_user(alice)
    assert error.value.args[0] == [profile]
    assert "only owner" in str(error.value)
    assert (User.objects.count(), Erasure.objects.count(), Mail.objects.count()) == (2, 0, 0)
    profile.memberships.filter(user__email="charlie@example.org").update(role="owner")
    erase_user(alice)
    assert profile.memberships.get().user.email == "charlie@example.org"


def test_an_editor_leaves_without_further_ado() -> None:
    profile = make_profile("de-nw")
    join(profile, make_user("alice@example.org"))
    charlie = join(profile, make_user(), Membership.Role.EDITOR)
    erase_user(charlie)
    profile.refresh_from_db()
    assert profile.status == Status.PUBLISHED


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.SUBMITTED])
def test_the_organisation_of_its_only_member_goes_to_the_archive(state: str) -> None:
    alice = make_user("alice@example.org")
    profile = register(alice)
    profile.publish(by=None, reason=REASON)
    revision = profile.revisions.get()
    if state == RevisionState.SUBMITTED:
        revision.move(state, by=alice, reason=REASON)
    erase_user(alice)
    profile.refresh_from_db()
    revision.refresh_from_db()
    last = profile.transitions.last()
    assert (profile.status, revision.state) == (Status.ARCHIVED, RevisionState.WITHDRAWN)
    assert (last.old, last.new, last.actor) == (Status.PUBLISHED, Status.ARCHIVED, None)
    assert last.reason == "The only member erased their account"


def test_a_draft_of_its_only_member_is_deleted_with_its_log() -> None:
    alice = make_user("alice@example.org")
    profile = register(alice)
    profile.move(Status.SUBMITTED, by=alice, reason=REASON)
    profile.move(Status.DRAFT, by=alice, reason=REASON)
    erasure = erase_user(alice)
    assert (Profile.objects.count(), erasure.deleted["organisations"]) == (0, 1)
    assert MembershipChange.objects.count() == 0


def test_an_upper_app_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "ERASERS", {})
    seen = []
    erasing.register_eraser("notes", "Notes", lambda user: seen.append(user.email) or 3)
    erasure = erase_user(make_user())
    assert (seen, erasure.deleted["notes"]) == (["charlie@example.org"], 3)


def test_if_an_upper_app_fails_nothing_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "ERASERS", {})

    def fail(_user: User) -> int:
        raise RuntimeError("No")

    erasing.register_eraser("notes", "Notes", fail)
    with pytest.raises(RuntimeError):
        erase_user(make_user())
    assert (User.objects.count(), Erasure.objects.count(), Mail.objects.count()) == (1, 0, 0)


def test_the_log_lines_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="profiles")
    caplog.set_level("INFO")
    person, _profile = make_known_person()
    erase_user(person)
    said = " ".join(it.getMessage() for it in caplog.records).lower()
    assert [what for what, words in MARKERS.items() if words.lower() in said] == []
