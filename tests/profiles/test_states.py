"""The life of a profile: the table of moves, the rows they leave, and races between movers."""

import threading
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from profiles.models import Profile
from profiles.moving import ForbiddenMove
from profiles.states import ALLOWED, Status
from tests.makers import make_profile, make_staff

DRAFT, SUBMITTED, CHANGES, PUBLISHED, STALE, ARCHIVED = Status
MOVES = {
    (DRAFT, SUBMITTED),
    (DRAFT, PUBLISHED),
    (DRAFT, ARCHIVED),
    (SUBMITTED, DRAFT),
    (SUBMITTED, CHANGES),
    (SUBMITTED, PUBLISHED),
    (SUBMITTED, ARCHIVED),
    (CHANGES, SUBMITTED),
    (CHANGES, ARCHIVED),
    (PUBLISHED, STALE),
    (PUBLISHED, ARCHIVED),
    (STALE, PUBLISHED),
    (STALE, ARCHIVED),
    (ARCHIVED, DRAFT),
    (ARCHIVED, PUBLISHED),
}


def test_the_table_is_complete() -> None:
    assert {(old, new) for old, targets in ALLOWED.items() for new in targets} == MOVES
    assert set(ALLOWED) == set(Status)


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), sorted(MOVES))
def test_an_allowed_move_is_written_and_logged(old: Status, new: Status) -> None:
    dana = make_staff(password=None)
    profile = make_profile(published=False, status=old)
    before = timezone.now()

    profile.move(new, by=dana, reason="Because")

    saved = Profile.objects.get()
    assert (profile.status, saved.status) == (new, new)
    assert before < saved.changed_at < timezone.now()
    assert (saved.published_at is not None) == (new == PUBLISHED)
    assert profile.published_at == saved.published_at
    rows = saved.transitions.values_list("actor", "old", "new", "reason")
    assert list(rows) == [(dana.pk, old, new, "Because")]


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), sorted(set(product(Status, Status)) - MOVES))
def test_any_other_move_is_refused(old: Status, new: Status) -> None:
    profile = make_profile(published=False, status=old)
    with pytest.raises(ForbiddenMove) as refused:
        profile.move(new, by=None, reason="Because")
    assert refused.value.args == (old, new)
    assert Profile.objects.get().status == profile.status == old
    assert profile.transitions.count() == 0


@pytest.mark.django_db
def test_the_day_of_first_publication_stays() -> None:
    profile = make_profile()
    first = profile.published_at
    profile.move(STALE, by=None, reason="A year has passed")
    profile.publish(by=None, reason="Confirmed")
    assert Profile.objects.get().published_at == first
    assert [row.new for row in profile.transitions.all()] == [PUBLISHED, STALE, PUBLISHED]


@pytest.mark.django_db
def test_a_move_from_an_old_copy_is_refused() -> None:
    profile = make_profile()
    old_copy = Profile.objects.get()
    profile.move(STALE, by=None, reason="A year has passed")
    with pytest.raises(ForbiddenMove):
        old_copy.move(ARCHIVED, by=None, reason="Closed")
    assert Profile.objects.get().status == STALE
    assert profile.transitions.count() == 2
    assert old_copy.status == PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_movers_wins() -> None:
    """Both have read the same state before either moves; only one move is written and logged."""
    profile = make_profile(published=False)
    start, won, lost = threading.Barrier(2), [], []

    def move(to: Status) -> None:
        own_copy = Profile.objects.get(pk=profile.pk)
        start.wait()
        try:
            own_copy.move(to, by=None, reason="Race")
        except ForbiddenMove:
            lost.append(to)
        else:
            won.append(to)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=[to]) for to in (SUBMITTED, ARCHIVED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 1)
    assert [Profile.objects.get().status] == won
    assert list(profile.transitions.values_list("new", flat=True)) == won
