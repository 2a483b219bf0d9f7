"""What staff may filter unconfirmed profiles by, and the note with which they confirm one."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models import Profile
from profiles.querysets import ProfileQuerySet
from profiles.stages import BEGINS, Stage
from profiles.texts import TextField

LONGEST_NOTE = 500


class UnconfirmedFilter(django_filters.FilterSet):
    """Give it profiles with `with_age()`."""

    since = django_filters.ChoiceFilter(
        label=_("Reached"), method="aged", empty_label=_("All of them")
    )
    people = django_filters.ChoiceFilter(
        label=_("Team"),
        choices=[("none", _("Nobody speaks for it"))],
        method="with_people",
        empty_label=_("With and without people"),
    )

    class Meta:
        model = Profile
        fields = ["since", "people"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [stage for stage in Stage if stage in BEGINS]
        self.filters["since"].extra["choices"] = [(stage.value, stage.label) for stage in stages]

    def aged(self, profiles: ProfileQuerySet, name: str, value: str) -> QuerySet[Profile]:
        return profiles.filter(last__lte=timezone.now() - BEGINS[Stage(value)])

    def with_people(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.without_people()


class ConfirmForm(forms.Form):
    note = TextField(
        label=_("How do you know?"),
        limit=LONGEST_NOTE,
        help_text=_("For example: asked by phone on Monday. It stays in the log; leave names out."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
