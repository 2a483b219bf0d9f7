"""Two organisations that fit, their people, the helpdesk, and an introduction in every state."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching.introductions import actions
from matching.introductions.actions import ThirdParty
from matching.introductions.models import Introduction, Outcome, Party
from matching.introductions.outcomes import answer_outcome
from profiles.consents import give_consent
from profiles.models import Consent, Membership, Profile, TargetArea, User
from tests.makers import make_profile, make_staff, make_user, names
from tests.matching.cast import live_run, store_match

NOTE = {"en": "A note on hydrogen.", "ja": "水素についての覚書"}
MESSAGE = "We would like to learn about hydrogen."
DISCLOSURE = Consent.Purpose.DISCLOSURE


@dataclass(frozen=True)
class World:
    """alice speaks for europe, haruka for japan; charlie for others; dana is the helpdesk."""

    europe: Profile
    japan: Profile
    alice: User
    haruka: User
    charlie: User
    dana: User

    def person(self, name: str) -> User:
        return getattr(self, name)

    def client(self, name: str = "") -> Client:
        """Somebody's browser; nobody's without a name."""
        client = Client()
        if name:
            client.force_login(self.person(name))
        return client

    def page(self, who: str, name: str, /, *args: object, **data: Any) -> Any:
        return self.client(who).get(reverse(f"introductions:{name}", args=args), data)

    def send(self, who: str, name: str, /, *args: object, **data: Any) -> Any:
        return self.client(who).post(reverse(f"introductions:{name}", args=args), data)

    @property
    def pair(self) -> tuple[int, int]:
        return self.europe.pk, self.japan.pk


def make_world(**alices: Any) -> World:
    """A German cluster and a Japanese prefecture. Alice's data may go there: she has consented."""
    europe = make_profile(
        "de-1",
        kind="cluster",
        legal_status="legal_entity",
        texts={"en": ("Rhine Valley", "Makes hydrogen."), "de": "Rheintal"},
        topics=["hydrogen"],
        priorities={"energy": 2},
    )
    japan = make_profile(
        "jp-1",
        texts={"ja": ("青葉県", "水素をつくる。"), "en": "Aoba"},
        language="ja",
        topics=["hydrogen"],
        priorities={"energy": 2},
    )
    store_match(live_run(), europe, japan, energy=0.6)
    names_of_alice = {"family_name": "Martin", "given_name": "Alice", "language": "en"} | alices
    alice = make_user("alice@example.org", None, **names_of_alice)
    haruka = make_user(
        "haruka@example.org",
        None,
        family_name="佐藤",
        given_name="遥",
        language="ja",
        time_zone="Asia/Tokyo",
    )
    join(europe, alice)
    join(japan, haruka)
    consent(alice)
    charlie = make_user(password=None)
    join(make_profile("de-9", kind="cluster"), charlie)
    dana = make_staff(password=None, family_name="Novak", given_name="Dana")
    return World(europe, japan, alice, haruka, charlie, dana)


def join(profile: Profile, user: User, role: str = Membership.Role.OWNER) -> User:
    Membership.objects.create(user=user, profile=profile, role=role)
    return user


def consent(user: User) -> None:
    with translation.override("en"):
        give_consent(user, DISCLOSURE, source="my-data")


def make_area(slug: str = "kenya") -> TargetArea:
    defaults = {"kind": TargetArea.Kind.COUNTRY, **names(slug.capitalize())}
    return TargetArea.objects.get_or_create(slug=slug, defaults=defaults)[0]


def make_third() -> ThirdParty:
    return ThirdParty("Nairobi Energy", "wanjiru@example.org", "en", make_area())


def request(world: World, who: str = "alice", **fields: Any) -> Introduction:
    values = {"message": MESSAGE, "language": "en"} | fields
    own = world.europe if who == "alice" else world.japan
    person = world.person(who)
    return actions.request_introduction(world.europe, world.japan, for_=own, by=person, **values)


def propose(world: World, **fields: Any) -> Introduction:
    values = {"note": NOTE} | fields
    return actions.propose(world.europe, world.japan, by=world.dana, **values)


def party(introduction: Introduction, role: str) -> Party:
    return introduction.parties.get(role=role)


def accept(introduction: Introduction, world: World, who: str) -> Introduction:
    role = {"alice": "europe", "haruka": "japan"}[who]
    person = world.person(who)
    return actions.accept(party(introduction, role), by=person, contact=person)


def introduce(world: World) -> Introduction:
    """Proposed, and accepted by both."""
    introduction = propose(world)
    accept(introduction, world, "alice")
    accept(introduction, world, "haruka")
    introduction.refresh_from_db()
    return introduction


def leave_traces(person: User, europe: Profile, japan: Profile) -> Introduction:
    """An introduction in which a person has done all that one can, for tests of their data."""
    introduction = Introduction.objects.create(
        europe=europe,
        japan=japan,
        requested_by=person,
        requested_for=europe,
        message=MESSAGE,
        language="en",
    )
    side = introduction.parties.create(role="europe", profile=europe, contact=person)
    introduction.parties.create(role="japan", profile=japan)
    introduction.messages.create(party=side, author=person, language="en", text="Hello")
    outcome = Outcome.objects.create(party=side, days=30)
    answer_outcome(outcome, Outcome.Result.TALKS, by=person)
    return introduction
