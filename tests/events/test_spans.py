"""Reminders in words: read in four languages, written in the reader's."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.editor.spans import in_spans, read_spans, span
from events.models.webinars import usual_reminders

WEEK, DAY, HOUR = 7 * 24 * 60, 24 * 60, 60


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7 days, 1 day, 1 hour", [WEEK, DAY, HOUR]),
        ("1 hour; 1 DAY", [DAY, HOUR]),
        ("1h, 30min, 2d, 1w", [WEEK, 2 * DAY, HOUR, 30]),
        ("7 Tage, 1 Tag und 1 Stunde", [WEEK, DAY, HOUR]),
        ("7 jours, 1 jour et 1 heure", [WEEK, DAY, HOUR]),
        ("７日前、１日前、1時間前", [WEEK, DAY, HOUR]),
        ("1週間前、30分前", [WEEK, 30]),
        ("1 day, 24 hours", [DAY]),
        ("", []),
        (" , ", []),
    ],
)
def test_what_people_write(text: str, minutes: list[int]) -> None:
    assert read_spans(text) == minutes


@pytest.mark.parametrize(
    "text", ["soon", "7", "0 days", "1 year", "61 days", "-1 day", "1 day 2", "99999 days"]
)
def test_what_is_no_span_is_named(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_spans(f"1 hour, {text}")
    assert refusal.value.messages == [
        f"“{text}” is no time before the beginning. Write for example: 7 days, 1 hour."
    ]


def test_not_too_many() -> None:
    with pytest.raises(ValidationError) as refusal:
        read_spans(", ".join(f"{n} days" for n in range(1, 10)))
    assert refusal.value.messages == ["At most 8 reminders."]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (WEEK, "7 days"),
        (DAY, "1 day"),
        (36 * HOUR, "36 hours"),
        (HOUR, "1 hour"),
        (90, "90 minutes"),
        (1, "1 minute"),
    ],
)
def test_in_the_largest_unit_that_fits(minutes: int, words: str) -> None:
    assert span(minutes) == words


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_what_is_written_is_read_again(language: str) -> None:
    with translation.override(language):
        assert read_spans(in_spans(usual_reminders())) == usual_reminders()


def test_the_longest_comes_first() -> None:
    assert in_spans([60, WEEK]) == "7 days, 1 hour"
