"""Read what the engine needs to know of all published profiles, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Model

from matching.engine.features import EUROPE, JAPAN, Features, Frame, features_of
from matching.engine.sides import UNKNOWN, Side, Vocabulary
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
    """Profiles ready to be scored. `left` is Europe, `right` Japan."""

    europe: Side
    japan: Side
    left: Features
    right: Features
    weights: Weights


def set_scene(europe: Side, japan: Side, frame: Frame, weights: Weights) -> Scene:
    left = features_of(europe, frame, weights, EUROPE)
    return Scene(europe, japan, left, features_of(japan, frame, weights, JAPAN), weights)


def gather(profile_ids: Iterable[int] | None = None) -> tuple[Side, Side]:
    """Europe and Japan: all published profiles, or these whatever their state.

    Passages without a vector yet say nothing: see `profiles.vectors.refresh_vectors`.
    """
    builder, entries = gather_entries(profile_ids)
    europe, japan = (builder.build(entries[side]) for side in (SideName.EUROPE, SideName.JAPAN))
    return europe, japan


def gather_entries(
    profile_ids: Iterable[int] | None = None,
) -> tuple[SideBuilder, dict[str, list[Entry]]]:
    """The profiles by side, and what turns them into arrays."""
    profiles = Profile.objects.matchable()
    if profile_ids is not None:
        profiles = Profile.objects.filter(pk__in=list(profile_ids))
    topics, sectors, types, areas = (
        columns_of(model) for model in (Topic, Sector, CooperationType, TargetArea)
    )
    reader = _Reader(topics, sectors, types, areas)
    rows = profiles.order_by("pk").values_list("pk", "kind", "size", "place__side", "language")
    entries = reader.entries(list(rows))
    everyone = [entry for side in entries.values() for entry in side]
    vectors = vectors_of({passage for entry in everyone for passage in entry.all_passages()})
    shape = Shape(encoder.DIMENSIONS, len(topics), len(sectors), len(types), len(areas))
    return SideBuilder(shape, vectors), entries


def gather_vocabulary() -> Vocabulary:
    topics, sectors = columns_of(Topic), columns_of(Sector)
    weights = np.zeros((len(topics), len(sectors)), np.float32)
    for topic, sector, weight in TopicSector.objects.values_list("topic", "sector", "weight"):
        weights[topics[topic], sectors[sector]] = weight
    groups = dict(Topic.objects.values_list("pk", "group"))
    return Vocabulary(np.array([groups[pk] for pk in topics], np.int64), weights)


def columns_of(model: type[Model]) -> Columns:
    """The column of each entry of a vocabulary, in its own order."""
    ids = model._default_manager.order_by("position", "pk").values_list("pk", flat=True)
    return {pk: column for column, pk in enumerate(ids)}


@dataclass(frozen=True)
class _Reader:
    topics: Columns
    sectors: Columns
    types: Columns
    areas: Columns

    def entries(
        self, rows: Sequence[tuple[int, str, int | None, str, str]]
    ) -> dict[str, list[Entry]]:
        """Entries by side, in the order of the rows (profile, kind, size, side, language)."""
        ids = [row[0] for row in rows]
        originals = {row[0]: row[-1] for row in rows}
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
        for pk, kind, size, side, _ in rows:
            entry = Entry(
                id=pk,
                kind=kind,
                size=UNKNOWN if size is None else size,
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
