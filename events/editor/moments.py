"""Times as they are typed: on the clock of the organiser's place, which twice a year is odd."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from events.editor.base import DeskForm
from events.models import Webinar
from profiles.accounts.zones import is_zone
from profiles.clock import BRUSSELS, TOKYO, clocks, zone_label

SHAPE = "%Y-%m-%dT%H:%M"
"""How browsers send a local time."""
EARLIER, LATER = "0", "1"
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Other years are slips of the finger; the first and the last of the calendar cannot be converted
to another clock."""


class NoSuchTime(Exception):
    """The clock jumps over it in spring; `args`: the first time after the gap."""

    def __str__(self) -> str:
        after = self.args[0]
        return _(
            "There is no such time on that day: clocks are put forward then, to %(time)s"
            " %(zone)s. Choose another time."
        ) % {"time": f"{after:%H:%M}", "zone": after.tzname()}


class TwoSuchTimes(Exception):
    """The clock shows it twice in autumn."""

    def __str__(self) -> str:
        return _("The clock shows this time twice in that night. Say which of the two it is.")


def candidates(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments at which the clock shows this: none, one or two, the earlier first."""
    found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(it for it in found if it.astimezone(zone).replace(tzinfo=None, fold=0) == local)


def moment_of(local: datetime, zone: ZoneInfo, which: str = "") -> datetime:
    """In UTC. Raises NoSuchTime, and TwoSuchTimes unless `which` says which."""
    found = candidates(local, zone)
    if not found:
        raise NoSuchTime(_end_of_gap(local, zone))
    if len(found) > 1 and which not in (EARLIER, LATER):
        raise TwoSuchTimes
    return found[int(which)] if len(found) > 1 else found[0]


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """The first time after the gap in which this one lies."""
    before, after = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    offset = after.astimezone(zone).utcoffset()
    moment = before
    while moment.astimezone(zone).utcoffset() != offset:
        moment += timedelta(minutes=1)
    return moment.astimezone(zone)


def typed(moment: datetime | None, zone: str) -> str:
    """As the form carries it."""
    return moment.astimezone(ZoneInfo(zone)).strftime(SHAPE) if moment else ""


def which_of(moment: datetime | None, zone: str) -> str:
    """Which of two such times it is, "" where there is one."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    found = candidates(local, ZoneInfo(zone))
    return str(found.index(moment)) if len(found) > 1 else ""


def read_local(text: str) -> datetime | None:
    """What a browser or a person typed; None for what is no time, or of no year of ours."""
    local = _read(text)
    return local if local and FIRST_YEAR <= local.year <= LAST_YEAR else None


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(
            tzinfo=None, second=0, microsecond=0, fold=0
        )
    except ValueError:
        return None


class LocalField(forms.CharField):
    """Date and time on a clock that the form knows; its cleaned value has no zone yet."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE)

    def to_python(self, value: object) -> datetime | None:  # type: ignore[override]
        text = str(value or "").strip()
        if not text:
            return None
        local = read_local(text)
        if local is None and _read(text):
            raise ValidationError(
                _("The year must be between %(first)d and %(last)d."),
                code="year",
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        if local is None:
            raise ValidationError(_("Give date and time, such as 2026-11-26 10:00."), code="time")
        return local


class MomentsForm(DeskForm):
    """A form with local times. Beside a time that the clock shows twice stands which one."""

    MOMENTS: ClassVar[tuple[str, ...]] = ()
    webinar: Webinar

    @property
    def zone(self) -> str:
        """The organiser's."""
        return str(self.webinar.time_zone)

    @property
    def readings(self) -> list[tuple[str, str]]:
        """The times on both clocks, as typed."""
        return readings(self.typed_times, self.MOMENTS)

    @property
    def typed_times(self) -> dict[str, str]:
        names = (*self.MOMENTS, *(f"{name}_which" for name in self.MOMENTS))
        values = {name: str(self[name].value() or "") for name in names if name in self.fields}
        return values | {"time_zone": self.zone}

    def settle(self) -> None:
        """Call it at the end of `__init__`: asks which, where a time is ambiguous."""
        if not is_zone(self.zone):
            return
        for name in self.MOMENTS:
            local = read_local(str(self[name].value() or ""))
            found = candidates(local, ZoneInfo(self.zone)) if local else []
            if len(found) > 1:
                self._ask_which(name, found)

    def _ask_which(self, name: str, found: list[datetime]) -> None:
        zone = ZoneInfo(self.zone)
        texts = (
            pgettext("of two equal times", "the earlier"),
            pgettext("of two equal times", "the later"),
        )
        choices = [
            (str(n), f"{texts[n]}, {it.astimezone(zone):%H:%M} {zone_label(it, zone)}")
            for n, it in enumerate(found)
        ]
        self.fields[f"{name}_which"] = forms.ChoiceField(
            label=gettext_lazy("Which of the two?"),
            required=False,
            choices=choices,
            widget=forms.RadioSelect,
        )

    def clean(self) -> None:
        zone = self.cleaned_data.get("time_zone") or self.zone
        for name in self.MOMENTS:
            local = self.cleaned_data.get(name)
            if local is None or not is_zone(zone):
                continue
            try:
                which = self.cleaned_data.get(f"{name}_which", "")
                self.cleaned_data[name] = moment_of(local, ZoneInfo(zone), which)
            except (NoSuchTime, TwoSuchTimes) as fault:
                self.add_error(name, str(fault))


class TimesForm(forms.Form):
    """What was typed so far, for reading it on the other clocks."""

    starts_at = forms.CharField(required=False, max_length=40)
    ends_at = forms.CharField(required=False, max_length=40)
    time_zone = forms.CharField(required=False, max_length=50)

    @property
    def values_typed(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


def readings(values: dict[str, str], names: Iterable[str]) -> list[tuple[str, str]]:
    """`(name, sentence)` for each time: how it reads on both clocks, or what is wrong with it."""
    zone = values.get("time_zone", "")
    found = []
    for name in names:
        local = read_local(values.get(name, ""))
        if local is None or not is_zone(zone):
            continue
        try:
            moment = moment_of(local, ZoneInfo(zone), values.get(f"{name}_which", ""))
            found.append((name, in_clocks(moment, zone)))
        except (NoSuchTime, TwoSuchTimes) as fault:
            found.append((name, str(fault)))
    return found


def in_clocks(moment: datetime, zone: str) -> str:
    """On the organiser's clock and on those of Brussels and Tokyo."""
    zones = {it.key: it for it in (ZoneInfo(zone), BRUSSELS, TOKYO)}
    shown: dict[str, Any] = {}
    for it in zones.values():
        shown.setdefault(zone_label(moment, it), it)
    return clocks(moment, list(shown.values()))
