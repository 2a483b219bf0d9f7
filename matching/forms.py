from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.learning import NAMES
from matching.engine.weights import MOST_ONE_SIDED, Weights
from matching.models import Verdict
from matching.models.facts import today
from profiles.models import Profile, Sector, Topic

LONGEST_REST = relativedelta(years=3)

WEIGHT_LABELS = {
    "topics": _("Topics in common"),
    "text": _("Likeness of the descriptions"),
    "offers_needs": _("Offers and needs"),
    "kind": _("Kind of organisation"),
    "priorities": _("Priorities"),
    "cooperation": _("Kinds of cooperation"),
    "areas": _("Third countries"),
    "size": _("Size"),
    "one_sided": _("Price of a one-sided fit"),
}


class SectorForm(forms.Form):
    """The sector in which suggestions are asked for; none means overall."""

    sector = forms.ModelChoiceField(Sector.objects.all(), to_field_name="slug", required=False)


class VerdictForm(forms.Form):
    """What a side says of a pair: a date goes with “not now”, a reason with “not suitable”."""

    opinion = forms.ChoiceField(
        label=_("Your opinion"), choices=Verdict.Opinion.choices, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Rest until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("With “Not now”: the pair comes back the day after."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("With “Not suitable”. The helpdesk reads it; the other side does not."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opinion, until = data.get("opinion"), data.get("until")
        now = today()
        if opinion == Verdict.Opinion.NOT_NOW and "until" in data:
            if until is None:
                self.add_error("until", _("Say until when: enter a date."))
            elif not now < until <= now + LONGEST_REST:
                self.add_error("until", _("Enter a date in the next three years."))
        if opinion == Verdict.Opinion.NOT_SUITABLE and not data.get("reason"):
            self.add_error("reason", _("Say why, in a few words: it helps to suggest better."))
        return data


class BlockForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class WeightsForm(forms.Form):
    """Weights in percent, in any proportion: they are brought to 100 together."""

    profile = forms.ModelChoiceField(
        Profile.objects.published(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, weights: Weights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*NAMES, "one_sided"):
            most = 100 * MOST_ONE_SIDED if name == "one_sided" else 100
            self.fields[name] = forms.FloatField(
                label=WEIGHT_LABELS[name],
                min_value=0,
                max_value=most,
                initial=round(100 * getattr(weights, name), 2),
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not sum(data[name] for name in NAMES):
            raise forms.ValidationError(_("At least one weight must be above zero."))
        return data

    def weights(self) -> Weights:
        """The weights that were entered, their shares summing to 1. Only of a valid form."""
        total = sum(self.cleaned_data[name] for name in NAMES)
        shares = {name: self.cleaned_data[name] / total for name in NAMES}
        return Weights(**shares, one_sided=self.cleaned_data["one_sided"] / 100)


class SaveWeightsForm(forms.Form):
    note = forms.CharField(label=_("What is new in it?"), max_length=200)


class WhatIfForm(forms.Form):
    """What a profile might say as well."""

    topic = forms.ModelChoiceField(
        Topic.objects.all(), label=_("One more topic"), required=False, to_field_name="slug"
    )
    need = forms.CharField(
        label=_("One more need"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    offer = forms.CharField(
        label=_("One more offer"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = Topic.objects.exclude(pk__in=profile.topics.values("pk")).order_by("name")
        self.fields["topic"].queryset = missing

    def asks_something(self) -> bool:
        return any(self.cleaned_data.values())
