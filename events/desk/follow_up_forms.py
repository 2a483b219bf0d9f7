"""What staff filter wishes by, and how they settle one."""

from typing import Any, Final

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from events.models import Interest, Webinar
from events.states import FollowUp
from profiles.models import Profile, Sector
from profiles.texts import TextField

LONGEST_NOTE: Final = 1000
USUAL: Final = {
    FollowUp.DONE: gettext_noop("Taken care of"),
    FollowUp.DROPPED: gettext_noop("Dropped"),
    FollowUp.OPEN: gettext_noop("Taken up again"),
}
"""What is written into the log where staff write nothing."""


class InterestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=FollowUp.choices, empty_label=_("All states")
    )
    sector = django_filters.ChoiceFilter(
        label=_("Sector"), method="in_sector", empty_label=_("All sectors")
    )
    webinar = django_filters.ChoiceFilter(
        label=_("Webinar"), field_name="registration__webinar", empty_label=_("Any webinar")
    )
    profile = django_filters.ChoiceFilter(
        label=_("Wants to meet"), field_name="profile", empty_label=_("Anybody")
    )

    class Meta:
        model = Interest
        fields = ["state", "sector", "webinar", "profile"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Webinar.objects.filter(registrations__interests__isnull=False).distinct()
        wanted = Profile.objects.filter(interests__isnull=False).distinct()
        choices = {
            "sector": [(it.slug, it.name) for it in Sector.objects.all()],
            "webinar": [(it.pk, it.title) for it in asked.prefetch_related("texts")],
            "profile": sorted(
                ((it.pk, it.name) for it in wanted.prefetch_related("texts")),
                key=lambda choice: str(choice[1]).casefold(),
            ),
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    def in_sector(self, found: QuerySet[Interest], name: str, value: str) -> QuerySet[Interest]:
        """Of the organisation that is wanted."""
        return found.filter(profile__priorities__sector__slug=value)


class MoveForm(forms.Form):
    to = forms.ChoiceField(choices=FollowUp.choices, widget=forms.HiddenInput)
    note = TextField(
        label=_("Note"),
        help_text=_("What was done, or why not. It is kept in the log."),
        limit=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def reason(self) -> str:
        data = self.cleaned_data
        return data["note"] or USUAL[FollowUp(data["to"])]
