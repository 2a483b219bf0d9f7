"""How much a profile says of what a better match needs, and what to say next.

The scale follows what was measured: specific topics, offers and needs carry most of a match, a
description that the encoder can read comes next (see `docs/matching.md`).
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from profiles.checklists import width
from profiles.documents import DIRECTIONS, Document
from profiles.encoder import LANGUAGES
from profiles.models import ProfileSector

ENOUGH_TOPICS: Final = 5
ENOUGH_STATEMENTS: Final = 2
ENOUGH_TEXT: Final = 400
"""Width of the longest description, a Japanese character counting as two."""
MOST_MAIN: Final = 3
"""Main sectors beyond which a priority says nothing."""

DESCRIPTION, SECTORS, LANGUAGE, AREAS = 15, 10, 5, 5
TOPIC = 5
"""Points for each of the first five topics."""
TEXT, TOPICS_OF_IT, COOPERATION = 4, 3, 3
"""Points within each of the first two offers, and of the first two needs. All together are 100."""


@dataclass(frozen=True)
class Advice:
    """What to say next, in which section, and how many points it brings."""

    text: Promise | str
    section: str
    gain: int


@dataclass(frozen=True)
class Completeness:
    """`percent` of what a match is made of; advice brings the rest, the most useful first."""

    percent: int
    advice: list[Advice]


def completeness(document: Document) -> Completeness:
    advice = [
        *_on_description(document),
        *_on_sectors(document),
        *_on_topics(document),
        *(it for section in DIRECTIONS for it in _on_statements(document, section)),
        *_on_language(document),
        *_on_areas(document),
    ]
    missing = sum(it.gain for it in advice)
    return Completeness(100 - missing, sorted(advice, key=lambda it: -it.gain))


def _on_description(document: Document) -> list[Advice]:
    texts = document["organisation"]["texts"].values()
    longest = max((width(text["description"]) for text in texts), default=0)
    if longest >= ENOUGH_TEXT:
        return []
    text = _("Describe yourselves in four or five sentences: what you do, for whom, with whom.")
    gain = DESCRIPTION - DESCRIPTION * longest // ENOUGH_TEXT
    return [Advice(text, "organisation", gain)]


def _on_sectors(document: Document) -> list[Advice]:
    main = [*document["sectors"].values()].count(ProfileSector.Priority.MAIN)
    if 1 <= main <= MOST_MAIN:
        return []
    return [Advice(_("Choose one, two or three main sectors."), "sectors", SECTORS)]


def _on_topics(document: Document) -> list[Advice]:
    missing = ENOUGH_TOPICS - len(document["topics"])
    if missing <= 0:
        return []
    text = ngettext_lazy(
        "Add one more topic: at least five specific ones help most.",
        "Add %(count)d more topics: at least five specific ones help most.",
        "count",
    )
    return [Advice(text % {"count": missing}, "topics", TOPIC * missing)]


def _on_statements(document: Document, section: str) -> list[Advice]:
    """Of the first two statements: those that are missing, and what is missing in the others."""
    first = document[section][:ENOUGH_STATEMENTS]
    missing = ENOUGH_STATEMENTS - len(first)
    without_topics = sum(not it["topics"] for it in first)
    without_cooperation = sum(not it["cooperation"] for it in first)
    texts = TEXTS[section]
    gains = (
        missing * (TEXT + TOPICS_OF_IT + COOPERATION),
        without_topics * TOPICS_OF_IT,
        without_cooperation * COOPERATION,
    )
    return [Advice(text, section, gain) for text, gain in zip(texts, gains, strict=True) if gain]


TEXTS: Final = {
    "offers": (
        _("State two offers: what could a partner get from you?"),
        _("Say which topics your offers are about."),
        _("Say how you would work together on your offers."),
    ),
    "needs": (
        _("State two needs: what are you looking for?"),
        _("Say which topics your needs are about."),
        _("Say how you would work together on your needs."),
    ),
}
"""What to say of offers and needs: that there be two, their topics, their kinds of cooperation."""


def _on_language(document: Document) -> list[Advice]:
    """A language that the score reads, if the one it is written in is not among them."""
    texts = document["organisation"]["texts"]
    readable = {code for code, text in texts.items() if text["description"]} & LANGUAGES
    if readable or document["languages"]["written"] in LANGUAGES:
        return []
    text = _("Add a description in English or another large language: the score reads that too.")
    return [Advice(text, "organisation", LANGUAGE)]


def _on_areas(document: Document) -> list[Advice]:
    if document["areas"]:
        return []
    text = _("Say where else in the world you would like to act together.")
    return [Advice(text, "areas", AREAS)]
