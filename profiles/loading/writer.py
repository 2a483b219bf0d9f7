"""Write checked rows to the database; every function can run twice."""

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.utils import timezone

from profiles.loading.files import LANGUAGES, SECTORS
from profiles.loading.table import Row
from profiles.models import (
    CooperationType,
    Place,
    Profile,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    Sector,
    Statement,
    StatementText,
    TargetArea,
    Topic,
    TopicGroup,
    TopicSector,
    TopicSynonym,
)

NAME_FIELDS = [f"name_{language}" for language in LANGUAGES]


def names(row: Row) -> dict[str, str]:
    return {"name": row["name_en"], **{field: row[field] for field in NAME_FIELDS}}


def upsert(model: type[Model], objects: Sequence[Model], unique: list[str]) -> None:
    """Insert or overwrite by the unique fields, in one statement."""
    kept = {"id", *unique}
    fields = [f.name for f in model._meta.local_concrete_fields if f.name not in kept]
    model._default_manager.bulk_create(
        objects,
        update_conflicts=bool(fields),
        ignore_conflicts=not fields,
        update_fields=fields or None,
        unique_fields=unique if fields else None,
    )


def ids(model: type[Model], key: str = "slug") -> dict[str, int]:
    return dict(model._default_manager.values_list(key, "pk"))


def replace(rows: Iterable[Model], model: type[Model], unique: list[str], **within: object) -> None:
    """Upsert the rows, and delete those of the same owners that are no longer there."""
    wanted = list(rows)
    upsert(model, wanted, unique)
    attributes = [model._meta.get_field(name).attname for name in unique]
    keys = {tuple(getattr(row, name) for name in attributes) for row in wanted}
    present = model._default_manager.filter(**within).values_list("pk", *attributes)
    gone = [pk for pk, *key in present if tuple(key) not in keys]
    model._default_manager.filter(pk__in=gone).delete()


def write_sectors(rows: list[Row]) -> None:
    descriptions = [f"description_{language}" for language in LANGUAGES]
    upsert(
        Sector,
        [
            Sector(
                slug=row["sector"],
                position=SECTORS.index(row["sector"]),
                description=row["description_en"],
                **names(row),
                **{field: row[field] for field in descriptions},
            )
            for row in rows
        ],
        ["slug"],
    )


def write_topics(groups: list[Row], topics: list[Row]) -> None:
    upsert(
        TopicGroup,
        [TopicGroup(slug=r["group"], position=n, **names(r)) for n, r in enumerate(groups)],
        ["slug"],
    )
    group_ids = ids(TopicGroup)
    upsert(
        Topic,
        [
            Topic(slug=r["topic"], group_id=group_ids[r["group"]], position=n, **names(r))
            for n, r in enumerate(topics)
        ],
        ["slug"],
    )
    _write_topic_details(topics)


def _write_topic_details(topics: list[Row]) -> None:
    topic_ids, sector_ids = ids(Topic), ids(Sector)
    weights = [
        TopicSector(
            topic_id=topic_ids[row["topic"]], sector_id=sector_ids[sector], weight=row[sector]
        )
        for row in topics
        for sector in SECTORS
        if row[sector]
    ]
    replace(weights, TopicSector, ["topic", "sector"])
    synonyms = [
        TopicSynonym(topic_id=topic_ids[row["topic"]], language=language, term=term)
        for row in topics
        for language in LANGUAGES
        for term in row[f"synonyms_{language}"]
    ]
    replace(synonyms, TopicSynonym, ["topic", "language", "term"])


def write_cooperation(rows: list[Row]) -> None:
    upsert(
        CooperationType,
        [CooperationType(slug=r["slug"], position=n, **names(r)) for n, r in enumerate(rows)],
        ["slug"],
    )


def write_areas(rows: list[Row]) -> None:
    """World regions first: the countries point to them."""
    for kind in ("world_region", "country"):
        known = ids(TargetArea)
        areas = [
            TargetArea(
                slug=row["slug"],
                kind=kind,
                position=position,
                parent_id=known.get(row["parent"]),
                **names(row),
            )
            for position, row in enumerate(rows)
            if row["kind"] == kind
        ]
        upsert(TargetArea, areas, ["slug"])


def write_places(rows: list[Row]) -> None:
    """Countries first: the others point to them."""
    for countries in (True, False):
        known = ids(Place, "code")
        places = [
            Place(
                code=row["code"],
                kind=row["kind"],
                side=row["side"],
                country_id=None if countries else known[row["code"][:2]],
                name_native=row["name_native"],
                jis_code=row["jis_code"],
                latitude=row["lat"],
                longitude=row["lon"],
                time_zone=row["time_zone"],
                **names(row),
            )
            for row in rows
            if (row["kind"] == "country") == countries
        ]
        upsert(Place, places, ["code"])


