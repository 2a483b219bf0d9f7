"""The documented partnerships: read with their faults, stated once, changed where they change."""

from pathlib import Path

import pytest
from django.conf import settings

from matching.models import FactChange, PairFact
from matching.partners import load_partnerships, read_partnerships
from profiles.loading.table import FaultyData
from profiles.models import Profile
from tests.makers import make_profile

KNOWN = "eu_id,jp_id,since_year,basis,source\n"
SECTORS = "eu_id,jp_id,sectors\n"
ROW = "de-nw,jp-07,2014,thematic,https://example.org/nrw\n"
SCOPE = "de-nw,jp-07,energy;innovation\n"


@pytest.fixture
def pair(db: None) -> tuple[Profile, Profile]:
    return make_profile("de-nw"), make_profile("jp-07")


def write(folder: Path, known: str = ROW, sectors: str = SCOPE) -> Path:
    (folder / "known_partnerships.csv").write_text(KNOWN + known, encoding="utf-8")
    (folder / "partnership_sectors.csv").write_text(SECTORS + sectors, encoding="utf-8")
    return folder


def stated() -> list[tuple[object, ...]]:
    names = ("since__year", "sectors", "is_thematic", "source", "kind")
    return list(PairFact.objects.values_list(*names))


def test_a_partnership_is_stated_with_its_sectors_and_source(
    pair: tuple[Profile, Profile], tmp_path: Path
) -> None:
    assert load_partnerships(write(tmp_path)) == 1
    fact = (2014, ["energy", "innovation"], True, "https://example.org/nrw", "partners")
    assert stated() == [fact]
    assert list(PairFact.objects.in_force().partners().between(*pair)) == [PairFact.objects.get()]


def test_loading_again_changes_and_logs_nothing(
    pair: tuple[Profile, Profile], tmp_path: Path
) -> None:
    load_partnerships(write(tmp_path))
    assert load_partnerships(tmp_path) == 0
    assert (PairFact.objects.count(), FactChange.objects.count()) == (1, 1)


def test_a_changed_row_changes_its_fact(pair: tuple[Profile, Profile], tmp_path: Path) -> None:
    load_partnerships(write(tmp_path))
    changed = ROW.replace("2014", "2017").replace("thematic", "friendship")
    assert load_partnerships(write(tmp_path, changed, "de-nw,jp-07,trade\n")) == 1
    assert [fact[:3] for fact in stated()] == [(2017, ["trade"], False)]
    assert FactChange.objects.count() == 2


@pytest.mark.parametrize(("basis", "is_thematic"), [("mixed", True), ("friendship", False)])
def test_only_what_is_about_subjects_is_evidence(
    pair: tuple[Profile, Profile], tmp_path: Path, basis: str, is_thematic: bool
) -> None:
    load_partnerships(write(tmp_path, ROW.replace("thematic", basis)))
    assert PairFact.objects.get().is_thematic is is_thematic


@pytest.mark.parametrize(
    ("known", "sectors", "fault"),
    [
        (ROW.replace("jp-07", "jp-99"), SCOPE, "known_partnerships.csv, line 2, column jp_id"),
        (ROW.replace("2014", "soon"), SCOPE, "known_partnerships.csv, line 2, column since_year"),
        (ROW, SCOPE.replace("energy", "magic"), "partnership_sectors.csv, line 2, column sectors"),
    ],
)
def test_faults_are_named_and_nothing_is_stated(
    pair: tuple[Profile, Profile], tmp_path: Path, known: str, sectors: str, fault: str
) -> None:
    with pytest.raises(FaultyData, match=fault):
        load_partnerships(write(tmp_path, known, sectors))
    assert PairFact.objects.count() == 0


def test_every_documented_partnership_says_its_sectors() -> None:
    actors = [
        line.split(",", 1)[0]
        for line in (settings.DATA_DIR / "actors.csv").read_text("utf-8").splitlines()[1:]
    ]
    rows = read_partnerships(settings.DATA_DIR, actors)
    assert len(rows) == 43
    assert [row["eu_id"] for row in rows if not row["sectors"]] == []
