"""A small world in which every address of the site leads somewhere, and the roles that go there."""

import uuid
from datetime import date
from ipaddress import IPv4Address
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from events.links import join_token, own_token
from events.models import Series
from events.states import Asked
from matching.introductions.models import Introduction, Message, MessageFile
from matching.introductions.states import Answer, State
from matching.partnerships.models import Partnership
from profiles.actions import editing, reviewing, teams
from profiles.confirming import confirmation_token
from profiles.models import ImportFile, Logo, Mail, Membership, MembershipRequest, Profile, User
from profiles.states import MailState
from profiles.unsubscribing import unsubscribe_token
from tests.events.making import make_webinar
from tests.events.making import register as book
from tests.makers import make_profile, make_sectors, make_staff, make_user
from tests.matching.cast import scored
from tests.profiles.documents import register, whole_document

ROLES = ("anonymous", "charlie", "viewer", "editor", "owner", "staff")
UNKNOWN_TOKEN = "no-token-of-ours"


class World:
    """`profile` is the one to which viewer, editor and owner belong; charlie has his own.

    Every name is a value that the table of addresses may use.
    """

    def __init__(self) -> None:
        make_sectors()
        self.people = {role: make_user(f"{role}@example.org", password=None) for role in ROLES[1:5]}
        self.people["staff"] = make_staff("staff@example.org", password=None)
        self.sessions: dict[str, str] = {}
        owner, staff = self.people["owner"], self.people["staff"]
        profile = published(owner, staff)
        for role in ("viewer", "editor"):
            Membership.objects.create(user=self.people[role], profile=profile, role=role)
        japan = make_profile("jp-07", texts={"en": "Fukushima"})
        own = make_profile("de-by", texts={"en": "Charlie's"}, published=False)
        Membership.objects.create(user=self.people["charlie"], profile=own, role="owner")
        self.values: dict[str, Any] = {
            "profile": profile.pk,
            "slug": profile.get_absolute_url().strip("/").rpartition("/")[2].partition("-")[2],
            "europe": profile.pk,
            "japan": japan.pk,
            "unknown": UNKNOWN_TOKEN,
            "nobody": 2**40,
            "section": "topics",
            **self.of_team(profile, owner),
            **self.of_desk(owner),
            **self.of_matching(),
            **self.of_introductions(profile, japan),
            **self.of_partnerships(profile, japan),
            **self.of_events(),
        }
        for role in self.people:
            self.session(role)

    def of_team(self, profile: Profile, owner: User) -> dict[str, Any]:
        """What somebody in the team, or on the way into it, deals with."""
        newcomer = make_user("newcomer@example.org", password=None)
        wish = teams.request_membership(profile, by=newcomer, message="I work there.")
        letter = teams.invite(
            profile, email="guest@example.org", role="editor", language="en", by=owner
        )
        logo = Logo.objects.create(profile=profile, file="logos/x.png", width=1, height=1)
        return {
            "member": profile.memberships.get(role="viewer").pk,
            "wish": wish.pk,
            "letter": letter.pk,
            "logo": logo.name,
            "confirm_token": confirmation_token(profile, owner),
            "mail_token": unsubscribe_token(owner, "freshness"),
        }

    def of_desk(self, owner: User) -> dict[str, Any]:
        waiting = register(owner, whole_document("japan")).revisions.get()
        editing.submit(waiting, by=owner)
        take_over = MembershipRequest.objects.create(
            profile=make_profile("de-be"),
            user=self.people["editor"],
            kind=MembershipRequest.Kind.TAKE_OVER,
            message="She has left.",
        )
        mail = Mail.objects.create(key="t", message_id="<t@example.org>", state=MailState.FAILED)
        file = ImportFile.objects.create(name="profiles.csv", digest=uuid.uuid4().hex, content=b"")
        return {
            "revision": waiting.pk,
            "take_over": take_over.pk,
            "mail": mail.pk,
            "import": file.pk,
        }

    def of_matching(self) -> dict[str, Any]:
        run = scored()
        return {"run": run.pk, "weights": run.weights_id}

    def of_introductions(self, europe: Profile, japan: Profile) -> dict[str, Any]:
        """One in which both sides are asked, and one that came about and has a conversation."""
        asked = proposed(europe, japan, by=self.people["staff"])
        met = proposed(europe, make_profile("jp-27"), by=self.people["staff"])
        for party in met.parties.all():
            party.move(Answer.ACCEPTED, by=None, reason="Accepted")
        met.move(State.ACCEPTED, by=None, reason="Everybody has accepted")
        message = Message.objects.create(introduction=met, language="en", text="Welcome")
        file = MessageFile.objects.create(
            message=message, file=ContentFile(b"%PDF", name="x.pdf"), name="x.pdf", size=1
        )
        return {
            "asked": asked.pk,
            "party": asked.parties.get(role="japan").pk,
            "met": met.pk,
            "message": message.pk,
            "file": file.key,
        }

    def of_partnerships(self, europe: Profile, japan: Profile) -> dict[str, Any]:
        """A private one: only its parties and the helpdesk know of it."""
        partnership = Partnership.objects.create(kind="mou", is_public=False)
        for profile in (europe, japan):
            partnership.parties.create(profile=profile)
        day = date(2020, 1, 1)
        amendment = partnership.amendments.create(kind="signed", signed_on=day)
        document = partnership.documents.create(
            title="MoU", language="en", file=ContentFile(b"%PDF", name="x.pdf"), size=1
        )
        return {
            "partnership": partnership.pk,
            "amendment": amendment.pk,
            "activity": partnership.activities.create(kind="fair", on=day, text={"en": "A"}).pk,
            "goal": partnership.goals.create(text={"en": "100 %"}).pk,
            "document": document.key,
        }

    def of_events(self) -> dict[str, Any]:
        """A webinar that one can register for, and a stranger's seat in it with its two links."""
        webinar = make_webinar(series=Series.objects.create(slug="examples"))
        registration = book(webinar)
        question = webinar.audience_questions.create(text="How?", language="en")
        question.move(Asked.SHOWN, by=None, reason="Shown")
        slides = webinar.materials.create(
            kind="slides", title="Slides", language="en", file=ContentFile(b"%PDF", name="x.pdf")
        )
        speaker = webinar.speakers.create(organisation="Fraunhofer")
        return {
            "question": question.pk,
            "material": slides.key,
            "certificate": registration.certificate,
            "speaker": speaker.pk,
            "parts": "speakers",
            "up": "up",
            "webinar": webinar.pk,
            "series": "examples",
            "series_number": webinar.series_id,
            "year": webinar.starts_at.year,
            "month": webinar.starts_at.month,
            "webinar_slug": webinar.get_absolute_url().strip("/").rpartition("/")[2],
            "registration": registration.pk,
            "own_token": own_token(registration),
            "join_token": join_token(registration),
            "interest": registration.interests.create(profile=Profile.objects.get(key="jp-07")).pk,
            "circular": webinar.circulars.create(
                subject={"en": "News"}, text={"en": "Words"}, recipients=[registration.pk]
            ).pk,
            "attendance": webinar.attendance_files.create(name="zoom.csv", platform="zoom").pk,
        }

    def browser(self, role: str) -> Client:
        """At an address of its own: attempts are counted by address."""
        client = Client(REMOTE_ADDR=str(IPv4Address(uuid.uuid4().int >> 96)))
        if role != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session(role)
        return client

    def session(self, role: str) -> str:
        """Signed in once; the session is there again after whatever a request did to it."""
        if role not in self.sessions:
            client = Client()
            client.force_login(self.people[role])
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[role]


def proposed(europe: Profile, japan: Profile, *, by: User) -> Introduction:
    introduction = Introduction.objects.create(europe=europe, japan=japan)
    for role, profile in (("europe", europe), ("japan", japan)):
        introduction.parties.create(role=role, profile=profile, due_on=date(2040, 1, 31))
    introduction.move(
        State.ASKED, by=by, reason="The parties are asked", opened_at=timezone.now(), broker=by
    )
    return introduction


def published(owner: User, staff: User) -> Profile:
    revision = register(owner).revisions.get()
    editing.submit(revision, by=owner)
    return reviewing.approve(revision, version=revision.version, by=staff)
