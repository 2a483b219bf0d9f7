"""A person of whom everything is known, each thing with a word that stands nowhere else."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone, translation

from profiles import outbox
from profiles.consents import give_consent
from profiles.disclosing import disclose
from profiles.letters import Attachment, Letter
from profiles.models import Consent, Invitation, Mail, MembershipRequest, Profile, User
from profiles.states import MailState
from tests.makers import PASSWORD, make_profile, make_user
from tests.profiles.teams.people import join

MARKERS = {
    "family_name": "Zzfamily",
    "given_name": "Zzgiven",
    "reading": "Zzreading",
    "job_title": "Zzfunction",
    "phone": "+499876543210",
    "email": "zzmain@example.org",
    "second address": "zzsecond@example.org",
    "request": "Zzrequest",
    "mail": "Zzmail",
    "attachment": "Zzattached",
    "factor": "Zzfactor",
    "device": "Zzdevice",
    "letter to others": "Zzgiven Zzfamily asks to join",
}
"""What is planted, by where."""
NAMES = ("family_name", "given_name", "reading", "job_title", "phone", "email")


def make_known_person(*, is_member: bool = True) -> tuple[User, Profile]:
    """Somebody with everything, and their organisation, which has another owner."""
    person = make_user(**{name: MARKERS[name] for name in NAMES})
    person.emailaddress_set.create(email=MARKERS["second address"], verified=True)
    profile = make_profile("de-known", kind="cluster", legal_status="legal_entity")
    if is_member:
        join(profile, person)
    join(profile, make_user("colleague@example.org"))
    ask_to_join(person)
    invite(profile, MARKERS["second address"])
    invite(profile, "somebody@example.org", by=person)
    write_mails(person)
    agree_and_disclose(person, profile)
    person.mail_refusals.create(kind="digest")
    return person, profile


def ask_to_join(person: User) -> MembershipRequest:
    other = make_profile("de-asked", kind="cluster")
    return MembershipRequest.objects.create(
        profile=other, user=person, message=f"{MARKERS['request']} works here"
    )


def invite(profile: Profile, email: str, *, by: User | None = None) -> Invitation:
    return Invitation.objects.create(
        profile=profile,
        email=email,
        digest=uuid.uuid4().hex,
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=14),
    )


def write_mails(person: User) -> None:
    """Mails to the person that are out, that wait, and one to somebody else about them."""

    def write() -> Letter:
        attachment = Attachment("a.txt", "text/plain", MARKERS["attachment"].encode())
        words = [f"{MARKERS['mail']} was written to you."]
        return Letter(
            subject=f"About {MARKERS['mail']}", paragraphs=words, attachments=[attachment]
        )

    for key, state in (("out", MailState.SENT), ("waits", MailState.WAITING)):
        mail = outbox.post(write, to=person, key=key, kind="note")
        Mail.objects.filter(pk=mail.pk).update(state=state)

    def tell() -> Letter:
        return Letter(subject="A request", paragraphs=[MARKERS["letter to others"]])

    mail = outbox.post(tell, to="colleague@example.org", language="en", key="told", kind="asked")
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT)


def make_factor(person: User) -> None:
    """From now on signing in takes a second step."""
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": MARKERS["factor"]}
    )


def agree_and_disclose(person: User, profile: Profile) -> None:
    with translation.override("en"):
        give_consent(person, Consent.Purpose.ACCOUNT, source="sign-up")
        give_consent(person, Consent.Purpose.DISCLOSURE, source="my-data")
    if person.memberships.filter(profile=profile).exists():
        to = make_profile("jp-seen", kind="prefecture")
        disclose(person, of=profile, to=to, cause="introduction-7")


def sign_in(person: User, **headers: Any) -> Client:
    """With a password, as people do: the session says when it was typed."""
    client = Client(headers={"User-Agent": MARKERS["device"]} | headers)
    data = {"login": person.email, "password": PASSWORD}
    response = client.post("/en/account/login/", data)
    assert response.status_code == 302, response.content
    return client


def sign_in_again(person: User, client: Client) -> Client:
    """The password once more, as before anything that cannot be undone."""
    response = client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert response.status_code == 302, response.content
    return client
