"""How partnerships are written: dates as they are known, words in the reader's language."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.translation import gettext

from matching.partnerships.dates import PartialDate, shown
from profiles.languages import Words, readers_words

register = template.Library()


@register.filter
def dated(day: PartialDate | None) -> str:
    """`2014`, `April 2023`, `26 April 2023`."""
    return shown(day.first, day.precision) if day else ""


@register.filter
def day_in_words(day: date | None) -> str:
    return shown(day) if day else ""


@register.filter
def translated(text: str) -> str:
    """What the system wrote is a key of the catalogue; what people wrote comes back as it is."""
    return gettext(text) if text else ""


@register.filter
def in_words(texts: Mapping[str, str], original: str) -> Words | None:
    """The text in the reader's language, else the original, else any; None where there is none."""
    return readers_words(texts, original)
