"""Which names are taken for one: hand-made pairs, and the whole directory against itself."""

import csv
from itertools import combinations
from typing import Final

import pytest
from django.conf import settings

from profiles.likeness import SAME_ENOUGH, core_of, fold, likeness

SAME: Final = [
    ("Köln", "Koeln"),
    ("Köln", "Koln"),
    ("KOELN", "Ko\u0308ln"),
    ("Ｈａｍｂｕｒｇ　Ａｖｉａｔｉｏｎ", "Hamburg Aviation"),
    ("Hamburg Aviation e.V.", "HAMBURG AVIATION"),
    ("Hamburg Aviation Cluster GmbH", "Hamburg Aviation"),
    ("Aviation Hamburg", "Hamburg Aviation"),
    ("Land Niederösterreich", "Niederösterreich"),
    ("Region Grand Est", "Grand Est"),
    ("Pôle Vitagora", "Vitagora"),
    ("Food Valley", "Foodvalley"),
    ("Fukushima Prefecture", "Fukushima"),
    ("Präfektur Fukushima", "Fukushima"),
    ("Fukushima-ken", "Fukushima Prefectural Government"),
    ("Kōchi", "Kochi"),
    ("Skåne", "Skane"),
    ("Małopolskie", "Malopolskie"),
    ("福島", "福島県"),
    ("福島県庁", "福島県"),
    ("北海道庁", "北海道"),
    ("東京都", "東京"),
    ("ｼﾞｬﾊﾟﾝ・ｺｽﾒﾃｨｯｸｾﾝﾀｰ", "ジャパン・コスメティックセンター"),
    ("一般社団法人ジャパン・コスメティックセンター", "ジャパンコスメティックセンター"),
    ("九州バイオクラスター", "九州地域バイオクラスター推進協議会"),
]
"""The same but for spelling, order and generic words."""

ALIKE: Final = [
    ("Hambrug Aviation", "Hamburg Aviation"),
    ("Hesse", "Hessen"),
    ("Medical Valley", "Medical Valley EMN"),
    ("Cluster Erneuerbare Energie Hamburg", "Cluster Erneuerbare Energien Hamburg"),
    ("長崎海洋クラスター", "長崎海洋産業クラスター形成推進協議会"),
    ("神戸医療産業", "神戸医療産業都市"),
]

OTHERS: Final = [
    ("Niederösterreich", "Oberösterreich"),
    ("Lower Austria", "Upper Austria"),
    ("Saxony", "Lower Saxony"),
    ("Sachsen", "Sachsen-Anhalt"),
    ("Noord-Brabant", "Zuid-Brabant"),
    ("Kyoto", "Tokyo"),
    ("京都府", "東京都"),
    ("京都", "東京都"),
    ("Fukushima", "Tokushima"),
    ("福島県", "徳島県"),
    ("福島県", "広島県"),
    ("Fukushima", "Fukuoka"),
    ("Hamburg", "Harburg"),
    ("Hamburg", "Hamburg Aviation"),
    ("東九州メディカルバレー", "九州メディカルバレー"),
    ("Fukushima", "福島県"),
    ("Cluster", "Region"),
    ("", "Fukushima"),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_written_otherwise_is_the_same(one: str, other: str) -> None:
    assert (likeness(one, other), likeness(other, one)) == (1.0, 1.0)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_slip_or_a_word_more_is_alike(one: str, other: str) -> None:
    score = likeness(one, other)
    assert SAME_ENOUGH <= score < 1
    assert likeness(other, one) == score


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_neighbours_are_told_apart(one: str, other: str) -> None:
    score = likeness(one, other)
    assert score < SAME_ENOUGH
    assert likeness(other, one) == score


def test_likeness_is_what_both_have_in_common() -> None:
    assert likeness("Medical Valley", "Medical Valley EMN") == 2 * 13 / (13 + 16)
    assert likeness("長崎海洋", "長崎海洋産業") == 2 * 4 / (4 + 6)


def test_a_name_of_generic_words_alone_keeps_them() -> None:
    assert core_of("Cluster Region").words == ("cluster", "region")
    assert core_of("京都").words == ("京都",)


def test_folding_leaves_voiced_kana_alone() -> None:
    assert (fold("ガラス"), fold("カラス"), fold("ＡＢＣ")) == ("ガラス", "カラス", "abc")


def test_hardly_anybody_in_the_directory_is_taken_for_another() -> None:
    with (settings.DATA_DIR / "actors.csv").open(encoding="utf-8") as file:
        actors = {row["id"]: names_of(row) for row in csv.DictReader(file)}
    taken = {
        (one, other)
        for one, other in combinations(actors, 2)
        if max(likeness(a, b) for a in actors[one] for b in actors[other]) >= SAME_ENOUGH
    }
    assert len(actors) == 198
    assert taken == {("fr-ara", "c-lyb"), ("dk-sd", "dk-hs")}


def names_of(row: dict[str, str]) -> set[str]:
    return {row[f"name_{language}"] for language in ("en", "native", "de", "fr", "ja")}
