"""Two clocks in the reader's language, on the days when Europe changes its own."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from profiles.clock import BRUSSELS, TOKYO, both_clocks, day, zone_label

NOVEMBER = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("en", "Europe/Brussels", "Tue 24 Nov 2026, 09:00 CET / 17:00 JST"),
        ("en", "Europe/Lisbon", "Tue 24 Nov 2026, 09:00 CET / 17:00 JST"),
        ("en", "Asia/Tokyo", "Tue 24 Nov 2026, 17:00 JST / 09:00 CET"),
        ("ja", "Asia/Tokyo", "2026年11月24日（火）17:00 JST / 09:00 CET"),
        ("ja", "Europe/Brussels", "2026年11月24日（火）09:00 CET / 17:00 JST"),
    ],
)
def test_the_reader_s_own_clock_comes_first(language: str, zone: str, shown: str) -> None:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        assert both_clocks(NOVEMBER) == shown


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("en", "Europe/Brussels", "Tue 24 Nov 2026, 16:00 CET / Wed 25 Nov, 00:00 JST"),
        ("en", "Asia/Tokyo", "Wed 25 Nov 2026, 00:00 JST / Tue 24 Nov, 16:00 CET"),
        ("ja", "Asia/Tokyo", "2026年11月25日（水）00:00 JST / 11月24日（火）16:00 CET"),
    ],
)
def test_both_dates_where_they_differ(language: str, zone: str, shown: str) -> None:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        assert both_clocks(datetime(2026, 11, 24, 15, tzinfo=UTC)) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sun 29 Mar 2026, 01:59 CET / 09:59 JST"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sun 29 Mar 2026, 03:00 CEST / 10:00 JST"),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "Sun 25 Oct 2026, 02:59 CEST / 09:59 JST"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "Sun 25 Oct 2026, 02:00 CET / 10:00 JST"),
    ],
)
def test_the_weekends_on_which_europe_changes_its_clocks(moment: datetime, shown: str) -> None:
    with translation.override("en"), timezone.override(BRUSSELS):
        assert both_clocks(moment) == shown
        assert (
            Template("{% load clock %}{{ at|both_clocks }}").render(Context({"at": moment}))
            == shown
        )


def test_moments_of_any_zone_are_the_same_moment() -> None:
    elsewhere = NOVEMBER.astimezone(ZoneInfo("America/New_York"))
    with translation.override("en"), timezone.override(BRUSSELS):
        assert both_clocks(elsewhere) == both_clocks(NOVEMBER)


def test_labels_of_zones() -> None:
    july = datetime(2026, 7, 1, tzinfo=UTC)
    assert [zone_label(at, BRUSSELS) for at in (NOVEMBER, july)] == ["CET", "CEST"]
    assert [zone_label(at, TOKYO) for at in (NOVEMBER, july)] == ["JST", "JST"]


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Tue 24 Nov"), ("ja", "11月24日（火）"), ("de", "Di 24. Nov")]
)
def test_the_day_in_the_reader_s_order(language: str, shown: str) -> None:
    with translation.override(language):
        assert day(NOVEMBER) == shown
