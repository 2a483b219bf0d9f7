"""Fifty people do all kinds of things to one profile for a while. Whatever wins, all holds."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from random import Random
from threading import get_ident

import pytest

from profiles.actions import editing, reviewing, standing
from profiles.documents import Document
from profiles.models import Mail, Membership, Profile, Revision, User
from profiles.moving import ForbiddenMove
from profiles.states import RevisionState
from tests.makers import make_staff, make_user
from tests.profiles.documents import register
from tests.profiles.reviewing.at_once import CROWD, at_once
from tests.profiles.reviewing.invariants import check_mails, check_profile

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = 8
"""Of each person: 400 in all, most of which meet somebody who was faster."""
REFUSALS = (
    ForbiddenMove,
    editing.SomebodyElseSaved,
    editing.NotEditable,
    reviewing.ClaimedByOther,
    reviewing.ChangedSinceRead,
)
"""What people are told when they come too late; any other error fails the test."""


@dataclass
class Person:
    """Somebody who keeps trying; `saved` are the saves that were acknowledged to them."""

    user: User
    profile: Profile
    random: Random
    done: Counter[str] = field(default_factory=Counter)
    saved: list[tuple[int, str, int, Document]] = field(default_factory=list)

    def revision(self) -> Revision:
        return editing.open_revision(self.profile, by=self.user)

    def try_something(self, ways: list[str]) -> None:
        for _ in range(STEPS):
            way = self.random.choice(ways)
            try:
                getattr(self, way)()
            except REFUSALS as error:
                self.done[type(error).__name__] += 1
            else:
                self.done[way] += 1

    def edit(self) -> None:
        revision = self.revision()
        section, name = self.random.choice([("contact", "address"), ("organisation", "host")])
        mark = f"{get_ident()}-{self.random.random()}"
        content = revision.content[section] | {name: mark}
        seen = revision.version_of(section)
        version = editing.save_section(revision, section, content, version=seen, by=self.user)
        self.saved.append((revision.pk, section, version, content))

    def submit(self) -> None:
        editing.submit(self.revision(), by=self.user)

    def take_back(self) -> None:
        editing.take_back(self.revision(), by=self.user)

    def discard(self) -> None:
        editing.discard(self.revision(), by=self.user)

    def claim(self) -> None:
        reviewing.claim(self.revision(), by=self.user)

    def approve(self) -> None:
        revision = self.revision()
        reviewing.approve(revision, version=revision.version, by=self.user)

    def request_changes(self) -> None:
        revision = self.revision()
        said = {"remarks": {"contact.address": "Where?"}, "reason": "Nearly"}
        reviewing.request_changes(revision, version=revision.version, by=self.user, **said)

    def reject(self) -> None:
        revision = self.revision()
        reviewing.reject(revision, version=revision.version, by=self.user, reason="No")

    def archive(self) -> None:
        standing.archive(self.profile, by=self.user, reason="Closed")

    def bring_back(self) -> None:
        standing.bring_back(self.profile, by=self.user, reason="Open again")


TEAM = ["edit", "edit", "edit", "submit", "submit", "take_back", "discard"]
DESK = [
    "claim",
    *["approve"] * 4,
    *["request_changes"] * 3,
    "reject",
    "archive",
    *["bring_back"] * 3,
]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_wins_all_holds(seed: int) -> None:
    alice = make_user("alice@example.org", password=None)
    eve = make_user("eve@example.org", password=None)
    profile = register(alice)
    Membership.objects.create(user=eve, profile=profile, role=Membership.Role.EDITOR)
    first = profile.revisions.get().version
    staff = [make_staff(f"staff{n}@example.org", password=None) for n in range(CROWD // 2)]
    people = [
        Person([alice, eve][n % 2], profile, Random(f"{seed}t{n}")) for n in range(CROWD // 2)
    ]
    desk = [Person(it, profile, Random(f"{seed}d{n}")) for n, it in enumerate(staff)]
    answers = at_once(
        *(partial(person.try_something, TEAM) for person in people),
        *(partial(person.try_something, DESK) for person in desk),
    )
    assert [it for it in answers if it is not None] == []
    done = sum((person.done for person in (*people, *desk)), Counter())
    assert done.total() == CROWD * STEPS
    assert min(done["edit"], done["submit"]) > 0, done
    check_profile(profile)
    check_nothing_is_lost(people, profile, first)
    check_mails(profile, [alice.email, eve.email])
    check_moves_are_counted(profile, done)


def check_nothing_is_lost(people: list[Person], profile: Profile, first: int) -> None:
    """Each acknowledged save has a number of its own, and the last of each section stands."""
    saved = [it for person in people for it in person.saved]
    numbers = Counter((pk, section, version) for pk, section, version, _content in saved)
    assert set(numbers.values()) <= {1}
    saves = Counter(pk for pk, *_rest in saved)
    oldest = profile.revisions.order_by("pk").first()
    for revision in profile.revisions.all():
        begun_with = first if revision == oldest else 0
        assert revision.version == begun_with + saves[revision.pk]
        last = {section: it for pk, section, *it in sorted(saved, key=key) if pk == revision.pk}
        for section, (version, content) in last.items():
            assert revision.version_of(section) == version
            assert revision.content[section] == content


def key(save: tuple[int, str, int, Document]) -> tuple[int, str, int]:
    return save[:3]


def check_moves_are_counted(profile: Profile, done: Counter[str]) -> None:
    """What people were told has happened stands in the log, once each."""
    logged = Counter(
        row.new for revision in profile.revisions.all() for row in revision.transitions.all()
    )
    archived = Mail.objects.filter(kind="profile_archived").values("key").count()
    assert logged[RevisionState.APPROVED] == done["approve"]
    assert logged[RevisionState.REJECTED] == done["reject"]
    assert logged[RevisionState.SUBMITTED] == done["submit"]
    assert logged[RevisionState.CHANGES_REQUESTED] == done["request_changes"]
    assert logged[RevisionState.WITHDRAWN] == done["discard"]
    assert archived == 2 * done["archive"]
