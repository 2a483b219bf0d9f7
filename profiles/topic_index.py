"""The vocabulary of topics, prepared for finding them in texts of any language."""

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from django.core.cache import cache
from django.utils.translation import get_language
from numpy.typing import NDArray

from profiles import encoder

Floats = NDArray[np.float32]
Term = tuple[str, str]
"""A language and a name or synonym in it."""
Shared = dict[str, tuple[float, str]]
"""By stem, how much it says, 0 to 4.6, and the word of the text that it is from."""
StemmedTerm = tuple[str, int, frozenset[str]]
"""A term of a topic: its slug, its number among the topic's terms, its stems."""

STEM = 6
"""Letters that two words share at their beginnings when they come from one stem."""
SHORTEST_WORD = 4
MARKS_OF_KANA = "\u3099\u309a"
LATIN_WORD = re.compile(rf"[a-z]{{{SHORTEST_WORD},}}")
KATAKANA_OR_KANJI = re.compile("[\u30a0-\u30ff]{3,}|[\u4e00-\u9fff]{2,}")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
NOT_A_WORD = re.compile(r"[\W_]+")
KEPT_FOR = 30 * 24 * 3600
"""Seconds that processes share the vectors of a vocabulary; another vocabulary has another key."""


def fold(text: str) -> str:
    """Without case, accents and widths; the marks of kana, which make other sounds, stay."""
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in wide if c in MARKS_OF_KANA or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept))


def spaced(text: str) -> str:
    """Folded words with one space around each, so that a term is found where a word begins."""
    return f" {NOT_A_WORD.sub(' ', fold(text)).strip()} "


def stems(text: str) -> dict[str, str]:
    """Beginnings of words, katakana words and pairs of kanji, each with the word it is from."""
    found: dict[str, str] = {}
    for word in NOT_A_WORD.split(text):
        folded = fold(word)
        for part in LATIN_WORD.findall(folded):
            found.setdefault(part[:STEM], word)
        for run in KATAKANA_OR_KANJI.findall(folded):
            for piece in _pieces(run):
                found.setdefault(piece, run)
    return found


def _pieces(run: str) -> list[str]:
    if "\u30a0" <= run[0] <= "\u30ff":
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


class TopicIndex:
    """`terms` are the names and synonyms of every topic by its slug."""

    def __init__(self, terms: Mapping[str, Sequence[Term]]) -> None:
        self.terms = terms
        self.slugs = list(terms)
        self.patterns = {slug: _patterns(own) for slug, own in terms.items()}
        self.languages = {language for own in terms.values() for language, _text in own}
        self._terms_with = _by_stem(terms)
        counts = {stem: len({slug for slug, *_ in own}) for stem, own in self._terms_with.items()}
        self.rarity = {stem: math.log(len(terms) / count) for stem, count in counts.items()}
        """What a shared stem says: 0 if every topic has it, 4.6 if one of a hundred has."""

    def shared_stems(self, written: Mapping[str, Mapping[str, str]]) -> dict[str, Shared]:
        """By topic, the stems that texts have in common with its terms, with weight and word.

        A stem weighs its rarity times the share of its term that is there: `small` is half of
        `small hydropower`. Where the vocabulary has a text's language, only its terms count.
        """
        found: dict[str, Shared] = {}
        for language, words in written.items():
            for (slug, _number, whole), here in self._terms_in(language, words).items():
                weight = sum(map(self.rarity.__getitem__, here))
                part = weight / sum(map(self.rarity.__getitem__, whole)) if weight else 0.0
                shared = found.setdefault(slug, {})
                for stem in here:
                    telling = self.rarity[stem] * part
                    shared[stem] = max(shared.get(stem, (0.0, "")), (telling, words[stem]))
        return found

    def _terms_in(self, language: str, words: Iterable[str]) -> dict[StemmedTerm, list[str]]:
        """The terms of which a stem is among these, each with those stems."""
        found: dict[StemmedTerm, list[str]] = {}
        for stem in words:
            for slug, number, term_language, whole in self._terms_with.get(stem, ()):
                if term_language == language or language not in self.languages:
                    found.setdefault((slug, number, whole), []).append(stem)
        return found

    def name(self, slug: str) -> str:
        """In the reader's language, or the first there is."""
        names = dict(reversed(self.terms[slug]))
        return names.get(get_language() or "en") or self.terms[slug][0][1]

    @cached_property
    def vectors(self) -> tuple[Floats, Floats]:
        """A direction for each topic (n, 512), L2-normalised, and the mean of all terms (512,).

        Terms are read less the mean of their language, so that a direction says what and not in
        which language. Processes share them through the cache: embedding takes two seconds.
        """
        written = [f"{lang}:{text}" for own in self.terms.values() for lang, text in own]
        key = hashlib.sha256("\n".join([encoder.NAME, *written]).encode()).hexdigest()
        stored = cache.get(f"topic-vectors-{key}")
        if stored is None:
            stored = _embedded(self.terms)
            cache.set(f"topic-vectors-{key}", stored, KEPT_FOR)
        return stored[:-1], stored[-1]


def _patterns(terms: Sequence[Term]) -> dict[str, str]:
    """What to look for in a folded text, with the term as it is written; longest first.

    An ending may follow, but not after an abbreviation: `vin` is not in `vind`.
    """
    found = {_pattern(text): text for _, text in terms}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _pattern(term: str) -> str:
    if JAPANESE.search(term):
        return fold(term).replace(" ", "")
    words = spaced(term)
    return words if len(words.strip()) < SHORTEST_WORD else words.rstrip()


def _by_stem(
    terms: Mapping[str, Sequence[Term]],
) -> dict[str, list[tuple[str, int, str, frozenset[str]]]]:
    """Where every stem stands: slug, number and language of the term, all stems of the term."""
    found: dict[str, list[tuple[str, int, str, frozenset[str]]]] = {}
    for slug, own in terms.items():
        for number, (language, text) in enumerate(own):
            whole = frozenset(stems(text))
            for stem in whole:
                found.setdefault(stem, []).append((slug, number, language, whole))
    return found


def _embedded(terms: Mapping[str, Sequence[Term]]) -> Floats:
    """One row a topic, and the mean of all terms as the last."""
    rows = [
        (number, language, text)
        for number, own in enumerate(terms.values())
        for language, text in own
        if language in encoder.LANGUAGES
    ]
    vectors = encoder.encode([text for *_, text in rows])
    languages = np.array([language for _, language, _ in rows])
    centred = np.empty_like(vectors)
    for language in set(languages.tolist()):
        own = languages == language
        centred[own] = vectors[own] - vectors[own].mean(axis=0)
    sums = np.zeros((len(terms), encoder.DIMENSIONS), np.float32)
    np.add.at(sums, [number for number, *_ in rows], unit(centred))
    return np.vstack([unit(sums), vectors.mean(axis=0)])


def unit(vectors: Floats) -> Floats:
    """Rows of length one; a row of zeros stays."""
    lengths: Floats = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, np.float32(1e-9))
