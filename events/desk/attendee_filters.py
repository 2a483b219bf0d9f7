"""What staff may filter a webinar's registrations by. Every choice is a link to share."""

import unicodedata
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.translation import gettext_lazy as _

from events.models import Registration, RegistrationConsent, Webinar
from events.models.registrations import last_word
from events.sign_up.countries import country_name
from events.states import Booking

Found = QuerySet[Registration]

HIRAGANA, KATAKANA = range(ord("ぁ"), ord("ゖ") + 1), range(ord("ァ"), ord("ヶ") + 1)
TO_KATAKANA = dict(zip(HIRAGANA, KATAKANA, strict=True))
TO_HIRAGANA = dict(zip(KATAKANA, HIRAGANA, strict=True))
LONGEST_SEARCH = 100
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
ATTENDED = Q(joined_at__isnull=False) | Q(checked_in_at__isnull=False) | Q(attended_minutes__gt=0)
"""As `Registration.has_attended`."""
WRITTEN = {
    "question": ~Q(question=""),
    "needs": ~Q(accessibility=""),
}
SORTS = {
    "": (_("Newest first"), ["-created_at", "-pk"]),
    "arrived": (_("In order of arrival"), [F("arrived_at").asc(nulls_last=True), "pk"]),
    "name": (_("By name"), ["sorted_name", "given_name", "pk"]),
    "organisation": (_("By organisation"), ["organisation", "sorted_name", "pk"]),
    "country": (_("By country"), ["country", "sorted_name", "pk"]),
}


def shown(webinar: Webinar) -> Found:
    """Registrations with all that a list shows: consents in force, a name to sort by.

    Those that were erased have nothing left to show; they only count in the statistics.
    """
    return webinar.registrations.kept().annotate(
        listed=last_word(RegistrationConsent.Purpose.LISTED),
        news=last_word(RegistrationConsent.Purpose.NEWS),
        recording=last_word(RegistrationConsent.Purpose.RECORDING),
        sorted_name=Coalesce(NullIf("reading", Value("")), F("family_name")),
    )


def mentioning(found: Found, words: str) -> Found:
    """Every word in the names, in any order, with either kana, in the organisation or address."""
    name = Concat(
        "family_name",
        "given_name",
        Value(" "),
        "given_name",
        "family_name",
        output_field=CharField(),
    )
    whole = Concat(
        name,
        Value(" "),
        "reading",
        Value(" "),
        "organisation",
        Value(" "),
        "email",
        output_field=CharField(),
    )
    found = found.annotate(whole=whole)
    for word in unicodedata.normalize("NFKC", words).split():
        spellings = {word, word.translate(TO_HIRAGANA), word.translate(TO_KATAKANA)}
        fits = Q()
        for spelling in spellings:
            fits |= Q(whole__unaccent__icontains=spelling)
        found = found.filter(fits)
    return found


class IdsFilter(django_filters.BaseInFilter, django_filters.NumberFilter):
    """Ids, separated by commas."""


class RegistrationFilter(django_filters.FilterSet):
    """Give it `shown(webinar)` and the webinar."""

    q = django_filters.CharFilter(
        label=_("Name, organisation or address"),
        method="search",
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Booking.choices, empty_label=_("All states")
    )
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("All countries"))
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=settings.LANGUAGES, empty_label=_("All languages")
    )
    attended = django_filters.ChoiceFilter(
        label=_("Attended"), choices=YES_NO, method="by_attendance", empty_label=_("Either")
    )
    consent = django_filters.ChoiceFilter(
        label=_("Consents to"),
        choices=[(it, it.label) for it in RegistrationConsent.Purpose],
        method="by_consent",
        empty_label=_("Any or none"),
    )
    wrote = django_filters.ChoiceFilter(
        label=_("Wrote"),
        choices=[("question", _("A question")), ("needs", _("What they need to take part"))],
        method="by_writing",
        empty_label=_("Anything or nothing"),
    )
    source = django_filters.ChoiceFilter(
        label=_("Signed up from"), field_name="came_from", empty_label=_("From anywhere")
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[(key, label) for key, (label, _order) in SORTS.items() if key],
        method="in_order",
        empty_label=SORTS[""][0],
    )
    chosen = IdsFilter(field_name="pk", widget=forms.HiddenInput)

    class Meta:
        model = Registration
        fields = ["q", "state", "country", "language", "attended", "consent", "wrote", "source"]

    def __init__(self, *args: Any, webinar: Webinar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = webinar.registrations.kept().order_by()
        pairs = set(kept.values_list("country", "came_from").distinct())
        countries = {country for country, _source in pairs if country}
        named = sorted((country_name(code), code) for code in countries)
        self.filters["country"].extra["choices"] = [(code, name) for name, code in named]
        sources = sorted({source for _country, source in pairs if source})
        self.filters["source"].extra["choices"] = [(it, it) for it in sources]

    @property
    def qs(self) -> Found:
        found = super().qs
        has_order = self.is_bound and self.form.is_valid() and self.form.cleaned_data.get("sort")
        return found if has_order else found.order_by(*SORTS[""][1])

    def search(self, found: Found, name: str, value: str) -> Found:
        return mentioning(found, value)

    def by_attendance(self, found: Found, name: str, value: str) -> Found:
        return found.filter(ATTENDED) if value == "yes" else found.exclude(ATTENDED)

    def by_consent(self, found: Found, name: str, value: str) -> Found:
        return found.filter(**{value: True})

    def by_writing(self, found: Found, name: str, value: str) -> Found:
        return found.filter(WRITTEN[value])

    def in_order(self, found: Found, name: str, value: str) -> Found:
        return found.order_by(*SORTS[value][1])
