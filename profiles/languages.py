"""Names of languages, from Unicode's CLDR; and which of a text's languages is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

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


@dataclass(frozen=True)
class Words:
    language: str
    text: str


def words_in(texts: Mapping[str, str], *languages: str) -> Words | None:
    """A text by language: the first of these that is written, else English, else any."""
    for language in (*languages, "en", *texts):
        if texts.get(language):
            return Words(language, texts[language])
    return None


def readers_words(texts: Mapping[str, str], *languages: str) -> Words | None:
    """In the language in force, else as in `words_in`."""
    return words_in(texts, get_language() or "en", *languages)


def readers_text(texts: Mapping[str, str], *languages: str) -> str:
    """The same without its language; empty where nothing is written."""
    words = readers_words(texts, *languages)
    return words.text if words else ""


class Written:
    """Base of a model with texts in any language, one row each under the related name `texts`.

    language  the original's
    """

    language: str
    texts: Any

    def text_in(self, *languages: str) -> Any:
        """The first of these languages that is written, or None; uses prefetched texts."""
        written = {text.language: text for text in self.texts.all()}
        return next((written[it] for it in languages if it in written), None)

    @property
    def text(self) -> Any:
        """In the reader's language, else the original."""
        return self.text_in(get_language() or "en", self.language, "en")
