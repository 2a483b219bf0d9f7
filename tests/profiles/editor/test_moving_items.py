"""Items of a list after a button was pressed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.editor.forms.base import Step, StepForm
from profiles.editor.moving_items import moved


@pytest.mark.parametrize(
    ("verb", "item", "after"),
    [
        ("up", "b", "bac"),
        ("up", "a", "abc"),
        ("down", "b", "acb"),
        ("down", "c", "abc"),
        ("remove", "b", "ac"),
        ("remove", "x", "abc"),
        ("stay", "b", "abc"),
        ("add", "b", "abc"),
        ("language", "fr", "abc"),
    ],
)
def test_by_hand(verb: str, item: str, after: str) -> None:
    assert "".join(moved(list("abc"), Step(verb, item))) == after


def test_numbers_are_found_by_their_digits() -> None:
    assert moved([0, 2, 1], Step("up", "1")) == [0, 1, 2]


@given(st.lists(st.integers(0, 9), unique=True), st.sampled_from(["up", "down"]), st.integers(0, 9))
def test_moving_loses_nothing_and_goes_one_step(items: list[int], verb: str, item: int) -> None:
    after = moved(items, Step(verb, str(item)))
    assert sorted(after) == sorted(items)
    assert sum(a != b for a, b in zip(items, after, strict=True)) in (0, 2)


@pytest.mark.parametrize(
    ("pressed", "step"),
    [
        ("", Step("stay")),
        ("save", Step("save")),
        ("continue", Step("continue")),
        ("up-hot-springs", Step("up", "hot-springs")),
        ("remove-0", Step("remove", "0")),
        ("remove-", Step("stay")),
        ("up-" + "x" * 41, Step("stay")),
        ("save\n", Step("stay")),
        ("delete-everything", Step("stay")),
        ("up-<script>", Step("stay")),
        ("language", Step("language", "")),
    ],
)
def test_reading_a_button(pressed: str, step: Step) -> None:
    assert StepForm({"do": pressed}).step() == step


def test_the_language_comes_from_beside_the_button() -> None:
    assert StepForm({"do": "language", "new_language": "fr"}).step() == Step("language", "fr")
    assert StepForm({"do": "language", "new_language": "xx"}).step() == Step("stay")
