"""Read what the engine needs to know of all published profiles, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Model

from matching.engine.features import Features, prepare
from matching.engine.sides import Side, Vocabulary
from matching.engine.weights import Weights
from matching.entries import Entry, Shape, SideBuilder, Wish
from profiles import encoder
from profiles.models import (
    CooperationType,
    Profile,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    Sector,
    Statement,
    StatementText,
    TargetArea,
    Topic,
    TopicSector,
)
from profiles.models import Side as SideName
from profiles.passages import passages
from profiles.vectors import vectors_of

Columns = dict[int, int]


@dataclass(frozen=True)
class Scene:
    """Everybody who takes part, ready to be scored. `left` is Europe, `right` Japan."""

    europe: Side
    japan: Side
    left: Features
    right: Features
    weights: Weights


def gather(weights: Weights, profile_ids: Iterable[int] | None = None) -> Scene:
    """All published profiles, or these whatever their state, with the vectors there are."""
    profiles = Profile.objects.published()
    if profile_ids is not None:
        profiles = Profile.objects.filter(pk__in=list(profile_ids))
    topics, sectors, types, areas = (
        _columns(model) for model in (Topic, Sector, CooperationType, TargetArea)
    )
    reader = _Reader(topics, sectors, types, areas)
    rows = profiles.order_by("pk").values_list("pk", "kind", "place__side", "language")
    entries = reader.entries(list(rows))
    everyone = [entry for side in entries.values() for entry in side]
    vectors = vectors_of({passage for entry in everyone for passage in entry.all_passages()})
    shape = Shape(encoder.DIMENSIONS, len(topics), len(sectors), len(types), len(areas))
    builder = SideBuilder(shape, vectors)
    europe, japan = (builder.build(entries[side]) for side in (SideName.EUROPE, SideName.JAPAN))
    left, right = prepare(europe, japan, _vocabulary(topics, sectors), weights)
    return Scene(europe, japan, left, right, weights)


def _columns(model: type[Model]) -> Columns:
    """The column of each entry of a vocabulary, in its own order."""
    ids = model._default_manager.order_by("position", "pk").values_list("pk", flat=True)
    return {pk: column for column, pk in enumerate(ids)}


def _vocabulary(topics: Columns, sectors: Columns) -> Vocabulary:
    weights = np.zeros((len(topics), len(sectors)), np.float32)
    for topic, sector, weight in TopicSector.objects.values_list("topic", "sector", "weight"):
        weights[topics[topic], sectors[sector]] = weight
    groups = dict(Topic.objects.values_list("pk", "group"))
    return Vocabulary(np.array([groups[pk] for pk in topics], np.int64), weights)


@dataclass(frozen=True)
class _Reader:
    topics: Columns
    sectors: Columns
    types: Columns
    areas: Columns

    def entries(self, rows: Sequence[tuple[int, str, str, str]]) -> dict[str, list[Entry]]:
        """Entries by side, in the order of the rows (profile, kind, side, language)."""
        ids = [row[0] for row in rows]
        originals = {pk: language for pk, _, _, language in rows}
        texts = self._texts(originals)
        topics = _grouped(
            ProfileTopic.objects.filter(profile__in=ids).values_list("profile", "topic")
        )
        priorities = _grouped(
            ProfileSector.objects.filter(profile__in=ids).values_list(
                "profile", "sector", "priority"
            )
        )
        wishes, types = self._statements(ids)
        areas = _grouped(
            Profile.target_areas.through.objects.filter(profile__in=ids).values_list(
                "profile", "targetarea"
            )
        )
        found: dict[str, list[Entry]] = {side.value: [] for side in SideName}
        for pk, kind, side, _ in rows:
            entry = Entry(
                id=pk,
                kind=kind,
                passages=texts[pk],
                topics=[self.topics[topic] for (topic,) in topics[pk]],
                priorities={self.sectors[sector]: level for sector, level in priorities[pk]},
                offers=wishes[pk, Statement.Direction.OFFER],
                needs=wishes[pk, Statement.Direction.NEED],
                cooperation=sorted(self.types[t] for t in types[pk]),
                areas=[self.areas[area] for (area,) in areas[pk]],
            )
            found[side].append(entry)
        return found

    def _texts(self, originals: dict[int, str]) -> dict[int, list[str]]:
        """The passages of the original and the English description."""
        rows = ProfileText.objects.filter(profile__in=originals).values_list(
            "profile", "language", "description"
        )
        found: dict[int, list[str]] = defaultdict(list)
        for pk, language, description in rows:
            if is_read(language, originals[pk]):
                found[pk] += [p for p in passages(description) if p not in found[pk]]
        return found

    def _statements(
        self, ids: list[int]
    ) -> tuple[dict[tuple[int, str], list[Wish]], dict[int, set[int]]]:
        """Offers and needs by (profile, direction), and the types of cooperation wanted."""
        texts = _grouped(
            StatementText.objects.filter(statement__profile__in=ids).values_list(
                "statement", "language", "text"
            )
        )
        types_of = _grouped(
            Statement.cooperation.through.objects.filter(statement__profile__in=ids).values_list(
                "statement", "cooperationtype"
            )
        )
        wishes: dict[tuple[int, str], list[Wish]] = defaultdict(list)
        types: dict[int, set[int]] = defaultdict(set)
        rows = Statement.objects.filter(profile__in=ids).order_by("profile", "position")
        for pk, profile, direction, original in rows.values_list(
            "pk", "profile", "direction", "language"
        ):
            read = [text for language, text in texts[pk] if is_read(language, original)]
            wishes[profile, direction].append(Wish(pk, [p for t in read for p in passages(t)]))
            types[profile].update(kind for (kind,) in types_of[pk])
        return wishes, types


def is_read(language: str, original: str) -> bool:
    """Scores read the original and the English version, if the encoder knows the language."""
    return language in {original, "en"} and language in encoder.LANGUAGES


def _grouped(rows: Iterable[tuple]) -> dict[int, list[tuple]]:  # type: ignore[type-arg]
    """Rows by their first value, without it."""
    found: dict[int, list[tuple]] = defaultdict(list)  # type: ignore[type-arg]
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found
