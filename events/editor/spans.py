"""Spans of time in words: "7 days, 1 day, 1 hour", read in any of our languages."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY, WEEK = 1, 60, 24 * 60, 7 * 24 * 60
WORDS: dict[int, tuple[str, ...]] = {
    WEEK: ("w", "week", "weeks", "woche", "wochen", "semaine", "semaines", "週間", "週"),
    DAY: ("d", "day", "days", "tag", "tage", "tagen", "j", "jour", "jours", "日"),
    HOUR: ("h", "hour", "hours", "stunde", "stunden", "std", "heure", "heures", "時間"),
    MINUTE: ("m", "min", "minute", "minutes", "minuten", "分"),
}
UNITS = {word: minutes for minutes, words in WORDS.items() for word in words}
ONE = re.compile(r"\A(\d{1,4})\s*([^\W\d]+)\.?\Z")
BETWEEN = re.compile(r"[,、,;；\n]| und | and | et |と")
MOST, LONGEST = 8, 60 * DAY


def read_spans(text: str) -> list[int]:
    """Minutes, the longest first, each once. Raises ValidationError for what is no span."""
    parts = [it.strip() for it in BETWEEN.split(unicodedata.normalize("NFKC", text).lower())]
    found = {_read(part) for part in parts if part}
    if len(found) > MOST:
        raise ValidationError(_("At most %(most)d reminders."), params={"most": MOST})
    return sorted(found, reverse=True)


def _read(part: str) -> int:
    match = ONE.match(part)
    minutes = int(match[1]) * UNITS.get(match[2].removesuffix("前"), 0) if match else 0
    if not 0 < minutes <= LONGEST:
        raise ValidationError(
            _("“%(part)s” is no time before the beginning. Write for example: 7 days, 1 hour."),
            params={"part": part},
        )
    return minutes


def span(minutes: int) -> str:
    """`7 days`: in the largest unit that fits, weeks excepted."""
    if minutes % DAY == 0:
        days = minutes // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def in_spans(minutes: list[int]) -> str:
    return ", ".join(span(it) for it in sorted(minutes, reverse=True))


class SpansField(forms.CharField):
    """Its cleaned value: minutes, the longest first."""

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        return read_spans(str(value or ""))
