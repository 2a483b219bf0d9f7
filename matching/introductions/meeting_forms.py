"""What is filled in where a meeting is planned."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from matching.introductions.models import Meeting
from matching.introductions.planning import Slot
from matching.introductions.states import MeetingState
from profiles.links import HttpsField

LENGTHS = (30, 45, 60, 90, 120)
"""Minutes. What both sides' office hours share is one hour in winter, two in summer."""


def code_of(moment: datetime) -> str:
    """A time as forms carry it: `20261124T0800Z`."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%MZ")


def moment_of(code: str) -> datetime:
    return datetime.strptime(code, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)


class MeetingForm(forms.Form):
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=[
            (it, ngettext_lazy("%(minutes)s minute", "%(minutes)s minutes", it) % {"minutes": it})
            for it in LENGTHS
        ],
    )
    video_url = HttpsField(
        label=_("Link to the video call"),
        max_length=Meeting._meta.get_field("video_url").max_length,
        help_text=_("Of any service, beginning with https://. It can be added later."),
    )

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        initial = {"minutes": 60}
        if meeting:
            initial = {"minutes": meeting.minutes, "video_url": meeting.video_url}
        super().__init__(*args, initial=initial, **kwargs)
        if meeting and meeting.state == MeetingState.AGREED:
            del self.fields["minutes"]
        self.meeting = meeting

    @property
    def values(self) -> dict[str, Any]:
        standing = {"minutes": self.meeting.minutes} if self.meeting else {}
        return standing | self.cleaned_data


class AvailabilityForm(forms.Form):
    """The times at which a party could meet; none is an answer too."""

    slots = forms.TypedMultipleChoiceField(coerce=moment_of, required=False)

    def __init__(self, *args: Any, slots: Iterable[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [code_of(slot.starts_at) for slot in slots]
        self.fields["slots"].choices = [(code, code) for code in codes]
        self.fields["slots"].error_messages["invalid_choice"] = _(
            "One of the times cannot be chosen any more. Look at the list again."
        )


class SeenForm(forms.Form):
    """Which version of the meeting somebody has seen when they decide about it."""

    seen = forms.CharField(max_length=20)


class AgreeForm(SeenForm):
    starts_at = forms.RegexField(r"^\d{8}T\d{4}Z$")

    def clean_starts_at(self) -> datetime:
        try:
            return moment_of(self.cleaned_data["starts_at"])
        except ValueError as error:
            raise ValidationError(_("Choose one of the times.")) from error


class HoursForm(forms.Form):
    early_late = forms.BooleanField(
        label=_("Meetings may also be early or late: from 7:00 to 20:00"), required=False
    )
