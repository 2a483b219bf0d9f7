"""What a run keeps of those who take part: all of it, and as it was at the beginning."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from matching.engine.features import frame_of
from matching.gathering import gather, gather_vocabulary
from matching.models import Snapshot
from matching.snapshots import load_frame, load_scene
from profiles.models import Profile, Side
from profiles.states import Status
from tests.makers import REASON
from tests.matching.test_crowd import (
    assert_same_matches,
    begun,
    completed,
    contents,
    make_crowd,
    make_member,
    make_vocabulary,
    scored,
)
from tests.matching.test_runs import edit_topics


def assert_same_arrays(found: Any, expected: Any) -> None:
    """In every field, and in those of fields."""
    for name in [field.name for field in fields(expected)]:
        one, other = getattr(found, name), getattr(expected, name)
        if is_dataclass(other):
            assert_same_arrays(one, other)
        elif isinstance(other, tuple):
            for pair in zip(one, other, strict=True):
                assert_same_arrays(*pair)
        else:
            assert (one.dtype, one.shape) == (other.dtype, other.shape)
            assert np.array_equal(one, other)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_both_sides_and_the_frame_come_back_as_they_were(db: None, count: int) -> None:
    make_crowd(3, count)
    Profile.objects.filter(key="de-1").update(size=Profile.Size.LARGE)
    run = begun()
    europe, japan = gather()
    scene = load_scene(run.pk)
    assert_same_arrays(scene.europe, europe)
    assert_same_arrays(scene.japan, japan)
    assert_same_arrays(load_frame(run.pk), frame_of(europe, japan, gather_vocabulary()))


def test_a_run_scores_what_was_there_when_it_began(db: None) -> None:
    europe, japan = make_crowd(3, 3)
    undisturbed = contents(scored())
    run = begun()
    edit_topics(europe[0], "castles", "rivers")
    japan[1].move(Status.ARCHIVED, by=None, reason=REASON)
    make_member(20, Side.JAPAN)
    completed(run)
    assert_same_matches(contents(run), undisturbed)


def test_a_run_that_has_not_begun_has_no_scene(db: None) -> None:
    make_vocabulary()
    with pytest.raises(Snapshot.DoesNotExist):
        load_scene(1)
