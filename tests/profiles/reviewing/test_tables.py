"""All pairs of states of versions, requests, invitations and mails: moved and logged, or not."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from profiles.models import Invitation, Mail, MembershipRequest, Revision
from profiles.moving import ForbiddenMove, Moving
from profiles.states import InvitationState, MailState, RequestState, RevisionState
from tests.makers import make_profile, make_staff, make_user

pytestmark = pytest.mark.django_db

Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """`moves` are written down once more, by hand: whoever changes the table changes this too."""

    states: type[models.TextChoices]
    moves: Pairs
    make: Callable[[str], Moving]


def make_revision(state: str) -> Moving:
    return Revision.objects.create(profile=make_profile(published=False), state=state, content={})


def make_request(state: str) -> Moving:
    person = make_user("haruka@example.org", password=None)
    return MembershipRequest.objects.create(profile=make_profile(), user=person, state=state)


def make_invitation(state: str) -> Moving:
    return Invitation.objects.create(
        profile=make_profile(), email="a@example.org", state=state, expires_at=timezone.now()
    )


def make_mail(state: str) -> Moving:
    return Mail.objects.create(key="test", message_id="<test@example.org>", state=state)


def allowed(states: type[models.TextChoices], **moves: str) -> Pairs:
    """`draft="submitted approved"`: every pair by name."""
    pairs = {(old, new) for old, targets in moves.items() for new in targets.split()}
    assert {it for pair in pairs for it in pair} <= set(states.values)
    return pairs


TABLES = {
    "revision": Table(
        RevisionState,
        allowed(
            RevisionState,
            draft="submitted approved withdrawn",
            submitted="draft changes_requested approved rejected",
            changes_requested="submitted withdrawn",
        ),
        make_revision,
    ),
    "request": Table(
        RequestState,
        allowed(RequestState, open="accepted declined withdrawn"),
        make_request,
    ),
    "invitation": Table(
        InvitationState,
        allowed(InvitationState, open="accepted declined withdrawn expired"),
        make_invitation,
    ),
    "mail": Table(
        MailState,
        allowed(
            MailState,
            waiting="sending cancelled",
            sending="sent waiting failed doubtful",
            failed="waiting cancelled",
            doubtful="waiting sent cancelled",
        ),
        make_mail,
    ),
}
ALL = [
    (name, old, new)
    for name, table in TABLES.items()
    for old, new in product(table.states.values, repeat=2)
]
MOVES = [case for case in ALL if case[1:] in TABLES[case[0]].moves]
REFUSED = [case for case in ALL if case not in MOVES]


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_complete(name: str) -> None:
    table, model = TABLES[name], type(TABLES[name].make(TABLES[name].states.values[0]))
    written = {(str(old), str(new)) for old, targets in model.MOVES.items() for new in targets}
    assert (written, set(model.MOVES)) == (table.moves, set(table.states))


@pytest.mark.parametrize(("name", "old", "new"), MOVES)
def test_an_allowed_move_is_written_and_logged(name: str, old: str, new: str) -> None:
    dana = make_staff(password=None)
    row = TABLES[name].make(old)
    row.move(new, by=dana, reason="Because")
    assert row.state == new
    row.refresh_from_db()
    assert row.state == new
    logged = row.transitions.values_list("actor", "old", "new", "reason")
    assert list(logged) == [(dana.pk, old, new, "Because")]


@pytest.mark.parametrize(("name", "old", "new"), REFUSED)
def test_any_other_move_is_refused(name: str, old: str, new: str) -> None:
    row = TABLES[name].make(old)
    with pytest.raises(ForbiddenMove) as refused:
        row.move(new, by=None, reason="Because")
    assert refused.value.args == (old, new)
    row.refresh_from_db()
    assert (row.state, row.transitions.count()) == (old, 0)


@pytest.mark.parametrize("name", TABLES)
def test_a_move_from_an_old_copy_is_refused(name: str) -> None:
    table = TABLES[name]
    first = table.states.values[0]
    row = table.make(first)
    copy = type(row).objects.get(pk=row.pk)
    one, other = sorted(new for old, new in table.moves if old == first)[:2]
    row.move(one, by=None, reason="First")
    with pytest.raises(ForbiddenMove):
        copy.move(other, by=None, reason="Too late")
    assert list(row.transitions.values_list("new", flat=True)) == [one]


@pytest.mark.parametrize("name", TABLES)
def test_the_log_stays_as_it_was_written(name: str) -> None:
    table = TABLES[name]
    old, new = min(table.moves)
    row = table.make(old)
    transition = row.move(new, by=None, reason="Because")
    for change in (
        lambda: row.transitions.update(reason="Other"),
        lambda: row.transitions.update(at=timezone.now()),
        transition.delete,
    ):
        with pytest.raises(IntegrityError, match="stay as they were written"), transaction.atomic():
            change()
    assert [it.reason for it in row.transitions.all()] == ["Because"]
