"""Cells with several things in them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from profiles.exchange.cells import (
    join_lines,
    read_count,
    read_email,
    read_language,
    read_phone_of,
    split_lines,
    split_terms,
)


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("", []),
        ("  \n ", []),
        ("One", ["One"]),
        ("One | Two", ["One", "Two"]),
        ("One\nTwo\r\nThree\rFour", ["One", "Two", "Three", "Four"]),
        ("\nTwo", ["", "Two"]),
        (r"A \| B|C", ["A | B", "C"]),
        (r"path C:\\x", [r"path C:\x"]),
        (r"one\ntwo", ["one\ntwo"]),
        (r"end\\|next", ["end\\", "next"]),
    ],
)
def test_lines_and_bars_separate(cell: str, lines: list[str]) -> None:
    assert split_lines(cell) == lines


TEXT = st.text(st.sampled_from("ab|\\n\n ひ")).map(lambda it: it.strip()).filter(bool)


@given(st.lists(TEXT, max_size=5))
def test_lines_come_back(lines: list[str]) -> None:
    assert split_lines(join_lines(lines)) == lines


@pytest.mark.parametrize(
    ("cell", "terms"),
    [
        ("a;b, c、d；e\nf|g", ["a", "b", "c", "d", "e", "f", "g"]),
        (" ; a ;; ", ["a"]),
        ("", []),
    ],
)
def test_terms_are_separated_as_people_do(cell: str, terms: list[str]) -> None:
    assert split_terms(cell) == terms


@pytest.mark.parametrize(
    ("cell", "count"), [("", None), ("40", 40), ("1,200", 1200), ("1.200", 1200), ("４０", 40)]
)
def test_counts_are_read_as_people_write_them(cell: str, count: int | None) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize("cell", ["40 members", "-1", "x", "1000000000", "½"])
def test_what_is_no_count_is_refused(cell: str) -> None:
    with pytest.raises(ValidationError):
        read_count(cell)


@pytest.mark.parametrize(
    ("typed", "place", "number"),
    [
        ("", "JP-07", ""),
        ("024-521-1111", "JP-07", "+81245211111"),
        ("+81 24 521 1111", "DEA", "+81245211111"),
        ("0211 8371", "DEA", "+492118371"),
        ("210 3332000", "EL3", "+302103332000"),
    ],
)
def test_phones_belong_to_their_country(typed: str, place: str, number: str) -> None:
    assert read_phone_of(typed, place) == number


def test_wide_letters_are_narrowed_in_addresses() -> None:
    assert read_email("ｏｆｆｉｃｅ＠example.org") == "office@example.org"


@pytest.mark.parametrize(
    ("cell", "code"), [("JA", "ja"), (" de ", "de"), ("", ""), ("zh-tw", "zh-tw")]
)
def test_languages_are_codes(cell: str, code: str) -> None:
    assert read_language(cell) == code
