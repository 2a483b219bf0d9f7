"""How alike two names of organisations are, in any script: what remains without generic words.

The score is what both have in common, counted in characters: 2 · common / (length + length),
0 to 1. `SAME_ENOUGH` is where a person should look.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SAME_ENOUGH: Final = 0.75
"""Chosen on the directory: of its 19,503 pairs of organisations it takes two for one."""
SLIP_FROM: Final = 5
"""Words of so many letters may lack one, have one too many, or two swapped: Hesse, Hessen."""
WRONG_LETTER_FROM: Final = 8
"""Words of so many letters may have one wrong: Hamburg is not Harburg."""

FOLDED: Final = {"ae": "a", "oe": "o", "ue": "u"}
"""Köln is written Koeln and Koln, too. Applied to both sides, so that others do not suffer."""
LETTERS: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
ACCENTS: Final = re.compile("[\u0300-\u036f]")
CJK: Final = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]")
WORD: Final = re.compile(r"\w+")

GENERIC_WORDS: Final = """
a ab ag and aps as asociacion association associazione bezirk bv c city cluster clusters commune
comune comunidad comunita conference consortium cooperative council county d da das de del della
der des di die district du e eg et ev federation for foundation fur gemeinde ggmbh gmbh
government group il in inc initiative itd ken klaster klaszter kraj kreis l la land landkreis le
les ltd metropolitan municipality network netz netzwerk nv o of office ouvert oy plc pole
prafektur prefectura prefectural prefecture province provincia provinz regierung region regional
regione s sa sarl sas se shi sl society spa srl sro stadt state stiftung the to und united v
verband verein vereinigung ville y zu
"""
GENERIC: Final = frozenset(GENERIC_WORDS.split())
"""As `fold` writes them. What an organisation is, or how it is registered, tells none apart."""
CONTRASTING_WORDS: Final = """
alta alto baja bajo bas basse central east eastern est este grande greater gross haut haute
klein lesser lower neu new nieder noord nord nordlich norte north northern nouveau nouvelle ober
oeste oost ost ouest petite south southern sud sudlich sur upper west western zuid
"""
CONTRASTS: Final = frozenset(CONTRASTING_WORDS.split())
"""Lower Austria is not Upper Austria, and Saxony is not Lower Saxony."""
CJK_CONTRASTS: Final = frozenset("東西南北上下新大小中")
CJK_GENERIC: Final = re.compile(
    "クラスター|ネットワーク|コンソーシアム|プロジェクト|形成推進協議会|推進協議会|推進機構|協議会"
    "|工業会|協会|財団法人|社団法人|一般|公益|株式会社|有限会社|合同会社|独立行政法人|地方|地域|センター"
)
CJK_OFFICE: Final = re.compile(
    "(?<=..)(県庁|府庁|都庁|道庁|市役所|区役所|町役場|村役場|[都道府県市区町村州])$"
)
"""At the end of a name of two characters or more: 京都 keeps its 都, 東京都 does not."""


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Without width, case, accents and spellings of umlauts: `Ｋöln` and `KOELN` are `koln`."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    bare = unicodedata.normalize("NFC", ACCENTS.sub("", decomposed)).translate(LETTERS)
    for written, read in FOLDED.items():
        bare = bare.replace(written, read)
    return " ".join(bare.split())


@dataclass(frozen=True)
class Core:
    """What tells a name apart: its words, or, where the script has no spaces, its characters."""

    words: tuple[str, ...]
    is_cjk: bool

    @property
    def joined(self) -> str:
        return "".join(self.words)


@lru_cache(maxsize=20_000)
def core_of(name: str) -> Core:
    folded = fold(name)
    if CJK.search(folded):
        words = WORD.findall(CJK_GENERIC.sub(" ", folded))
        kept = [CJK_OFFICE.sub("", word) for word in words]
        return Core(tuple(kept or WORD.findall(folded)), is_cjk=True)
    words = WORD.findall(folded)
    return Core(tuple(w for w in words if w not in GENERIC) or tuple(words), is_cjk=False)


def likeness(one: str, other: str) -> float:
    """0 to 1; 1 only for the same name, or the same but for generic words."""
    a, b = core_of(one), core_of(other)
    if not a.joined or not b.joined:
        return 0.0
    if a.joined == b.joined:
        return 1.0
    if a.is_cjk != b.is_cjk:
        return 0.0
    return _cjk_likeness(a.joined, b.joined) if a.is_cjk else _word_likeness(a, b)


def _word_likeness(a: Core, b: Core) -> float:
    """By words in any order, each allowing for a slip of the pen."""
    if _is_contrast(a, b):
        return 0.0
    if _is_slip(a.joined, b.joined):
        return 1 - 1 / max(len(a.joined), len(b.joined))
    left, common = list(b.words), 0
    for word in a.words:
        match = next((it for it in left if it == word or _is_slip(it, word)), None)
        if match:
            left.remove(match)
            common += len(word) + len(match)
    return common / (len(a.joined) + len(b.joined))


def _is_contrast(a: Core, b: Core) -> bool:
    return bool(CONTRASTS & (set(a.words) ^ set(b.words)))


def _cjk_likeness(a: str, b: str) -> float:
    """By pairs of characters; one within the other counts whole, but 東九州 is not 九州."""
    short, long = sorted((a, b), key=len)
    if short in long and len(short) > 1:
        if long.replace(short, "", 1) in CJK_CONTRASTS:
            return 0.0
        return 2 * len(short) / (len(a) + len(b))
    pairs_a, pairs_b = set(bigrams(a)), set(bigrams(b))
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b) or 1)


def bigrams(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _is_slip(a: str, b: str) -> bool:
    """Whether one letter too many, too few or wrong, or two swapped, make one of the other."""
    if min(len(a), len(b)) < SLIP_FROM or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    if start is None:
        return True
    x, y = a[start:], b[start:]
    if len(a) != len(b):
        return x[1:] == y or x == y[1:]
    is_swapped = x[:2] == y[1::-1] and x[2:] == y[2:]
    return is_swapped or (len(a) >= WRONG_LETTER_FROM and x[1:] == y[1:])
