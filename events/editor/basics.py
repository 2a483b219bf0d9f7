"""What a webinar is: series, times, seats, reminders, languages, links."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.editor.moments import LocalField, MomentsForm, readings, typed, which_of
from events.editor.spans import SpansField, in_spans
from events.editor.texts import LONGEST_SUMMARY
from events.models import Series, Webinar
from profiles.accounts import zones
from profiles.languages import language_name
from profiles.links import HttpsField
from profiles.texts import NameField, TextField

COLUMNS = (
    *("series", "language", "time_zone", "starts_at", "ends_at", "time_is_known"),
    *("opens_at", "closes_at"),
    *("capacity", "accept_hours", "reminders", "spoken", "interpreted"),
    *("video_url", "recording_url"),
)
"""What the form writes."""
MOMENTS = ("starts_at", "ends_at", "opens_at", "closes_at")
HEARD = ("en", "ja", "de", "fr", "cs", "es", "fi", "it", "nl", "pl", "pt", "sv")
"""Languages offered as spoken; others stay where they are on record."""
LONGEST_OFFER = 30 * 24
LONGEST_URL = 500
MOST_SEATS = 100_000


class BasicsForm(MomentsForm):
    MOMENTS = MOMENTS
    SECTIONS = (
        (_("Series and language"), ("series", "new_series", "language")),
        (_("Time"), ("time_zone", "starts_at", "ends_at", "time_is_known")),
        (_("Registration"), ("opens_at", "closes_at", "capacity", "accept_hours", "reminders")),
        (_("Languages of the talks"), ("spoken", "interpreted")),
        (_("Links"), ("video_url", "recording_url")),
    )

    series = forms.ChoiceField(label=_("Series"), required=False)
    new_series = NameField(
        label=_("Or the title of a new series"),
        required=False,
        help_text=_("In the original language of the webinar."),
    )
    language = forms.ChoiceField(
        label=_("Original language"),
        choices=settings.LANGUAGES,
        help_text=_("Readers of other languages see it where there is no text in theirs."),
    )
    time_zone = forms.ChoiceField(
        label=_("Organiser’s clock"),
        help_text=_("All times of this webinar are entered as this place’s clock shows them."),
    )
    starts_at = LocalField(label=pgettext_lazy("moment", "Begins"))
    ends_at = LocalField(label=pgettext_lazy("moment", "Ends"))
    time_is_known = forms.BooleanField(
        label=_("The hours are on record"),
        required=False,
        help_text=_("Otherwise readers see the day only."),
    )
    opens_at = LocalField(
        label=_("Registration opens"),
        required=False,
        help_text=_("Empty: when you open it."),
    )
    closes_at = LocalField(
        label=_("Registration closes"),
        required=False,
        help_text=_("Empty: when the webinar ends. Once it has begun, only free seats are given."),
    )
    capacity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("Empty: no limit. Fewer seats than participants take nobody’s seat away."),
    )
    accept_hours = forms.IntegerField(
        label=_("Hours to accept an offered seat"), min_value=1, max_value=LONGEST_OFFER
    )
    reminders = SpansField(
        label=_("Reminders before the beginning"),
        required=False,
        help_text=_("For example: 7 days, 1 day, 1 hour. Empty: none."),
    )
    spoken = forms.MultipleChoiceField(
        label=_("Spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    interpreted = forms.MultipleChoiceField(
        label=_("Interpreted into"), required=False, widget=forms.CheckboxSelectMultiple
    )
    video_url = HttpsField(
        max_length=LONGEST_URL,
        label=_("Link to the video call"),
        help_text=_("Of any service. Only participants with a seat get it."),
    )
    recording_url = HttpsField(
        max_length=LONGEST_URL,
        label=_("Link to the recording"),
        help_text=_("At any host of videos."),
    )

    def __init__(self, data: QueryDict | None = None, *, webinar: Webinar | None = None) -> None:
        self.webinar = webinar or Webinar(language=get_language() or "en")
        super().__init__(data, stored=stored_basics(self.webinar))
        if self.webinar.time_is_known:
            del self.fields["time_is_known"]
        self._offer_choices()
        self.settle()

    def _offer_choices(self) -> None:
        reader = get_language() or "en"
        offered = zones.choices(reader)
        own = self.webinar.time_zone
        if own not in dict(offered):
            offered = [(own, zones.city(own, reader)), *offered]
        self.fields["time_zone"].choices = offered
        self.fields["series"].choices = [("", _("None")), *series_choices()]
        heard = dict.fromkeys([*HEARD, *self.webinar.spoken, *self.webinar.interpreted])
        names = [(code, language_name(code, reader)) for code in heard]
        self.fields["spoken"].choices = self.fields["interpreted"].choices = names

    @property
    def zone(self) -> str:
        """As chosen in the form, or known before."""
        return str(self["time_zone"].value() or self.webinar.time_zone)

    @property
    def readings(self) -> list[tuple[str, str]]:
        """Begin and end on both clocks, as typed."""
        return readings(self.typed_times, ("starts_at", "ends_at"))

    def clean_series(self) -> Series | None:
        return Series.objects.filter(pk=self.cleaned_data["series"] or None).first()

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if data.get("series") and data.get("new_series"):
            self.add_error("new_series", _("Choose a series, or name a new one; not both."))
        self._order("starts_at", "ends_at", _("The end must come after the beginning."))
        self._order("opens_at", "closes_at", _("Registration must close after it opens."))
        self._order("opens_at", "ends_at", _("Registration must open before the end."), "opens_at")
        self._order(
            "closes_at", "ends_at", _("Registration must close before the end."), "closes_at"
        )

    def _order(self, first: str, second: str, fault: Any, blame: str = "") -> None:
        earlier, later = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if isinstance(earlier, datetime) and isinstance(later, datetime) and earlier >= later:
            self.add_error(blame or second, fault)

    @property
    def values(self) -> dict[str, Any]:
        """Of a valid form: the columns; the new series is made by who saves."""
        return {name: self.cleaned_data[name] for name in COLUMNS if name in self.fields}


class CreateForm(BasicsForm):
    """A new webinar has its title at once; all else follows on its own pages."""

    SECTIONS = (
        (_("What it is called"), ("title", "summary", "language")),
        (_("Series"), ("series", "new_series")),
        *BasicsForm.SECTIONS[1:],
    )

    title = NameField(label=_("Title"), help_text=_("In the original language."))
    summary = TextField(
        label=_("Summary"),
        required=False,
        limit=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two or three sentences; lists and mails show them."),
    )


def stored_basics(webinar: Webinar) -> dict[str, Any]:
    """What stands, as the form carries it."""
    moments = {name: getattr(webinar, name) for name in MOMENTS}
    zone = webinar.time_zone
    values = {
        "series": str(webinar.series_id or ""),
        "capacity": webinar.capacity,
        "accept_hours": webinar.accept_hours,
        "reminders": in_spans(webinar.reminders),
        "spoken": sorted(webinar.spoken),
        "interpreted": sorted(webinar.interpreted),
        **{name: getattr(webinar, name) for name in ("language", "video_url", "recording_url")},
        "time_zone": zone,
        "time_is_known": webinar.time_is_known,
    }
    values |= {name: typed(moment, zone) for name, moment in moments.items()}
    return values | {f"{name}_which": which_of(it, zone) for name, it in moments.items()}


def series_choices() -> list[tuple[str, str]]:
    return [(str(it.pk), it.title) for it in Series.objects.prefetch_related("texts")]
