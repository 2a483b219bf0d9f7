"""Names of languages, in any language, from Unicode's CLDR."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

WRITTEN = (
    *("bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr"),
    *("hu", "is", "it", "ja", "lb", "lt", "lv", "mt", "nb", "nl", "pl", "pt", "ro", "sk", "sl"),
    *("sv", "ar", "ko", "ru", "th", "tr", "uk", "zh"),
)
"""Languages in which texts may be written: of the EU, its regions and neighbours, Japanese, and
large languages that the score reads too."""


def language_choices(reader: str, *also: str) -> list[tuple[str, str]]:
    """`(code, name)` of the languages one may write in, and of `also`, in the reader's order."""
    codes = dict.fromkeys((*WRITTEN, *also))
    return sorted(((code, language_name(code, reader)) for code in codes), key=lambda it: it[1])


@lru_cache(maxsize=1000)
def language_name(code: str, reader: str) -> str:
    """`de` for a Japanese reader is `ドイツ語`; an unknown code is returned as it is."""
    try:
        return Locale.parse(code).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code
