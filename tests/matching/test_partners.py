"""The partnerships by which matching is evaluated: read with their faults."""

from pathlib import Path

import pytest
from django.conf import settings

from matching.partners import read_partnerships
from profiles.loading.table import FaultyData

KNOWN = "eu_id,jp_id,since_year,basis,source\n"
SECTORS = "eu_id,jp_id,sectors\n"
ROW = "de-nw,jp-07,2014,thematic,https://example.org/nrw\n"
SCOPE = "de-nw,jp-07,energy;innovation\n"


def write(folder: Path, known: str = ROW, sectors: str = SCOPE) -> Path:
    (folder / "known_partnerships.csv").write_text(KNOWN + known, encoding="utf-8")
    (folder / "partnership_sectors.csv").write_text(SECTORS + sectors, encoding="utf-8")
    return folder


def test_a_row_has_its_sectors_and_source(tmp_path: Path) -> None:
    [row] = read_partnerships(write(tmp_path), ["de-nw", "jp-07"])
    names = ("eu_id", "jp_id", "since_year", "basis", "sectors", "source")
    assert [row[name] for name in names] == [
        "de-nw",
        "jp-07",
        2014,
        "thematic",
        ["energy", "innovation"],
        "https://example.org/nrw",
    ]


@pytest.mark.parametrize(
    ("known", "sectors", "fault"),
    [
        (ROW.replace("jp-07", "jp-99"), SCOPE, "known_partnerships.csv, line 2, column jp_id"),
        (ROW.replace("2014", "soon"), SCOPE, "known_partnerships.csv, line 2, column since_year"),
        (ROW, SCOPE.replace("energy", "magic"), "partnership_sectors.csv, line 2, column sectors"),
    ],
)
def test_faults_are_named(tmp_path: Path, known: str, sectors: str, fault: str) -> None:
    with pytest.raises(FaultyData, match=fault):
        read_partnerships(write(tmp_path, known, sectors), ["de-nw", "jp-07"])


def test_every_documented_partnership_says_its_sectors() -> None:
    actors = [
        line.split(",", 1)[0]
        for line in (settings.DATA_DIR / "actors.csv").read_text("utf-8").splitlines()[1:]
    ]
    rows = read_partnerships(settings.DATA_DIR, actors)
    assert len(rows) == 43
    assert [row["eu_id"] for row in rows if not row["sectors"]] == []
