"""Finds English interface strings on pages in other languages."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape

from babel.messages.catalog import Message
from django.conf import settings

from helpdesk import catalogues

MARKUP = re.compile(r"<[^>]+>")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
WORD = re.compile(r"[A-Za-z]{2}")


def english_left(texts: Iterable[str], language: str) -> list[str]:
    """The texts that are an English message which the language's catalogue translates."""
    pattern = english(language)
    return [text for text in texts if pattern and pattern.fullmatch(text)]


@cache
def english(language: str) -> re.Pattern[str] | None:
    """Every message that reads differently in this language; None without any."""
    catalogue = catalogues.read(settings.BASE_DIR / "locale", language)
    messages = [message for message in catalogue if message.id and all(_forms(message.string))]
    kept = {form for message in messages for form in _forms(message.string)}
    patterns = {_pattern(it) for message in messages for it in _forms(message.id) if it not in kept}
    return re.compile("|".join(sorted(filter(None, patterns)))) if any(patterns) else None


def _forms(text: Message | str | Iterable[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _pattern(message: str) -> str:
    """A regular expression for the message as text; "" if nothing in it is English."""
    text = unescape(" ".join(MARKUP.sub("", message).split())).replace("%%", "%")
    written = list(_written(text))
    return ".+".join(map(re.escape, written)) if WORD.search("".join(written)) else ""


def _written(text: str) -> Iterator[str]:
    yield from PLACEHOLDER.split(text)
