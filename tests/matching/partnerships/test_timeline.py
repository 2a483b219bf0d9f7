"""Bars on the axis of years, with hand-worked numbers."""

from datetime import date

import pytest

from matching.partnerships import timeline
from matching.partnerships.models import Partnership
from matching.partnerships.timeline import Axis, Span, axis_of
from tests.matching.partnerships.making import Kind, make_pair, make_partnership, sign

TODAY = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("first", "last", "axis"),
    [
        (date(2024, 3, 1), date(2026, 11, 26), Axis(2024, 2027, 1)),
        (date(2019, 1, 1), date(2026, 11, 26), Axis(2018, 2028, 2)),
        (date(2005, 1, 1), date(2026, 11, 26), Axis(2005, 2030, 5)),
        (date(1986, 1, 1), date(2030, 12, 31), Axis(1980, 2040, 10)),
        (date(1868, 1, 1), date(2199, 12, 31), Axis(1850, 2200, 50)),
    ],
)
def test_the_axis_has_few_equal_steps_around_both_days(first: date, last: date, axis: Axis) -> None:
    assert axis_of(first, last) == axis


def test_a_day_is_a_share_of_the_way() -> None:
    axis = Axis(2020, 2030, 2)
    days = (date(2020, 1, 1), date(2025, 1, 1), date(2030, 1, 1))
    assert [axis.at(day) for day in days] == [0, 50, 100]
    assert list(axis.years) == [2020, 2022, 2024, 2026, 2028, 2030]


def drawn(*signed: tuple[str, str, str]) -> timeline.Bar:
    partnership = make_partnership(*make_pair())
    for kind, on, until in signed:
        sign(partnership, on, "energy", kind=kind, until=until)
    (bar,) = timeline.draw([Partnership.objects.for_list().get()], TODAY).bars
    return bar


@pytest.mark.django_db
def test_without_an_end_it_lasts_until_today() -> None:
    bar = drawn((Kind.SIGNED, "2020", ""), (Kind.WIDENED, "2021", ""))
    assert (bar.held, bar.ahead, bar.missed) == (Span(0, 83.33), None, None)
    assert bar.ticks == [0, 16.67]


@pytest.mark.django_db
def test_what_is_agreed_ahead_and_what_was_missed() -> None:
    bar = drawn((Kind.SIGNED, "2020", "2027"))
    assert (bar.held, bar.ahead, bar.missed) == (Span(0, 62.5), Span(62.5, 37.46), None)


@pytest.mark.django_db
def test_what_was_missed() -> None:
    bar = drawn((Kind.SIGNED, "2020", "2022-12-31"))
    assert (bar.held, bar.ahead, bar.missed) == (Span(0, 49.94), None, Span(49.94, 33.39))


@pytest.mark.django_db
def test_what_was_ended_ends() -> None:
    bar = drawn((Kind.SIGNED, "2020", ""), (Kind.ENDED, "2022", ""))
    assert (bar.held, bar.ahead, bar.missed) == (Span(0, 33.33), None, None)


@pytest.mark.django_db
def test_what_is_not_signed_yet_has_no_bar() -> None:
    make_partnership(*make_pair())
    assert timeline.draw(list(Partnership.objects.for_list()), TODAY) is None
