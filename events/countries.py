"""Countries as participants name them: two letters of ISO 3166, named in the reader's language."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from profiles.models import Place, Side

ISO = {"EL": "GR"}
"""Codes of our places that are written otherwise in the rest of the world."""


def country_name(code: str) -> str:
    """`Germany`, `Deutschland`, `ドイツ`; the code itself where it is no country."""
    try:
        names = Locale.parse(get_language() or "en", sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    return str(names.get(ISO.get(code, code), code))


def sides() -> dict[str, str]:
    """On which side a country is, by its code; countries elsewhere are not in it."""
    countries = Place.objects.filter(kind=Place.Kind.COUNTRY)
    found = {ISO.get(code, code): side for code, side in countries.values_list("code", "side")}
    return {"JP": Side.JAPAN, "EL": Side.EUROPE, **found}
