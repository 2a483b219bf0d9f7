"""Faulty files: nothing is loaded, and every fault is named by file, line and column."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from profiles.loading.loader import load
from profiles.loading.table import FaultyData
from profiles.models import DataLoad, Place, Profile, Sector
from tests.profiles.small_data import append, change, write_small_data

pytestmark = pytest.mark.django_db

Edit = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_data(tmp_path)


def faults_of(folder: Path) -> list[str]:
    """The faults, after making sure that nothing at all was written."""
    with pytest.raises(FaultyData) as caught:
        load(folder)
    models = (Sector, Place, Profile, DataLoad)
    assert [model.objects.count() for model in models] == [0, 0, 0, 0]
    return [str(fault) for fault in caught.value.faults]


# File, what stands there, what stands there instead, and the fault.
VALUES = [
    ("topic_groups", "Kraft", "",
     "line 2, column name_de: must not be empty"),
    ("topics", "0.5,0,0,1", "half,0,0,1",
     "line 2, column innovation: “half” is not a number"),
    ("topics", "0.5,0,0,1", "1.5,0,0,1",
     "line 2, column innovation: 1.5 is not between 0 and 1"),
    ("topics", "0.5,0,0,1", "nan,0,0,1",
     "line 2, column innovation: nan is not between 0 and 1"),
    ("topics", "sake,power", "sake,food",
     "line 3, column group: “food” is not a known topic group"),
    ("topics", "fuel cell", "H2",
     "line 2, column synonyms_en: something stands here twice"),
    ("target_areas", "country", "town",
     "line 3, column kind: “town” is not a known kind of target area"),
    ("target_areas", "country,africa", "country,asia",
     "line 3, column parent: “asia” is not in this file"),
    ("places", "nuts1", "nuts9",
     "line 3, column kind: “nuts9” is not a known kind of place"),
    ("places", "DEA,nuts1,europe", "DEA,nuts1,mars",
     "line 3, column side: “mars” is not a known side"),
    ("places", "51.4", "91",
     "line 3, column lat: 91 is not between -90 and 90"),
    ("places", "140.1", "180.5",
     "line 5, column lon: 180.5 is not between -180 and 180"),
    ("places", "7.5,Europe/Berlin", "7.5,Europe/Bonn",
     "line 3, column time_zone: “Europe/Bonn” is not a known IANA time zone"),
    ("places", "DE,country", "DK,country",
     "line 3, column code: its country “DE” is missing"),
    ("actors", "de-nw,EU", "de-nw,US",
     "line 2, column side: “US” is not a known side"),
    ("actors", "EU,region", "EU,shire",
     "line 2, column kind: “shire” is not a known kind of organisation"),
    ("actors", "de,hydrogen", "de,steam",
     "line 2, column topics: “steam” is not a known topic"),
    ("actors", "hydrogen;sake", "sake;sake",
     "line 3, column topics: something stands here twice"),
    ("actors", "DE,DEA", "DE,DEZ",
     "line 2, column code: “DEZ” is not in places.csv"),
    ("actors", "JP,07", "JP,48",
     "line 3, column code: “48” is not in places.csv"),
    ("actors", "51.4", "",
     "line 2, column lat: “” is not a number"),
    ("actors", "trade:0.4", "trad:0.4",
     "line 2, column sectors: “trad” is not a known sector"),
    ("actors", "trade:0.4", "trade:4",
     "line 2, column sectors: 4 is not between 0 and 1"),
    ("actors", "trade:0.4", "trade",
     "line 2, column sectors: “” is not a number"),
    ("offers_needs", "jp-07,need", "jp-99,need",
     "line 3, column actor: “jp-99” is not a known actor"),
    ("offers_needs", "need", "wish",
     "line 3, column direction: “wish” is not a known direction"),
    ("offers_needs", "joint-rd", "tea",
     "line 2, column cooperation: “tea” is not a known type of cooperation"),
    ("offers_needs", "Wir zeigen Anlagen.", "",
     "line 2, column text: must not be empty"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    VALUES,
    ids=[f"{file}-{new or 'empty'}-{number}" for number, (file, _, new, _) in enumerate(VALUES)],
)
def test_a_bad_value(folder: Path, name: str, old: str, new: str, fault: str) -> None:
    change(folder, f"{name}.csv", old, new)
    assert faults_of(folder) == [f"{name}.csv, {fault}"]


DE_NW = "de-nw,EU,region,NRW,Land NRW,DE,DEA,51.4,7.5,de,hydrogen,Stahl.,energy:0.8"
OFFERS = "offers_needs.csv"
FILES: list[tuple[str, Edit, str]] = [
    (
        "missing file",
        lambda folder: (folder / OFFERS).unlink(),
        "offers_needs.csv, line 0, column -: there is no such file",
    ),
    (
        "bad encoding",
        lambda folder: (folder / OFFERS).write_bytes("actor,érable".encode("latin-1")),
        "offers_needs.csv, line 0, column -: not UTF-8: byte 6 cannot be read",
    ),
    (
        "open quotation mark",
        lambda folder: append(folder, OFFERS, 'de-nw,offer,de,"Wir'),
        "offers_needs.csv, line 3, column -: not a well-formed CSV file: unexpected end of data",
    ),
    (
        "missing column",
        lambda folder: change(folder, "places.csv", ",jis_code", ",jis"),
        "places.csv, line 1, column jis_code: this column is missing",
    ),
    (
        "too many values",
        lambda folder: append(folder, "topic_groups.csv", "food,A,B,C,D,E"),
        "topic_groups.csv, line 3, column -: more values than there are columns",
    ),
    (
        "unknown sector",
        lambda folder: append(folder, "sectors.csv", "barter,A,B,C,D,A,B,C,D"),
        "sectors.csv, line 9, column sector: “barter” is not a known sector",
    ),
    (
        "duplicate key",
        lambda folder: append(folder, "actors.csv", DE_NW),
        "actors.csv, line 4, column id: “de-nw” stands here twice",
    ),
]


@pytest.mark.parametrize(
    ("edit", "fault"), [case[1:] for case in FILES], ids=[case[0] for case in FILES]
)
def test_a_bad_file(folder: Path, edit: Edit, fault: str) -> None:
    edit(folder)
    assert faults_of(folder) == [fault]


def test_an_empty_file_lacks_every_column(folder: Path) -> None:
    (folder / OFFERS).write_text("")
    columns = "actor direction lang text text_en text_de text_fr text_ja topics cooperation"
    assert faults_of(folder) == [
        f"offers_needs.csv, line 1, column {column}: this column is missing"
        for column in columns.split()
    ]


def test_faults_of_all_files_are_named_together(folder: Path) -> None:
    change(folder, "topics.csv", "0.5,0,0,1", "half,0,0,1")
    change(folder, "places.csv", "51.4", "north")
    change(folder, "actors.csv", "DE,DEA", "DE,DEZ")
    change(folder, OFFERS, "need", "wish")
    (folder / "target_areas.csv").unlink()
    assert faults_of(folder) == [
        "topics.csv, line 2, column innovation: “half” is not a number",
        "target_areas.csv, line 0, column -: there is no such file",
        "places.csv, line 3, column lat: “north” is not a number",
        "offers_needs.csv, line 3, column direction: “wish” is not a known direction",
        "actors.csv, line 2, column code: “DEZ” is not in places.csv",
    ]


def test_a_faulty_second_load_leaves_the_first(folder: Path) -> None:
    load(folder)
    change(folder, "actors.csv", "Land NRW", "Anderes Land")
    change(folder, OFFERS, "need", "wish")

    with pytest.raises(FaultyData):
        load(folder)

    assert Profile.objects.get(key="de-nw").texts.get(language="de").name == "Land NRW"
    assert DataLoad.objects.count() == 1


def test_the_command_counts_the_faults(folder: Path) -> None:
    change(folder, OFFERS, "need", "wish")
    (folder / "target_areas.csv").unlink()
    with pytest.raises(CommandError) as caught:
        call_command("load_data", folder=folder)
    assert str(caught.value) == (
        "2 faults, nothing was loaded:\n"
        "target_areas.csv, line 0, column -: there is no such file\n"
        "offers_needs.csv, line 3, column direction: “wish” is not a known direction"
    )


def test_the_bad_byte_is_counted_from_the_beginning_of_the_file(folder: Path) -> None:
    lines = f"actor,text\n{'a' * 20_000}"
    (folder / OFFERS).write_bytes(f"{lines}é".encode("latin-1"))
    assert faults_of(folder) == [
        f"offers_needs.csv, line 0, column -: not UTF-8: byte {len(lines)} cannot be read"
    ]


def test_two_empty_keys_are_no_duplicates(folder: Path) -> None:
    append(folder, "topic_groups.csv", ",A,B,C,D", ",A,B,C,D")
    assert faults_of(folder) == [
        "topic_groups.csv, line 3, column group: must not be empty",
        "topic_groups.csv, line 4, column group: must not be empty",
    ]


def test_a_missing_sector_is_a_fault(folder: Path) -> None:
    row = f"energy,{','.join(['energy'] * 4)},{','.join(['About'] * 4)}\n"
    change(folder, "sectors.csv", row, "")
    assert len(faults_of(folder)) == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        ("actors.csv", "7.5,de,", "7.5,deutsch,", "lang"),
        ("actors.csv", "jp-07", "j" * 41, "id"),
        ("offers_needs.csv", "Wir zeigen Anlagen.", "a" * 401, "text"),
    ],
)
def test_a_value_too_long_for_its_column_is_a_fault(
    folder: Path, name: str, old: str, new: str, column: str
) -> None:
    change(folder, name, old, new)
    fault, *those_that_point_to_it = faults_of(folder)
    assert (
        f"column {column}: has {len(new.split(',')[-2] if ',' in new else new)} characters" in fault
    )
    assert all("is not a known actor" in other for other in those_that_point_to_it)
