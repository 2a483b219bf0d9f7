"""What staff decide about participants."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.desk.correcting import NAMES
from events.models import Registration
from events.presence import CAME
from events.states import REACHABLE
from profiles.texts import NameField, TextField

LONGEST_REASON: Final = 500
LONGEST_ATTENDANCE: Final = 24 * 60
"""Minutes: nobody takes part longer than a day, as in lists that are imported."""
NEED_A_REASON: Final = ("cancel", "promote")
LEAVE_NAMES_OUT = _(
    "For cancelling and for giving seats. Leave names and addresses out: it stays in the log."
)


class ReasonField(TextField):
    """Required for what stands in `NEED_A_REASON`."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Reason"),
            help_text=LEAVE_NAMES_OUT,
            limit=LONGEST_REASON,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class BulkForm(forms.Form):
    """What is done with those ticked, or with all that the filter has found.

    count  how many that were when the page was made: if it is otherwise now, nothing is done
    is_sure  somebody has read what cancelling means for those chosen
    """

    do = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("", _("Choose…")),
            ("check_in", _("Check in")),
            ("undo_check_in", _("Take the check-in back")),
            ("promote", _("Give a seat from the waiting list")),
            ("cancel", _("Cancel; each is told by mail")),
            ("write", _("Write to them")),
        ],
    )
    reason = ReasonField()
    adds_seats = forms.BooleanField(label=_("Add seats if there are not enough"), required=False)
    everybody = forms.BooleanField(required=False)
    count = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, found: Iterable[int], **kwargs: Any) -> None:
        """`found`: the ids that the filter finds; no others can be chosen."""
        super().__init__(*args, **kwargs)
        self.found = list(found)
        self.fields["chosen"].choices = [(pk, pk) for pk in self.found]  # type: ignore[attr-defined]
        self.fields["everybody"].label = _("All %(count)d that the filter has found") % {
            "count": len(self.found)
        }
        self.fields["count"].initial = len(self.found)

    @property
    def ids(self) -> list[int]:
        data = self.cleaned_data
        return self.found if data["everybody"] else data["chosen"]

    @property
    def asks_first(self) -> bool:
        """Of a valid form: nobody is cancelled before it was said whom that concerns."""
        return self.cleaned_data["do"] == "cancel" and not self.cleaned_data["is_sure"]

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not reason and self.cleaned_data.get("do") in NEED_A_REASON:
            raise ValidationError(_("Say why: it is kept in the log."))
        return reason

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("everybody") and data.get("count") != len(self.found):
            raise ValidationError(
                _("The list has changed meanwhile: look at it again, then decide.")
            )
        if not data.get("everybody") and not data.get("chosen") and "chosen" not in self.errors:
            raise ValidationError(_("Nobody is chosen. Tick some, or all that were found."))
        return data


class DecisionForm(forms.Form):
    """The same for one participant."""

    do = forms.ChoiceField(
        choices=[(it, it) for it in ("check_in", "undo_check_in", "promote", "cancel")]
    )
    reason = ReasonField()
    adds_seats = forms.BooleanField(label=_("Add a seat if none is free"), required=False)

    clean_reason = BulkForm.clean_reason


class CorrectionForm(forms.Form):
    """What stands on certificates and in lists. Only what was changed on the page is written: the
    fields carry what stood there when it was made."""

    family_name = NameField(
        label=_("Family name"), required=False, limit=100, show_hidden_initial=True
    )
    given_name = NameField(
        label=_("Given name"), required=False, limit=100, show_hidden_initial=True
    )
    reading = NameField(
        label=_("Reading of the name"), required=False, limit=200, show_hidden_initial=True
    )
    organisation = NameField(label=_("Organisation"), required=False, show_hidden_initial=True)
    attended_minutes = forms.IntegerField(
        label=_("Minutes attended"),
        required=False,
        min_value=0,
        max_value=LONGEST_ATTENDANCE,
        show_hidden_initial=True,
    )
    was_absent = forms.BooleanField(
        label=_("Did not attend"),
        required=False,
        help_text=_("Takes back the minutes, the check-in and the way in by the link."),
    )
    reason = TextField(
        label=_("Reason"),
        help_text=_("For your colleagues. Leave names and addresses out: it stays in the log."),
        limit=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        initial = {name: getattr(registration, name) for name in (*NAMES, "attended_minutes")}
        super().__init__(data, initial=initial, auto_id="correct_%s", label_suffix="")
        if registration.state not in REACHABLE:
            del self.fields["attended_minutes"]
        if not registration.has_attended:
            del self.fields["was_absent"]

    def clean(self) -> None:
        names = ("family_name", "given_name", "organisation")
        if not any(self.cleaned_data.get(name) or name in self.errors for name in names):
            self.add_error("family_name", _("Give a name or an organisation."))

    @property
    def values(self) -> dict[str, Any]:
        """Of a valid form: the columns to write."""
        names = (*NAMES, "attended_minutes")
        found = {name: self.cleaned_data[name] for name in names if name in self.changed_data}
        return found | (CAME if self.cleaned_data.get("was_absent") else {})


class DoorForm(forms.Form):
    """Somebody comes in, or was taken for somebody else."""

    registration = forms.IntegerField()
    is_here = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, organisation or address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autofocus": True, "autocomplete": "off"}),
    )

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""
