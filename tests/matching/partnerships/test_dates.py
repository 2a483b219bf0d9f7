"""Dates as they are known, in and out, and in the reader's words."""

from datetime import date

import pytest
from django.utils import translation

from matching.partnerships.dates import PartialDate, Precision, shown


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31), "year"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2021-03-31", date(2021, 3, 31), date(2021, 3, 31), "day"),
    ],
)
def test_a_date_has_a_first_and_a_last_day(
    text: str, first: date, last: date, precision: str
) -> None:
    found = PartialDate.parse(text)
    assert (found.first, found.last, found.precision) == (first, last, precision)
    assert str(found) == text
    assert PartialDate.ending(last, precision) == found


@pytest.mark.parametrize(
    "text", ["", "14", "2014-2", "2014-13", "2021-02-29", "2014-02-03-04", "soon", "２０１４"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("language", "year", "month", "whole"),
    [
        ("en", "2014", "April 2023", "26 April 2023"),
        ("de", "2014", "April 2023", "26. April 2023"),
        ("fr", "2014", "avril 2023", "26 avril 2023"),
        ("ja", "2014年", "2023年4月", "2023年4月26日"),
    ],
)
def test_only_what_is_known_is_written(language: str, year: str, month: str, whole: str) -> None:
    with translation.override(language):
        assert shown(date(2014, 1, 1), Precision.YEAR) == year
        assert shown(date(2023, 4, 1), Precision.MONTH) == month
        assert shown(date(2023, 4, 26)) == whole
