"""Fields of the forms about a person, forgiving in what they take and exact in what they give."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from profiles.accounts import zones
from profiles.phones import FaultyPhone, read_phone
from profiles.texts import NameField


class PersonalNameField(NameField):
    """A part of a person's name, in any script. It will stand in the greeting of mails."""

    default_error_messages = {"link": _("A name contains no links.")}

    def __init__(self, *, limit: int, autocomplete: str = "", **kwargs: Any) -> None:
        attributes = {"maxlength": limit} | ({"autocomplete": autocomplete} if autocomplete else {})
        super().__init__(limit=limit, widget=forms.TextInput(attributes), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if "://" in value or "www." in value.lower():
            raise ValidationError(self.error_messages["link"], "link")


class CodeField(forms.CharField):
    """A code typed from a mail or an app, also in the full width of a Japanese keyboard."""

    def __init__(self, *, numeric: bool = False, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "characters"}
        if numeric:
            attributes["inputmode"] = "numeric"
        super().__init__(
            widget=forms.TextInput(attributes | {"spellcheck": "false"}), max_length=40, **kwargs
        )

    def to_python(self, value: object) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value))


class PhoneField(forms.CharField):
    """Gives E.164. `region` is the country of numbers without a code; the form sets it."""

    region: str | None = None

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})
        super().__init__(widget=widget, max_length=40, **kwargs)

    def clean(self, value: object) -> str:
        typed = super().clean(value)
        try:
            return read_phone(typed, self.region) if typed else ""
        except FaultyPhone as error:
            raise ValidationError(str(error), "phone") from error


class TimeZoneField(forms.ChoiceField):
    """Offers the cities that people here live in; takes any place that IANA knows."""

    def valid_value(self, value: str) -> bool:
        return zones.is_zone(value)

    def offer(self, language: str, chosen: str) -> None:
        """Name the cities in the reader's language; the one that is chosen is always offered."""
        offered = zones.choices(language)
        if zones.is_zone(chosen) and chosen not in dict(offered):
            offered.insert(0, (chosen, zones.city(chosen, language)))
        self.choices = offered
