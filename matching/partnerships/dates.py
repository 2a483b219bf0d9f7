"""Dates as they are known: by the day, or only by the month or the year."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How exactly a date is known: a date known by its year stands on 1 January."""

    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


LENGTHS = {
    Precision.YEAR: relativedelta(years=1),
    Precision.MONTH: relativedelta(months=1),
    Precision.DAY: relativedelta(days=1),
}
PARTS = (Precision.YEAR, Precision.MONTH, Precision.DAY)
WIDTHS = (4, 2, 2)
FORMATS = {
    Precision.YEAR: ("Y", {"ja": "Y年"}),
    Precision.MONTH: ("F Y", {"ja": "Y年n月"}),
    Precision.DAY: ("j F Y", {"de": "j. F Y", "ja": "Y年n月j日"}),
}
"""By language, where it differs."""


@dataclass(frozen=True)
class PartialDate:
    """`first` is its first day: 2014 begins on 1 January."""

    first: date
    precision: Precision

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2014`, `2014-02` or `2014-02-28`. Raises ValueError."""
        parts = text.split("-")
        whole = len(parts) <= len(PARTS) and all(it.isascii() and it.isdecimal() for it in parts)
        if not whole or [len(it) for it in parts] != list(WIDTHS[: len(parts)]):
            raise ValueError(f"“{text}” is not a year, month or day: 2014, 2014-02, 2014-02-28")
        try:
            first = date(*[int(it) for it in [*parts, "1", "1"][: len(PARTS)]])
        except ValueError:
            raise ValueError(f"“{text}” is not in the calendar") from None
        return cls(first, PARTS[len(parts) - 1])

    @classmethod
    def ending(cls, last: date, precision: str) -> Self:
        """The one whose last day this is."""
        return cls(last + timedelta(days=1) - LENGTHS[Precision(precision)], Precision(precision))

    @property
    def last(self) -> date:
        """Its last day: 2014 ends on 31 December."""
        return self.first + LENGTHS[self.precision] - timedelta(days=1)

    def __str__(self) -> str:
        """As `parse` reads it."""
        return "-".join(self.first.isoformat().split("-")[: PARTS.index(self.precision) + 1])


def shown(day: date, precision: str = Precision.DAY) -> str:
    """`2014`, `April 2023` or `26 April 2023`, as the reader writes it."""
    usual, others = FORMATS[Precision(precision)]
    return date_format(day, others.get(get_language() or "en", usual))