def write_actors(rows: list[Row]) -> list[Profile]:
    """Profiles with texts, topics and sectors; returns those that are new, still drafts.

    Who has been edited stays as it is.
    """
    places, before = ids(Place, "code"), set(ids(Profile, "key"))
    edited = set(Profile.objects.edited().values_list("key", flat=True))
    rows = [row for row in rows if row["id"] not in edited]
    for row in rows:
        Profile.objects.update_or_create(
            key=row["id"],
            defaults={
                "kind": row["kind"],
                "place_id": places[place_code(row)],
                "latitude": row["lat"],
                "longitude": row["lon"],
                "language": row["lang"],
                "languages": [row["lang"]],
            },
        )
    _write_actor_details(rows)
    Profile.objects.filter(key__in=[row["id"] for row in rows]).update(changed_at=timezone.now())
    return list(Profile.objects.filter(key__in={row["id"] for row in rows} - before))


def place_code(row: Row) -> str:
    """`JP-07` for a Japanese actor's prefecture number `07`; a NUTS code is its own."""
    return f"JP-{row['code']}" if row["side"] == "japan" else str(row["code"])


def _write_actor_details(rows: list[Row]) -> None:
    profiles, topics, sectors = ids(Profile, "key"), ids(Topic), ids(Sector)
    loaded = {"profile__in": [profiles[row["id"]] for row in rows]}
    texts = [text for row in rows for text in _texts(row, profiles[row["id"]])]
    replace(texts, ProfileText, ["profile", "language"], **loaded)
    topic_rows = [
        ProfileTopic(profile_id=profiles[row["id"]], topic_id=topics[slug], position=n)
        for row in rows
        for n, slug in enumerate(row["topics"])
    ]
    replace(topic_rows, ProfileTopic, ["profile", "topic"], **loaded)
    priorities = [
        ProfileSector(profile_id=profiles[row["id"]], sector_id=sectors[slug], priority=priority)
        for row in rows
        for slug, priority in row["sectors"].items()
    ]
    replace(priorities, ProfileSector, ["profile", "sector"], **loaded)


def _texts(row: Row, profile: int) -> list[ProfileText]:
    """The original, the English text, and the names known in other languages."""
    found = {row["lang"]: (row["name_native"], row["description"])}
    found.setdefault("en", (row["name_en"], row["description_en"]))
    for language in ("de", "fr", "ja"):
        if row[f"name_{language}"]:
            found.setdefault(language, (row[f"name_{language}"], ""))
    return [
        ProfileText(profile_id=profile, language=language, name=name, description=description)
        for language, (name, description) in found.items()
    ]


def write_statements(rows: list[Row]) -> None:
    """The plausible offers and needs, marked as demonstration, for whoever states none.

    Who has been edited keeps those that the edit kept.
    """
    profiles = ids(Profile, "key")
    edited = set(Profile.objects.edited().values_list("pk", flat=True))
    own_words = set(
        Statement.objects.filter(is_demonstration=False).values_list("profile", "direction")
    )
    rows = [
        row
        for row in rows
        if (profiles[row["actor"]], row["direction"]) not in own_words
        and profiles[row["actor"]] not in edited
    ]
    loaded = Statement.objects.filter(is_demonstration=True).exclude(profile__in=edited)
    places = _positions(rows)
    statements = [
        Statement(
            profile_id=profiles[row["actor"]],
            direction=row["direction"],
            position=position,
            language=row["lang"],
            is_demonstration=True,
        )
        for row, position in zip(rows, places, strict=True)
    ]
    unique = ["profile", "direction", "position"]
    replace(statements, Statement, unique, pk__in=loaded)
    saved = {(s.profile_id, s.direction, s.position): s for s in Statement.objects.all()}
    own = [
        saved[profiles[row["actor"]], row["direction"], position]
        for row, position in zip(rows, places, strict=True)
    ]
    _write_statement_details(rows, own)


def _positions(rows: list[Row]) -> list[int]:
    """Each row's number among the rows of its actor and direction."""
    count: dict[tuple[str, str], int] = {}
    found = []
    for row in rows:
        key = (row["actor"], row["direction"])
        found.append(count.get(key, 0))
        count[key] = found[-1] + 1
    return found


def _write_statement_details(rows: list[Row], statements: list[Statement]) -> None:
    topics, cooperation = ids(Topic), ids(CooperationType)
    texts, topic_rows, cooperation_rows = [], [], []
    for row, statement in zip(rows, statements, strict=True):
        versions = {language: row[f"text_{language}"] for language in LANGUAGES}
        versions[row["lang"]] = row["text"]
        texts += [
            StatementText(statement=statement, language=language, text=text)
            for language, text in versions.items()
            if text
        ]
        topic_rows += [(statement.pk, topics[slug]) for slug in row["topics"]]
        cooperation_rows += [(statement.pk, cooperation[slug]) for slug in row["cooperation"]]
    loaded = [statement.pk for statement in statements]
    replace(texts, StatementText, ["statement", "language"], statement__in=loaded)
    _link(Statement.topics.through, "topic", topic_rows, loaded)
    _link(Statement.cooperation.through, "cooperationtype", cooperation_rows, loaded)


def _link(
    through: type[Model], other: str, pairs: list[tuple[int, int]], statements: list[int]
) -> None:
    rows = [through(**{"statement_id": a, f"{other}_id": b}) for a, b in pairs]
    replace(rows, through, ["statement", other], statement__in=statements)
