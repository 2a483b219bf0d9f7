"""Guess in which language a text is not written: by its script, then by its commonest words."""

import unicodedata
from collections import Counter

ENOUGH_LETTERS = 12
"""Fewer tell nothing: a name or a number."""
ENOUGH_WORDS = 4
"""So many of another language's commonest words, and twice as many as of the declared one's."""
SCRIPTS = {
    "ja": {"HIRAGANA", "KATAKANA", "CJK"},
    "zh": {"CJK"},
    "ko": {"HANGUL", "CJK"},
    "el": {"GREEK"},
    "bg": {"CYRILLIC"},
    "ru": {"CYRILLIC"},
    "uk": {"CYRILLIC"},
    "th": {"THAI"},
    "ar": {"ARABIC"},
}
LATIN = {"LATIN"}
COMMON = {
    "en": "the of and to in is for with we our are that on from by as an this it at",
    "de": "der die das und in den von zu mit für ist auf im eine wir sind des dem nicht sich",
    "fr": "le la les de des et en un une du pour dans nous est avec sur par au aux que",
    "es": "el la los las de y en un una que para con por del es se nos al como su",
    "it": "il la di e che in un una per con del della dei delle sono è al nel gli si",
    "nl": "de het een en van in is voor met op te dat zijn wij aan door bij ook om",
    "pt": "o a os as de e em um uma que para com do da dos das é no na por",
    "pl": "i w na z do się jest że oraz dla od przez o po nie to jak są ze",
    "sv": "och i att det som en på är av för med till den vi har inte om ett",
    "fi": "ja on ei että se joka ovat sekä kanssa myös tai kuin mutta me",
}
WORDS = {language: frozenset(words.split()) for language, words in COMMON.items()}


def looks_like(text: str, declared: str) -> str:
    """What the text seems to be instead of the declared language; "" if nothing speaks against it.

    A script's name (`LATIN`, `CJK`) or a language's code.
    """
    language = declared.partition("-")[0]
    scripts = scripts_of(text)
    if sum(scripts.values()) < ENOUGH_LETTERS:
        return ""
    expected = SCRIPTS.get(language, LATIN)
    foreign = [(count, name) for name, count in scripts.items() if name not in expected]
    if foreign and sum(count for count, _name in foreign) * 2 > sum(scripts.values()):
        return max(foreign)[1]
    return _other_words(text, language) if expected is LATIN else ""


def scripts_of(text: str) -> Counter[str]:
    """How many letters of each script."""
    whole = unicodedata.normalize("NFKC", text)
    return Counter(
        unicodedata.name(it, "?").partition(" ")[0] for it in whole if it.isalpha() and it != "ー"
    )


def _other_words(text: str, declared: str) -> str:
    words = text.casefold().split()
    hits = {code: sum(word in common for word in words) for code, common in WORDS.items()}
    likeliest = max(hits, key=lambda code: hits[code])
    if declared not in hits or hits[likeliest] < ENOUGH_WORDS:
        return ""
    return likeliest if hits[likeliest] > 2 * hits[declared] else ""
