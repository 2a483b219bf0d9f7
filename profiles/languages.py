"""Names of languages, in any language, from Unicode's CLDR."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=1000)
def language_name(code: str, reader: str) -> str:
    """`de` for a Japanese reader is `ドイツ語`; an unknown code is returned as it is."""
    try:
        return Locale.parse(code).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code
