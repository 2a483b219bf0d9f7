"""Countries as participants name them: two letters of ISO 3166, named in the reader's language."""

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from profiles.models import Place, Side

ISO = {"EL": "GR", "UK": "GB"}
"""Codes of our places that are written otherwise in the rest of the world."""
LETTERS = 2
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of two letters that Unicode's CLDR names besides: unions, the unknown, made-up ones."""


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


@lru_cache(maxsize=20)
def country_choices(reader: str) -> list[tuple[str, str]]:
    """`(code, name)` of all countries of the world, in the reader's order."""
    named = [
        (code, name)
        for code, name in Locale.parse(reader).territories.items()
        if len(code) == LETTERS and code.isalpha() and code not in NO_COUNTRIES
    ]
    return sorted(named, key=lambda pair: _folded(pair[1]))


def country_of(place_code: str) -> str:
    """The country of one of our places: `EL30` is in `GR`."""
    return ISO.get(place_code[:2], place_code[:2])


def _folded(name: str) -> str:
    """`Österreich` stands beside `Oman`, not after `Zypern`."""
    split = unicodedata.normalize("NFD", name.casefold())
    return "".join(it for it in split if not unicodedata.combining(it))
