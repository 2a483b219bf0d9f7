"""Who may be the same organisation: by name, by domain, by official number.

PostgreSQL finds whoever comes into question, in any script; `profiles.likeness` judges the names.
Drafts are found, too. A page shows nothing of them but name, kind and place.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.postgres.lookups import Unaccent
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import CharField, F, Func, Q, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lower, Replace, Upper
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from profiles.domains import domain_of_address
from profiles.likeness import FOLDED, SAME_ENOUGH, bigrams, core_of, fold, likeness
from profiles.models import Membership, Profile, ProfileLink, ProfileText, Revision
from profiles.texts import LONGEST_NAME

ALIKE, ALIKE_WITHIN = 0.3, 0.6
"""Trigram similarity from which a name comes into question: of both, of one within the other."""
SEARCHED_PAIRS: Final = 30
"""Of a Japanese name's pairs of characters, the first so many are searched for."""
SHORTEST_NUMBER: Final = 5
"""Characters; what is shorter is in many registers at once."""
JAPANESE_INVOICE: Final = re.compile("T[0-9]{13}")

WEIGHTS: Final = {"number": 4.0, "same_name": 2.0, "domain": 1.5, "name": 1.0}
LABELS: Final = {
    "number": _("The same official number"),
    "same_name": _("The same name"),
    "domain": _("The same domain of web or mail addresses"),
    "name": _("A similar name"),
}


@dataclass(frozen=True)
class Reason:
    """Why two may be the same; `kind` is a key of `LABELS`, `score` is 0 to 1."""

    kind: str
    score: float = 1.0

    def __str__(self) -> str:
        return str(LABELS[self.kind])

    @property
    def weight(self) -> float:
        return WEIGHTS[self.kind] * self.score


@dataclass
class Duplicate:
    profile: Profile
    reasons: list[Reason] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return sum(reason.weight for reason in self.reasons)


def probable_duplicates(
    *,
    names: Iterable[str],
    email: str = "",
    identifier: str = "",
    exclude: int | None = None,
    limit: int = 5,
) -> list[Duplicate]:
    """Those in the directory, drafts included, that may be the same; the likeliest first.

    `email` is an address of the person or of the organisation, `identifier` an official number in
    any spelling. At most five queries, however many there are.
    """
    names = [name[:LONGEST_NAME] for name in names if name.strip()]
    reasons: dict[int, list[Reason]] = {}
    for pk in _with_number(identifier):
        reasons.setdefault(pk, []).append(Reason("number"))
    for pk, reason in _by_name(names).items():
        reasons.setdefault(pk, []).append(reason)
    for pk in _with_domain(domain_of_address(email)):
        reasons.setdefault(pk, []).append(Reason("domain"))
    reasons.pop(exclude or 0, None)
    profiles = Profile.objects.filter(pk__in=reasons).select_related("place", "place__country")
    found = [
        Duplicate(profile, reasons[profile.pk]) for profile in profiles.prefetch_related("texts")
    ]
    return sorted(found, key=lambda it: (-it.weight, it.profile.pk))[:limit]


def _by_name(names: list[str]) -> dict[int, Reason]:
    """The best reason of every profile that has a name like one of these, in any language."""
    best: dict[int, Reason] = {}
    for pk, stored in _names_in_question(names):
        score = max(likeness(name, stored) for name in names)
        is_same = any(fold(name) == fold(stored) for name in names)
        reason = Reason("same_name" if is_same else "name", score)
        if score >= SAME_ENOUGH and (pk not in best or reason.weight > best[pk].weight):
            best[pk] = reason
    return best


def _names_in_question(names: list[str]) -> Iterable[tuple[int, str]]:
    asked = Q()
    for name in names:
        asked |= _comes_into_question(name)
    if not asked:
        return []
    rows = ProfileText.objects.order_by().alias(folded=_folded(F("name"))).filter(asked)
    return rows.values_list("profile", "name")


def _comes_into_question(name: str) -> Q:
    """Trigrams; for scripts without spaces, where they are weak, pairs of characters."""
    core = core_of(name)
    spaced = " ".join(core.words)
    if not core.joined:
        return Q()
    if core.is_cjk:
        pairs = bigrams(core.joined)[:SEARCHED_PAIRS] or [core.joined]
        return Q(*[("folded__contains", pair) for pair in pairs], _connector=Q.OR)
    alike = TrigramSimilarity("folded", Value(spaced))
    within = TrigramWordSimilarity(Value(spaced), "folded")
    return Q(_at_least(alike, ALIKE)) | Q(_at_least(within, ALIKE_WITHIN))


def _at_least(expression: Func, limit: float) -> GreaterThanOrEqual:
    return GreaterThanOrEqual(expression, Value(limit))


def _folded(name: F) -> Func:
    """What `profiles.likeness.fold` does, in SQL."""
    composed = Func(name, function="normalize", template="%(function)s(%(expressions)s, NFKC)")
    folded: Func = Unaccent(Lower(composed, output_field=CharField()))
    for written, read in FOLDED.items():
        folded = Replace(folded, Value(written), Value(read))
    return folded


def _with_domain(domain: str) -> Iterable[int]:
    """Whose website, public mailbox or member's verified address lies within this domain."""
    if not domain:
        return []
    name = re.escape(domain)
    address, url = rf"[@.]{name}$", rf"^[a-z]+://([^/@]*\.)?{name}([/:?#]|$)"
    websites = ProfileLink.objects.filter(kind=ProfileLink.Kind.WEBSITE, url__iregex=url)
    members = EmailAddress.objects.filter(verified=True, email__iregex=address)
    contact = Cast("content__contact", TextField())
    proposed = Revision.objects.open().alias(contact=contact).order_by()
    proposed = proposed.filter(contact__iregex=rf'[@/."]{name}[/:?#"]')
    found = Profile.objects.filter(
        Q(email__iregex=address)
        | Q(pk__in=websites.values("profile"))
        | Q(pk__in=proposed.values("profile"))
        | Q(pk__in=Membership.objects.filter(user__in=members.values("user")).values("profile"))
    )
    return found.order_by().values_list("pk", flat=True)


def _with_number(identifier: str) -> Iterable[int]:
    number = compact(identifier)
    if len(number) < SHORTEST_NUMBER:
        return []
    proposed = Revision.objects.open().alias(
        number=_compacted(KT("content__organisation__identifier"))
    )
    found = Profile.objects.alias(number=_compacted(F("identifier"))).filter(
        Q(number=number) | Q(pk__in=proposed.filter(number=number).order_by().values("profile"))
    )
    return found.order_by().values_list("pk", flat=True)


def compact(number: str) -> str:
    """Letters and digits only; without the T of a Japanese invoice number."""
    kept = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", number)).upper()
    return kept[1:] if JAPANESE_INVOICE.fullmatch(kept) else kept


def _compacted(number: F) -> Func:
    kept = Func(number, Value(r"[\W_]"), Value(""), Value("g"), function="regexp_replace")
    return Upper(kept, output_field=CharField())
