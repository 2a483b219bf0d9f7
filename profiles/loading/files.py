"""What each of our files must contain."""

from collections.abc import Container
from pathlib import Path
from zoneinfo import available_timezones

from profiles.loading.table import (
    TEXT_SEPARATOR,
    Table,
    list_of,
    maybe,
    number,
    one_of,
    optional,
    short,
    text,
    texts,
)

SECTORS = (
    "industry",
    "trade",
    "investment",
    "innovation",
    "tourism",
    "people_mobility",
    "energy",
)
"""In the order of their columns everywhere: in files, score arrays and on the site."""
LANGUAGES = ("en", "de", "fr", "ja")
SIDES = {"EU": "europe", "JP": "japan"}
ACTOR_KINDS = ("region", "prefecture", "municipality", "cluster", "agency")
MAIN, SECONDARY = 0.7, 0.3
"""Shares in `actors.csv` from which a sector is a main or a secondary priority."""

key, language, name = short(40), short(5), short(120)
terms = list_of(name, TEXT_SEPARATOR)
NAMES = {f"name_{code}": name for code in LANGUAGES}


def sector_table(folder: Path) -> Table:
    descriptions = {f"description_{code}": text for code in LANGUAGES}
    columns = {"sector": one_of(SECTORS, "sector"), **NAMES, **descriptions}
    return Table(folder / "sectors.csv", columns, key="sector")


def group_table(folder: Path) -> Table:
    return Table(folder / "topic_groups.csv", {"group": key, **NAMES}, key="group")


def topic_table(folder: Path, groups: Container[str]) -> Table:
    columns = {
        "topic": key,
        "group": one_of(groups, "topic group"),
        **dict.fromkeys(SECTORS, number(0, 1)),
        **NAMES,
        **{f"synonyms_{code}": terms for code in LANGUAGES},
    }
    return Table(folder / "topics.csv", columns, key="topic")


def cooperation_table(folder: Path) -> Table:
    return Table(folder / "cooperation_types.csv", {"slug": key, **NAMES}, key="slug")


def area_table(folder: Path) -> Table:
    kinds = one_of(("world_region", "country"), "kind of target area")
    columns = {"slug": key, "kind": kinds, "parent": maybe, **NAMES}
    return Table(folder / "target_areas.csv", columns, key="slug")


def place_table(folder: Path) -> Table:
    columns = {
        "code": short(8),
        "kind": one_of(("country", "nuts1", "nuts2", "nuts3", "prefecture"), "kind of place"),
        "side": one_of(("europe", "japan"), "side"),
        **NAMES,
        "name_native": name,
        "lat": number(-90, 90),
        "lon": number(-180, 180),
        "time_zone": one_of(available_timezones(), "IANA time zone"),
        "jis_code": maybe,
    }
    return Table(folder / "places.csv", columns, key="code")


def actor_table(path: Path, topics: Container[str], places: Container[str] | None = None) -> Table:
    """`actors.csv`, or a file in its format; `places` is None where they do not matter."""
    columns = {
        "id": key,
        "side": lambda value: SIDES[one_of(SIDES, "side")(value)],
        "kind": one_of(ACTOR_KINDS, "kind of organisation"),
        "name_en": text,
        "name_native": text,
        **{f"name_{code}": maybe for code in ("de", "fr", "ja")},
        "code": maybe if places is None else text,
        "country": text,
        "lat": optional(number(-90, 90)) if places is None else number(-90, 90),
        "lon": optional(number(-180, 180)) if places is None else number(-180, 180),
        "lang": language,
        "topics": list_of(one_of(topics, "topic")),
        "description": maybe,
        "description_en": maybe,
        "sectors": sector_shares,
        "offers": texts,
        "needs": texts,
    }
    optional_columns = {"name_de", "name_fr", "name_ja", "description_en", "offers", "needs"}
    if places is None:
        optional_columns |= {"code", "country", "lat", "lon", "name_native"}
        columns |= {"country": maybe, "name_native": maybe}
    return Table(path, columns, optional=optional_columns, key="id")


def statement_table(
    folder: Path, actors: Container[str], topics: Container[str], cooperation: Container[str]
) -> Table:
    columns = {
        "actor": one_of(actors, "actor"),
        "direction": one_of(("offer", "need"), "direction"),
        "lang": language,
        "text": short(400),
        **{f"text_{code}": lambda value: maybe(value, 400) for code in LANGUAGES},
        "topics": list_of(one_of(topics, "topic")),
        "cooperation": list_of(one_of(cooperation, "type of cooperation")),
    }
    return Table(folder / "offers_needs.csv", columns)


def sector_shares(value: str) -> dict[str, int]:
    """`energy:0.80;trade:0.40` as priorities: 2 main, 1 secondary; the others are left out."""
    share = number(0, 1)
    found: dict[str, int] = {}
    for item in filter(None, value.split(";")):
        name, _, amount = item.partition(":")
        sector = one_of(SECTORS, "sector")(name.strip().replace(" ", "_"))
        if priority := priority_of(share(amount)):
            found[sector] = priority
    return found


def priority_of(share: float) -> int:
    return 2 if share >= MAIN else 1 if share >= SECONDARY else 0
