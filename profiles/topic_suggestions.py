"""Topics that a text is about: by its words, by their stems, and by what its sentences mean."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from profiles import encoder
from profiles.models import Topic, TopicSynonym
from profiles.passages import passages
from profiles.topic_index import Floats, Shared, Term, TopicIndex, fold, spaced, stems, unit

WORD, MOST_WORDS = 0.2, 3
"""What a name or synonym in the text counts beside likeness of meaning, which is 0 to 2."""
STEM, MOST_STEMS = 0.08, 7.0
"""What shared stems count by weight, together at most half a point: long texts share many."""
TELLING_STEM = 2.0
"""Weight from which a shared stem is named as the reason: a rare one, half of its term."""
LIKE_ENOUGH = 0.35
"""Sum of two cosines below which likeness of meaning alone suggests nothing."""
NEIGHBOUR = 0.25
"""Cosine of two topics from which one stands in for what could not be read."""
CLAUSE_END = re.compile(r"[,;:、，；（）()・]|\s[–—-]\s|\s(?:und|and|et|y|e|en)\s|や")
SHORTEST_CLAUSE = 6
"""Bytes of UTF-8."""
MOST_PIECES = 80
"""Sentences and clauses of a text that are read for their meaning: a tenth of a second's work."""
MOST_READ = 5000
"""Characters of a text that are read, as many as a description may have: one sentence of a hundred
thousand would keep the encoder busy for half a minute."""

Text = tuple[str, str]
"""A language and what is written in it."""


@dataclass(frozen=True)
class Suggestion:
    """A topic's slug, and a sentence for the reader that says what in the text speaks for it."""

    topic: str
    because: str


@dataclass(frozen=True)
class _Found:
    """What speaks for a topic: terms and stems in the text, and likeness of meaning, −2 to 2."""

    terms: tuple[str, ...]
    stems: Shared
    meaning: float


def suggest_topics(
    texts: Iterable[Text], *, chosen: Collection[str] = (), count: int = 8
) -> list[Suggestion]:
    """At most `count` topics that are not chosen yet, the most likely first.

    Texts may be in any language. Where the encoder cannot read one, words and stems speak, and
    topics near those found or chosen fill the list.
    """
    return rank(topic_index(), texts, chosen=chosen, count=count)


def topic_index() -> TopicIndex:
    """Of the vocabulary as it stands; prepared once for as long as it stays the same."""
    languages = settings.MODELTRANSLATION_LANGUAGES
    columns = [f"name_{language}" for language in languages]
    terms: dict[str, list[Term]] = {}
    for slug, *names in Topic.objects.order_by("slug").values_list("slug", *columns):
        terms[slug] = [it for it in zip(languages, names, strict=True) if it[1]]
    synonyms = TopicSynonym.objects.order_by("topic__slug", "language", "term")
    for slug, language, term in synonyms.values_list("topic__slug", "language", "term"):
        terms[slug].append((language, term))
    return _prepared(tuple((slug, tuple(own)) for slug, own in terms.items()))


@lru_cache(maxsize=2)
def _prepared(terms: tuple[tuple[str, tuple[Term, ...]], ...]) -> TopicIndex:
    return TopicIndex(dict(terms))


def rank(
    index: TopicIndex, texts: Iterable[Text], *, chosen: Collection[str], count: int
) -> list[Suggestion]:
    """As `suggest_topics`, on a given vocabulary."""
    written = [(language, text[:MOST_READ]) for language, text in texts if text.strip()]
    found = _evidence(index, written) if written and index.slugs else {}
    scored = {slug: _score(it) for slug, it in found.items() if slug not in chosen}
    best = sorted(scored, key=lambda slug: -scored[slug])[:count]
    suggestions = [Suggestion(slug, _because(found[slug])) for slug in best]
    unread = any(language not in encoder.LANGUAGES for language, _text in written)
    if unread and len(suggestions) < count:
        suggestions += _neighbours(index, best, chosen, count - len(suggestions))
    return suggestions


def _evidence(index: TopicIndex, texts: list[Text]) -> dict[str, _Found]:
    """Everything that speaks for a topic, by topic; nothing for those of which nothing does."""
    whole = "\n".join(text for _, text in texts)
    in_words, in_signs = spaced(whole), fold("".join(whole.split()))
    by_language = {
        language: "\n".join(t for it, t in texts if it == language) for language, _ in texts
    }
    stems_of = index.shared_stems({language: stems(it) for language, it in by_language.items()})
    meanings = _meanings(index, texts)
    found: dict[str, _Found] = {}
    for slug in index.slugs:
        terms = tuple(
            term
            for pattern, term in index.patterns[slug].items()
            if pattern in (in_words if pattern[0] == " " else in_signs)
        )
        shared = stems_of.get(slug, {})
        meaning = meanings.get(slug, 0.0)
        if terms or _told(shared) or meaning >= LIKE_ENOUGH:
            found[slug] = _Found(terms, shared, meaning)
    return found


def _meanings(index: TopicIndex, texts: list[Text]) -> dict[str, float]:
    """Cosine of the nearest sentence plus that of the nearest clause, by topic."""
    read = [text for language, text in texts if language in encoder.LANGUAGES]
    sentences = [passage for text in read for passage in passages(text)][:MOST_PIECES]
    clauses = [it for sentence in sentences for it in _clauses(sentence)][:MOST_PIECES]
    if not sentences:
        return {}
    topics, mean = index.vectors
    vectors: Floats = unit(encoder.encode([*sentences, *clauses]) - mean) @ topics.T
    parts = vectors[: len(sentences)], vectors[len(sentences) :]
    nearest = np.sum([part.max(axis=0) for part in parts if len(part)], axis=0)
    return dict(zip(index.slugs, nearest.tolist(), strict=True))


def _clauses(sentence: str) -> list[str]:
    pieces = (piece.strip() for piece in CLAUSE_END.split(sentence))
    return [piece for piece in pieces if len(piece.encode()) >= SHORTEST_CLAUSE]


def _told(shared: Shared) -> str:
    """The word of the text whose stem tells most, or "" if none tells enough."""
    weight, word = max(shared.values(), default=(0.0, ""))
    return word if weight >= TELLING_STEM else ""


def _score(found: _Found) -> float:
    by_stems = min(sum(weight for weight, _word in found.stems.values()), MOST_STEMS)
    return found.meaning + WORD * min(len(found.terms), MOST_WORDS) + STEM * by_stems


def _because(found: _Found) -> str:
    word = found.terms[0] if found.terms else _told(found.stems)
    return _("from “%(word)s”") % {"word": word} if word else _("similar meaning")


def _neighbours(
    index: TopicIndex, found: list[str], chosen: Collection[str], count: int
) -> list[Suggestion]:
    """Topics near those found or chosen, which stand in for a text that could not be read."""
    number = {slug: at for at, slug in enumerate(index.slugs)}
    known = [slug for slug in [*chosen, *found] if slug in number]
    if not known:
        return []
    topics, _mean = index.vectors
    nearness = topics @ topics[[number[slug] for slug in known]].T
    near: list[tuple[float, str, str]] = []
    for slug, row in zip(index.slugs, nearness, strict=True):
        if slug not in known and row.max() >= NEIGHBOUR:
            near.append((float(row.max()), slug, known[int(row.argmax())]))
    return [
        Suggestion(slug, _("close to “%(topic)s”") % {"topic": index.name(origin)})
        for _nearness, slug, origin in sorted(near, reverse=True)[:count]
    ]
