"""Cleaning what people type: tricks in names, controls in texts, lengths."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from profiles.texts import (
    LONGEST_DESCRIPTION,
    LONGEST_STATEMENT,
    NameField,
    TextField,
    clean_name,
    clean_text,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Food \t and\nDrink  ", "Food and Drink"),
        ("発酵　クラスター", "発酵 クラスター"),
        ("ＮＰＯ法人 ２０２６", "NPO法人 2026"),
        ("ﾊﾞｲｵﾊﾞﾚｰ", "バイオバレー"),
        ("（一社）バーデン＝ヴュルテンベルク", "（一社）バーデン＝ヴュルテンベルク"),
        ("Île-de-France", "Île-de-France"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("O’Brien & Söhne № 5 ™ ½", "O’Brien & Söhne № 5 ™ ½"),
        ("葛\U000e0100城市", "葛\U000e0100城市"),
        ("שלום", "שלום"),
        ("", ""),
        (" \u3000 ", ""),
    ],
)
def test_a_name_is_kept_as_it_is_read(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("\u202a", "U+202A LEFT-TO-RIGHT EMBEDDING"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\u2069", "U+2069 POP DIRECTIONAL ISOLATE"),
        ("\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u200d", "U+200D ZERO WIDTH JOINER"),
        ("\u2060", "U+2060 WORD JOINER"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\u00ad", "U+00AD SOFT HYPHEN"),
        ("\x00", "U+0000"),
        ("\x1b", "U+001B"),
        ("\ue000", "U+E000"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_a_name_hides_nothing(character: str, named: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_name(f"Honest{character}name")
    assert caught.value.messages == [
        f"There is an invisible character in it, {named}. Type it again without that."
    ]


def test_a_text_keeps_its_lines_and_loses_what_hides() -> None:
    typed = "Eins\r\nzwei\x00\x07\u202e\u200bdrei\rvier\tfünf\ufeff\n\n\n\n\nEnde \n"
    assert clean_text(typed, limit=100) == "Eins\nzweidrei\nvier fünf\n\nEnde"


def test_a_script_is_a_text_like_any_other() -> None:
    typed = "<script>alert('x')</script>"
    assert clean_text(typed, limit=100) == typed


@pytest.mark.parametrize("limit", [LONGEST_DESCRIPTION, LONGEST_STATEMENT])
def test_what_is_too_long_is_told_in_numbers(limit: int) -> None:
    assert clean_text("あ" * limit, limit=limit) == "あ" * limit
    with pytest.raises(ValidationError) as caught:
        clean_text("あ" * (limit + 1), limit=limit)
    assert caught.value.messages == [f"Write at most {limit} characters; these are {limit + 1}."]


@given(st.text(alphabet=st.characters(), max_size=60))
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    text = clean_text(typed, limit=1000)
    assert clean_text(text, limit=1000) == text
    try:
        name = clean_name(typed)
    except ValidationError:
        return
    assert clean_name(name) == name


class Both(forms.Form):
    name = NameField(limit=5)
    text = TextField(limit=3, required=False)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_fields_clean_and_keep_what_was_typed(language: str) -> None:
    with translation.override(language):
        form = Both({"name": "Too\u202e long", "text": "four"})
        assert {name: len(errors) for name, errors in form.errors.items()} == {
            "name": 1,
            "text": 1,
        }
        assert (form["name"].value(), form["text"].value()) == ("Too\u202e long", "four")
        good = Both({"name": " A  b ", "text": ""})
        assert good.is_valid()
        assert good.cleaned_data == {"name": "A b", "text": ""}


def test_what_must_be_there_is_asked_for() -> None:
    assert Both({}).errors == {"name": ["This field is required."]}
    assert Both({"name": "1234567"}).errors["name"] == ["Write at most 5 characters; these are 7."]


def test_the_page_learns_the_limit() -> None:
    assert 'data-limit="3"' in str(Both()["text"])
