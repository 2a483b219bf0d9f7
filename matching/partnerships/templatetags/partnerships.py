"""How partnerships are written: dates as they are known, words in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import template
from django.utils.translation import get_language, gettext

from matching.partnerships.dates import PartialDate, shown

register = template.Library()


@dataclass(frozen=True)
class Words:
    language: str
    text: str


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
    for language in (get_language() or "en", original, "en", *texts):
        if texts.get(language):
            return Words(language, texts[language])
    return None
