"""The evaluation on files, with the real encoder and without a database.

No test asks for the fixture `db`, so that pytest-django refuses every query.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from matching import evaluating
from matching.engine.weights import Weights
from profiles.loading.table import FaultyData

Records = Sequence[Mapping[str, str]]
OPTIONAL = ("name_native", "country", "lat", "lon", "description_en", "offers", "needs")
ACTORS: Records = [
    {
        "id": "eu-1",
        "side": "EU",
        "kind": "region",
        "name_en": "Northland",
        "lang": "de",
        "topics": "hydrogen;batteries",
        "description": "Im Norden entsteht Wasserstoff aus Windkraft. Häfen verschiffen ihn.",
        "description_en": "The north makes hydrogen from wind power.",
        "sectors": "energy:0.80;trade:0.40;tourism:0.10",
        "offers": "Electrolysers for green hydrogen | Training for engineers",
        "needs": "Buyers of green hydrogen",
    },
    {
        "id": "eu-2",
        "side": "EU",
        "kind": "cluster",
        "name_en": "Foodland",
        "lang": "fi",
        "topics": "dairy_livestock;citrus_fruit;batteries",
        "description": "Tätä kieltä kooderi ei lue.",
        "description_en": "Cheese and fruit for demanding markets.",
        "sectors": "trade:0.70",
    },
    {
        "id": "jp-1",
        "side": "JP",
        "kind": "prefecture",
        "name_en": "Hydrogen Prefecture",
        "lang": "ja",
        "topics": "hydrogen;batteries",
        "description": "水素を使う工場が集まる県です。",
        "description_en": "A prefecture of factories that use hydrogen.",
        "sectors": "energy:0.90",
        "needs": "Green hydrogen from abroad",
    },
    {
        "id": "jp-2",
        "side": "JP",
        "kind": "municipality",
        "name_en": "Spa Town",
        "lang": "ja",
        "topics": "coastal_tourism;batteries",
        "description": "温泉と海の町です。",
        "description_en": "A town of hot springs by the sea.",
        "sectors": "tourism:1.00",
    },
]
PAIRS: Records = [
    {"eu_id": "eu-1", "jp_id": "jp-1", "eval": "core", "basis": "thematic"},
    {"eu_id": "eu-2", "jp_id": "jp-2", "eval": "core", "basis": "friendship"},
    {"eu_id": "eu-2", "jp_id": "jp-1", "eval": "extra", "basis": "thematic"},
]


def make_file(path: Path, rows: Records, columns: Sequence[str] = ()) -> Path:
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def make_actors(folder: Path, columns: Sequence[str] = ()) -> Path:
    return make_file(folder / "actors.csv", ACTORS, columns)


def make_pairs(folder: Path, rows: Records = PAIRS, columns: Sequence[str] = ()) -> Path:
    return make_file(folder / "pairs.csv", rows, columns)


def make_changed(index: int, **values: str) -> list[Mapping[str, str]]:
    """The actors, one of them with other values."""
    return [{**row, **values} if n == index else row for n, row in enumerate(ACTORS)]


def read(actors: Path, pairs: Path, eval_: str = "", basis: str = "") -> evaluating.Field:
    return evaluating.read_field(actors, pairs, settings.DATA_DIR, eval_, basis)


def faults(actors: Path, pairs: Path) -> list[str]:
    with pytest.raises(FaultyData) as caught:
        read(actors, pairs)
    return [str(fault) for fault in caught.value.faults]


def evaluate(actors: Path, pairs: Path, **options: Any) -> str:
    out = StringIO()
    call_command("evaluate_matching", actors=actors, pairs=pairs, stdout=out, **options)
    return out.getvalue()


def scores(field: evaluating.Field) -> list[list[float]]:
    found: list[list[float]] = evaluating.engine_scores(field, Weights()).tolist()
    return found


def test_files_become_sides_and_pairs_of_their_rows(tmp_path: Path) -> None:
    field = read(make_actors(tmp_path), make_pairs(tmp_path))
    assert field.europe.kinds.tolist() == [0, 3]
    assert field.japan.kinds.tolist() == [1, 2]
    assert field.known == field.asked == [(0, 0), (1, 1), (1, 0)]
    # Columns: industry, trade, investment, innovation, tourism, people_mobility, energy
    assert field.europe.priorities.tolist() == [[0, 0.5, 0, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0, 0]]
    assert np.count_nonzero(field.europe.topics, axis=1).tolist() == [2, 3]
    assert field.europe.offers.owners.tolist() == [0, 0]
    assert field.europe.needs.owners.tolist() == field.japan.needs.owners.tolist() == [0]
    assert len(field.japan.offers) == 0


def test_only_some_pairs_are_asked_but_all_are_known(tmp_path: Path) -> None:
    actors, pairs = make_actors(tmp_path), make_pairs(tmp_path)
    assert read(actors, pairs, "core").asked == [(0, 0), (1, 1)]
    assert read(actors, pairs, "", "thematic").asked == [(0, 0), (1, 0)]
    both = read(actors, pairs, "core", "thematic")
    assert both.asked == [(0, 0)]
    assert both.known == [(0, 0), (1, 1), (1, 0)]


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    turned = tmp_path / "turned"
    turned.mkdir()
    one = read(make_actors(tmp_path), make_pairs(tmp_path))
    other = read(
        make_actors(turned, list(ACTORS[0])[::-1]),
        make_pairs(turned, columns=list(PAIRS[0])[::-1]),
    )
    assert other.known == one.known
    assert scores(other) == scores(one)


def test_columns_that_may_be_missing(tmp_path: Path) -> None:
    columns = [name for name in ACTORS[0] if name not in OPTIONAL]
    pairs = make_pairs(tmp_path, columns=["jp_id", "eu_id"])
    field = read(make_actors(tmp_path, columns), pairs)
    assert field.asked == [(0, 0), (1, 1), (1, 0)]
    assert len(field.europe.offers) == len(field.europe.needs) == len(field.japan.needs) == 0
    # The Finnish region has no English text left; what the encoder cannot read is not used.
    assert np.any(field.europe.voices, axis=1).tolist() == [True, False]
    assert np.isfinite(scores(field)).all()


def test_columns_of_one_s_own_are_ignored(tmp_path: Path) -> None:
    rows = [{**row, "remark": "!"} for row in ACTORS]
    one = read(make_actors(tmp_path), make_pairs(tmp_path))
    other = read(make_file(tmp_path / "own.csv", rows), make_pairs(tmp_path))
    assert scores(other) == scores(one)


def test_the_qualities_of_topic_overlap_by_hand(tmp_path: Path) -> None:
    # Jaccard: eu-1 has 2/2 with jp-1 and 1/3 with jp-2; eu-2 has 1/4 with both.
    # Europe→Japan: eu-1 finds jp-1 first; eu-2's other partner is no rival: 1 and 1.
    # Japan→Europe: jp-1 finds eu-1 (eu-2 is its own partner, too): 1; jp-2 has eu-1 before
    # eu-2: 2; jp-1 finds eu-2 without eu-1: 1. MRR (1 + ½ + 1)/3.
    field = read(make_actors(tmp_path), make_pairs(tmp_path))
    matrices = evaluating.rankings(field, Weights())["topic Jaccard"]()
    assert [matrix.tolist() for matrix in matrices] == [
        [pytest.approx([1, 1 / 3]), pytest.approx([0.25, 0.25])]
    ]
    there, back = evaluating.qualities(field, matrices)
    assert there.mrr == 1
    assert back.mrr == pytest.approx(2.5 / 3)
    assert there.queries == back.queries == 3


def test_chance_is_the_mean_of_many_draws(tmp_path: Path) -> None:
    # One rival: rank 1 or 2 with equal chance, MRR ¾. 200 draws leave ±0.05 (3 sigma).
    field = read(make_actors(tmp_path), make_pairs(tmp_path, PAIRS[:1]))
    there, back = evaluating.qualities(field, evaluating.rankings(field, Weights())["random"]())
    assert there.mrr == pytest.approx(0.75, abs=0.06)
    assert back.mrr == pytest.approx(0.75, abs=0.06)


def test_the_engine_prefers_the_partner_with_the_same_subject(tmp_path: Path) -> None:
    field = read(make_actors(tmp_path), make_pairs(tmp_path))
    found = scores(field)
    assert found[0][0] == max(score for row in found for score in row)


def test_json_has_every_method_and_direction(tmp_path: Path) -> None:
    found = json.loads(evaluate(make_actors(tmp_path), make_pairs(tmp_path), json=True))
    assert found["pairs"] == 3
    assert found["candidates"] == {"Europe→Japan": 2, "Japan→Europe": 2}
    assert list(found["methods"]) == ["random", "topic Jaccard", "descriptions", "engine"]
    jaccard = found["methods"]["topic Jaccard"]
    assert list(jaccard) == ["Europe→Japan", "Japan→Europe"]
    assert jaccard["Europe→Japan"]["mrr"] == 1
    assert jaccard["Japan→Europe"]["mrr"] == pytest.approx(2.5 / 3)
    assert found["methods"]["engine"]["Europe→Japan"]["queries"] == 3


def test_json_counts_the_queries_of_chance_like_the_others(tmp_path: Path) -> None:
    found = json.loads(evaluate(make_actors(tmp_path), make_pairs(tmp_path), json=True))
    assert found["methods"]["random"]["Europe→Japan"]["queries"] == 3


def test_the_table_has_a_line_for_every_method_and_direction(tmp_path: Path) -> None:
    lines = evaluate(make_actors(tmp_path), make_pairs(tmp_path), eval="core").splitlines()
    assert lines[0].split() == [
        *("method", "direction", "queries"),
        *("MRR", "recall@5", "recall@10", "nDCG@10"),
    ]
    assert [line[:29].split() for line in lines[1:]] == [
        ["random", "Europe→Japan"],
        ["random", "Japan→Europe"],
        ["topic", "Jaccard", "Europe→Japan"],
        ["topic", "Jaccard", "Japan→Europe"],
        ["descriptions", "Europe→Japan"],
        ["descriptions", "Japan→Europe"],
        ["engine", "Europe→Japan"],
        ["engine", "Japan→Europe"],
    ]
    # eu-1 finds jp-1, eu-2 finds jp-2 without its other partner: rank 1 twice.
    one = "1.000 [1.00–1.00]"
    assert lines[3].split(maxsplit=3)[3].split() == ["2", *" ".join([one] * 4).split()]


def test_values_that_are_wrong_are_named_by_file_line_and_column(tmp_path: Path) -> None:
    rows = make_changed(1, topics="hydrogen;time_travel", sectors="magic:0.5", side="US")
    rows[3] = {**rows[3], "id": "eu-1", "kind": "castle", "lat": "95"}
    assert faults(make_file(tmp_path / "mine.csv", rows), make_pairs(tmp_path)) == [
        "mine.csv, line 3, column side: “US” is not a known side",
        "mine.csv, line 3, column topics: “time_travel” is not a known topic",
        "mine.csv, line 3, column sectors: “magic” is not a known sector",
        "mine.csv, line 5, column kind: “castle” is not a known kind of organisation",
        "mine.csv, line 5, column lat: 95 is not between -90 and 90",
        "mine.csv, line 5, column id: “eu-1” stands here twice",
    ]


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    columns = [name for name in ACTORS[0] if name not in ("lang", "description")]
    found = faults(make_actors(tmp_path, columns), make_pairs(tmp_path))
    assert "actors.csv, line 1, column lang: this column is missing" in found
    assert "actors.csv, line 1, column description: this column is missing" in found


def test_pairs_of_unknown_actors_are_named(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, [*PAIRS, {"eu_id": "eu-9", "jp_id": "jp-1"}])
    assert faults(make_actors(tmp_path), pairs) == [
        "pairs.csv, line 5, column eu_id: “eu-9” is not a known European actor"
    ]


def test_pairs_the_wrong_way_round_are_named(tmp_path: Path) -> None:
    pairs = make_pairs(tmp_path, [*PAIRS, {"eu_id": "jp-1", "jp_id": "eu-2"}])
    assert faults(make_actors(tmp_path), pairs) == [
        "pairs.csv, line 5, column eu_id: “jp-1” is not a known European actor",
        "pairs.csv, line 5, column jp_id: “eu-2” is not a known Japanese actor",
    ]


def test_the_command_fails_with_every_fault_in_a_line(tmp_path: Path) -> None:
    rows = make_changed(0, topics="time_travel", lang="")
    with pytest.raises(CommandError) as caught:
        evaluate(make_file(tmp_path / "mine.csv", rows), make_pairs(tmp_path))
    assert str(caught.value).splitlines() == [
        "mine.csv, line 2, column lang: must not be empty",
        "mine.csv, line 2, column topics: “time_travel” is not a known topic",
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^gone\.csv, line 0, column -: there is no such file$"):
        evaluate(tmp_path / "gone.csv", make_pairs(tmp_path))


def test_values_that_no_pair_has_are_no_evaluation(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^No pair in the file has these values"):
        evaluate(make_actors(tmp_path), make_pairs(tmp_path), basis="family")
