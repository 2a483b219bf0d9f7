"""Which words are new and which are gone, for any two texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.desk.wording import MOST_WORDS, Span, compare_items, compare_texts

some = settings(deadline=None, database=None, max_examples=60)
"""No deadline: the machine may be busy."""


def marked(spans: list[Span]) -> str:
    return "".join(f"[{it.text}]" if it.is_changed else it.text for it in spans)


def both(old: str, new: str) -> tuple[str, str]:
    before, after = compare_texts(old, new)
    return marked(before), marked(after)


def test_words_are_marked_whole() -> None:
    assert both("We ferment soy and rye.", "We ferment barley and rye!") == (
        "We ferment [soy ]and rye[.]",
        "We ferment [barley ]and rye[!]",
    )


def test_japanese_is_marked_by_character() -> None:
    assert both("県内の企業をつなぐ。", "県内の大学をつなぐ。") == (
        "県内の[企業]をつなぐ。",
        "県内の[大学]をつなぐ。",
    )


def test_one_side_may_be_empty() -> None:
    assert both("", "New") == ("", "[New]")
    assert both("Old", "") == ("[Old]", "")
    assert both("", "") == ("", "")


def test_long_texts_are_compared_by_sentence() -> None:
    sentences = [f"This is sentence number {n}. " for n in range(MOST_WORDS // 4)]
    old = "".join(sentences)
    new = old.replace("number 7. ", "number seven. ")
    before, after = compare_texts(old, new)
    assert [it.text for it in before if it.is_changed] == ["This is sentence number 7. "]
    assert [it.text for it in after if it.is_changed] == ["This is sentence number seven. "]


def test_endless_texts_are_compared_as_a_whole() -> None:
    old, new = "a. " * (MOST_WORDS + 1), "b. " * (MOST_WORDS + 1)
    assert compare_texts(old, new) == ([Span(old, True)], [Span(new, True)])


def test_items_that_moved_count_as_changed() -> None:
    before, after = compare_items(["soy", "rye", "rice"], ["rice", "soy", "rye"])
    assert [it.text for it in before if it.is_changed] == ["rice"]
    assert [it.text for it in after if it.is_changed] == ["rice"]


texts = st.text(st.sampled_from("ab 発酵を.\n!é"), max_size=60)


@some
@given(texts, texts)
def test_nothing_is_lost_and_what_is_unmarked_is_in_both(old: str, new: str) -> None:
    before, after = compare_texts(old, new)
    assert "".join(it.text for it in before) == old
    assert "".join(it.text for it in after) == new
    kept = ["".join(it.text for it in side if not it.is_changed) for side in (before, after)]
    assert kept[0] == kept[1]


@some
@given(texts)
def test_equal_texts_have_no_marks(text: str) -> None:
    before, after = compare_texts(text, text)
    assert (marked(before), marked(after)) == (text, text)
    assert len(before) <= 1
