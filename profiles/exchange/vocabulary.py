"""The vocabulary by whatever people write for it: its keys, or its names in any language."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from profiles.exchange.cells import LONGEST_QUOTE, split_terms
from profiles.models import (
    CooperationType,
    Place,
    Profile,
    ProfileSector,
    Sector,
    TargetArea,
    Topic,
)

PRIORITIES: Mapping[str, int] = {
    "main": ProfileSector.Priority.MAIN.value,
    "secondary": ProfileSector.Priority.SECONDARY.value,
}
SIZES: Mapping[str, int] = {size.name.lower(): size.value for size in Profile.Size}

ALIKE = 0.75
"""Similarity from which a word is proposed for a slip of the pen, as `difflib` measures it."""


def folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").split())


@dataclass(frozen=True)
class Terms:
    """One vocabulary. `keys` are in its own order, `by_name` finds a key by any name."""

    keys: tuple[str, ...]
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, model: type[Any]) -> Self:
        names = [f"name_{language}" for language in settings.MODELTRANSLATION_LANGUAGES]
        rows = list(model.objects.order_by("position", "slug").values_list("slug", *names))
        by_name = {folded(name): slug for slug, *names in rows for name in names if name}
        keys = tuple(slug for slug, *_names in rows)
        return cls(keys, by_name | {folded(slug): slug for slug in keys})

    def read(self, cell: str) -> list[str]:
        """The keys that a cell names, in its order. Raises ValidationError with every fault."""
        found, faults = [], []
        for term in split_terms(cell):
            try:
                found.append(self.one(term))
            except ValidationError as error:
                faults.append(error)
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(found))

    def one(self, term: str) -> str:
        key = self.by_name.get(folded(term))
        if key:
            return key
        near = get_close_matches(folded(term), self.by_name, n=1, cutoff=ALIKE)
        params = {"term": term[:LONGEST_QUOTE], "near": self.by_name[near[0]] if near else ""}
        if near:
            raise ValidationError(
                _("“%(term)s” is not in the vocabulary. Is it %(near)s?"), params=params
            )
        raise ValidationError(_("“%(term)s” is not in the vocabulary."), params=params)

    def in_order(self, keys: Iterable[str]) -> list[str]:
        """In the order of the vocabulary, as sets of terms are kept."""
        return sorted(keys, key=self.keys.index)


@dataclass(frozen=True)
class Vocabulary:
    """Everything that documents name, read once."""

    places: Mapping[str, Place]
    sectors: Terms
    topics: Terms
    cooperation: Terms
    areas: Terms

    @classmethod
    def load(cls) -> Self:
        return cls(
            places={place.code: place for place in Place.objects.all()},
            sectors=Terms.of(Sector),
            topics=Terms.of(Topic),
            cooperation=Terms.of(CooperationType),
            areas=Terms.of(TargetArea),
        )

    def read_sectors(self, cell: str) -> dict[str, int]:
        """`energy:main; trade:secondary`; without a priority it is a main one."""
        found: dict[str, int] = {}
        for item in split_terms(cell):
            name, _colon, priority = item.replace("：", ":").partition(":")
            level = priority.strip().casefold() or "main"
            if level not in PRIORITIES:
                raise ValidationError(
                    _("“%(value)s” is no priority: write main or secondary."),
                    params={"value": priority[:LONGEST_QUOTE]},
                )
            found[self.sectors.one(name.strip())] = PRIORITIES[level]
        return found
