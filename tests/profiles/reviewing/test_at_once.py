"""Fifty people do the same thing to one profile at the same moment, against real PostgreSQL."""

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from profiles.actions import editing, reviewing
from profiles.documents import document_of
from profiles.models import Membership, Profile, Revision, User
from profiles.states import RevisionState, Status
from tests.makers import make_staff, make_user
from tests.profiles.documents import register
from tests.profiles.reviewing.at_once import CROWD, at_once
from tests.profiles.reviewing.invariants import check_mails, check_profile, check_saves

pytestmark = pytest.mark.django_db(transaction=True)

ALICE, EVE = "alice@example.org", "eve@example.org"


@pytest.fixture
def alice() -> User:
    return make_user(ALICE, password=None)


@pytest.fixture
def dana() -> User:
    return make_staff(password=None)


def own_copy(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def kinds(answers: list[Any]) -> dict[str, int]:
    """How many of each: names of errors, or "done"."""
    names = [type(it).__name__ if isinstance(it, Exception) else "done" for it in answers]
    return {name: names.count(name) for name in names}


def submitted(alice: User) -> Revision:
    revision = register(alice).revisions.get()
    editing.submit(revision, by=alice)
    return revision


def published(alice: User, dana: User) -> Profile:
    revision = submitted(alice)
    return reviewing.approve(revision, version=revision.version, by=dana)


def test_of_fifty_edits_of_one_section_one_is_saved(alice: User) -> None:
    profile = register(alice)
    revision = profile.revisions.get()
    version = revision.version_of("languages")
    contents = [{"written": "en", "spoken": ["en", f"x-{n}"]} for n in range(CROWD)]
    calls = [
        partial(
            editing.save_section, own_copy(revision), "languages", it, version=version, by=alice
        )
        for it in contents
    ]
    answers = at_once(*calls)
    assert kinds(answers) == {"done": 1, "SomebodyElseSaved": CROWD - 1}
    [saved] = [it for it, answer in zip(contents, answers, strict=True) if answer == version + 1]
    revision.refresh_from_db()
    assert revision.content["languages"] == saved
    shown = [it.args[0] for it in answers if isinstance(it, Exception)]
    assert shown == [saved] * (CROWD - 1)


def test_fifty_people_who_read_again_lose_nothing(alice: User) -> None:
    """Each adds a language of their own, and begins again when somebody was faster."""
    profile = register(alice)
    revision = profile.revisions.get()
    before = revision.version

    def add(language: str) -> int:
        while True:
            row = own_copy(revision)
            spoken = [*row.content["languages"]["spoken"], language]
            content = {"written": "en", "spoken": spoken}
            version = row.version_of("languages")
            try:
                return editing.save_section(row, "languages", content, version=version, by=alice)
            except editing.SomebodyElseSaved:
                continue

    languages = [f"x-{n}" for n in range(CROWD)]
    answers = at_once(*(partial(add, language) for language in languages))
    assert sorted(answers) == list(range(1, CROWD + 1))
    check_saves(revision, before + CROWD)
    assert sorted(revision.content["languages"]["spoken"]) == sorted(["en", *languages])


def test_of_fifty_submissions_one_counts(alice: User) -> None:
    revision = register(alice).revisions.get()
    copies = [own_copy(revision) for _ in range(CROWD)]
    answers = at_once(*(partial(editing.submit, it, by=alice) for it in copies))
    assert kinds(answers) == {"done": 1, "ForbiddenMove": CROWD - 1}
    check_profile(revision.profile)
    assert Profile.objects.get().status == Status.SUBMITTED
    assert revision.transitions.count() == 1


def test_of_fifty_approvals_one_counts_and_everybody_gets_one_mail(alice: User) -> None:
    revision = submitted(alice)
    for address, role in ((EVE, "editor"), ("victor@example.org", "viewer")):
        user = make_user(address, password=None)
        Membership.objects.create(user=user, profile=revision.profile, role=role)
    staff = [make_staff(f"staff{n}@example.org", password=None) for n in range(CROWD)]
    version = revision.version
    answers = at_once(
        *(partial(reviewing.approve, own_copy(revision), version=version, by=it) for it in staff)
    )
    assert kinds(answers) == {"done": 1, "ForbiddenMove": CROWD - 1}
    check_profile(revision.profile)
    check_mails(revision.profile, [ALICE, EVE])
    assert document_of(Profile.objects.for_page().get()) == revision.content


def test_of_fifty_different_decisions_one_counts(alice: User) -> None:
    revision = submitted(alice)
    said = {"version": revision.version, "reason": "Because"}
    staff = [make_staff(f"staff{n}@example.org", password=None) for n in range(CROWD)]
    ways = [
        reviewing.approve,
        partial(reviewing.request_changes, remarks={"contact.email": "Whose is it?"}),
        reviewing.reject,
    ]
    answers = at_once(
        *(partial(ways[n % 3], own_copy(revision), by=it, **said) for n, it in enumerate(staff))
    )
    assert kinds(answers) == {"done": 1, "ForbiddenMove": CROWD - 1}
    check_profile(revision.profile)
    check_mails(revision.profile, [ALICE])


def test_of_fifty_moderators_one_gets_the_item(alice: User) -> None:
    revision = submitted(alice)
    staff = [make_staff(f"staff{n}@example.org", password=None) for n in range(CROWD)]
    answers = at_once(*(partial(reviewing.claim, own_copy(revision), by=it) for it in staff))
    assert sorted(answers) == [False] * (CROWD - 1) + [True]
    revision.refresh_from_db()
    assert revision.claimed_by == staff[answers.index(True)]
    others = [it for it in staff if it != revision.claimed_by]
    takers = at_once(
        *(
            partial(reviewing.take_over, own_copy(revision), holder=revision.claimed_by, by=it)
            for it in others
        )
    )
    assert sorted(takers) == [False] * (CROWD - 2) + [True]
    revision.refresh_from_db()
    assert revision.claimed_by == others[takers.index(True)]


def test_fifty_openings_make_one_version(alice: User, dana: User) -> None:
    profile = published(alice, dana)
    answers = at_once(*(partial(editing.open_revision, profile, by=alice) for _ in range(CROWD)))
    assert len({it.pk for it in answers}) == 1
    assert profile.revisions.count() == 2
    check_profile(profile)


def test_of_fifty_small_corrections_one_passes(alice: User, dana: User) -> None:
    profile = published(alice, dana)
    reviewing.set_trusted(profile, True, by=dana, reason="Careful")
    revision = editing.open_revision(profile, by=alice)
    contact = revision.content["contact"] | {"address": "1 rue de la Gare"}
    editing.save_section(revision, "contact", contact, version=0, by=alice)
    copies = [own_copy(revision) for _ in range(CROWD)]
    answers = at_once(*(partial(editing.submit, it, by=alice) for it in copies))
    assert kinds(answers) == {"done": 1, "ForbiddenMove": CROWD - 1}
    assert [it for it in answers if not isinstance(it, Exception)] == [RevisionState.APPROVED]
    check_profile(profile)
    assert Profile.objects.get().address == "1 rue de la Gare"


def test_an_approval_and_a_taking_back_exclude_each_other(alice: User, dana: User) -> None:
    """25 take it back, 25 approve it: one wins, and all agree on who."""
    revision = submitted(alice)
    half = CROWD // 2
    back = [partial(editing.take_back, own_copy(revision), by=alice) for _ in range(half)]
    yes = [
        partial(reviewing.approve, own_copy(revision), version=revision.version, by=dana)
        for _ in range(half)
    ]
    answers = at_once(*back, *yes)
    assert kinds(answers) == {"done": 1, "ForbiddenMove": CROWD - 1}
    check_profile(revision.profile)
    revision.refresh_from_db()
    was_taken_back = None in answers[:half]
    assert revision.state == (RevisionState.DRAFT if was_taken_back else RevisionState.APPROVED)


def test_a_claim_that_has_ended_hinders_nobody(alice: User, dana: User) -> None:
    revision = submitted(alice)
    late = make_staff("late@example.org", password=None)
    Revision.objects.update(claimed_by=late, claimed_at=timezone.now() - 2 * reviewing.CLAIM)
    assert reviewing.approve(revision, version=revision.version, by=dana).is_published
