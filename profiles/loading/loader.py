"""All our files, checked together and written in one transaction."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from profiles.actions import freshness
from profiles.loading import files, writer
from profiles.loading.table import Fault, FaultyData, Row, Table
from profiles.models import DataLoad, Profile
from profiles.stages import ASKED_AFTER

REASON = "Loaded from the documented data files"
LOCK = 20210126
"""Advisory lock: two loads at once run one after the other."""


@dataclass(frozen=True)
class Loaded:
    """How many rows each file holds, and whether anything was written."""

    counts: dict[str, int]
    changed: bool


def load(folder: Path) -> Loaded:
    """Load the folder, unless this very data is in already. Raises FaultyData."""
    rows = read(folder)
    counts = {name: len(found) for name, found in rows.items()}
    digest = digest_of(folder)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = DataLoad.objects.order_by("-loaded_at").first()
        changed = last is None or last.digest != digest
        if changed:
            write(rows)
            DataLoad.objects.create(digest=digest, rows=sum(counts.values()))
        confirm_loaded(row["id"] for row in rows["actors"])
    return Loaded(counts, changed=changed)


def confirm_loaded(keys: Iterable[str]) -> None:
    """Whoever loads the files answers for those of whom nobody else does."""
    loaded = Profile.objects.published().filter(key__in=list(keys)).without_people()
    untouched = loaded.exclude(pk__in=Profile.objects.edited())
    for profile in untouched.unconfirmed_since(timezone.now() - ASKED_AFTER):
        freshness.confirm(profile, by=None, reason=REASON)


def digest_of(folder: Path) -> str:
    content = hashlib.sha256()
    for file in sorted(folder.glob("*.csv")):
        content.update(file.name.encode() + file.read_bytes())
    return content.hexdigest()


def read(folder: Path) -> dict[str, list[Row]]:
    """Every file's rows. Raises FaultyData with the faults of all files together."""
    faults: list[Fault] = []
    found: dict[str, list[Row]] = {}

    def keys(table: Table) -> set[str]:
        found[table.path.stem] = table.rows()
        faults.extend(table.faults)
        return {row[table.key] for row in found[table.path.stem] if table.key}

    keys(files.sector_table(folder))
    topics = keys(files.topic_table(folder, keys(files.group_table(folder))))
    cooperation = keys(files.cooperation_table(folder))
    areas = keys(files.area_table(folder))
    places = keys(files.place_table(folder))
    actors = keys(files.actor_table(folder / "actors.csv", topics, places))
    keys(files.statement_table(folder, actors, topics, cooperation))
    faults += _reference_faults(found, areas, places)
    if faults:
        raise FaultyData(faults)
    return found


def _reference_faults(
    found: dict[str, list[Row]], areas: set[str], places: set[str]
) -> list[Fault]:
    """What a single value cannot tell: rows that are missing, or point to rows."""
    sectors = {row["sector"] for row in found["sectors"]}
    faults = [
        Fault("sectors.csv", 0, "sector", f"“{sector}” is missing")
        for sector in files.SECTORS
        if sector not in sectors
    ]
    faults += [
        Fault("target_areas.csv", row["line"], "parent", f"“{row['parent']}” is not in this file")
        for row in found["target_areas"]
        if row["parent"] and row["parent"] not in areas
    ]
    faults += [
        Fault("places.csv", row["line"], "code", f"its country “{row['code'][:2]}” is missing")
        for row in found["places"]
        if row["code"] and row["code"][:2] not in places
    ]
    faults += [
        Fault("actors.csv", row["line"], "code", f"“{row['code']}” is not in places.csv")
        for row in found["actors"]
        if row["code"] and row["side"] and writer.place_code(row) not in places
    ]
    return faults


def write(rows: dict[str, list[Row]]) -> None:
    """Write checked rows; new profiles are published, each with its logged transition."""
    writer.write_sectors(rows["sectors"])
    writer.write_topics(rows["topic_groups"], rows["topics"])
    writer.write_cooperation(rows["cooperation_types"])
    writer.write_areas(rows["target_areas"])
    writer.write_places(rows["places"])
    for profile in writer.write_actors(rows["actors"]):
        profile.publish(by=None, reason=REASON)
    writer.write_statements(rows["offers_needs"])
