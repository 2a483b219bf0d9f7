"""A profile finds the same partners in whatever language it is written.

Every text of `translations.csv` stands in a realistic profile, measured by the frame of our own
regions, beside everybody of the other side: as `actors.csv` has them, and with the offers and needs
of the demonstration. No test here needs the database.
"""

import csv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pytest
from django.conf import settings

from matching.engine.features import EUROPE, JAPAN, Features, Frame, features_of, frame_of
from matching.engine.parts import take_apart
from matching.engine.sides import Exact
from matching.engine.weights import Weights
from matching.entries import Entry, Shape, SideBuilder, Wish
from matching.evaluating import Field, read_field
from profiles import encoder
from profiles.loading.files import SECTORS
from profiles.passages import passages

LANGUAGES = ("en", "de", "fr", "it", "es", "pl", "ja")
BEST = 20
MOST_MOVED = 0.05
MAIN = 2
Records = list[dict[str, str]]


class About(NamedTuple):
    """What a profile says besides its text, in English: beside a description a need or an
    offer, beside those a description."""

    sign: int
    kind: str
    topics: str
    sectors: str
    besides: str


ABOUT = {
    "hydrogen": About(
        *(EUROPE, "region", "hydrogen wind_energy steel_metals logistics_ports rail"),
        *("energy industry", "We are looking for partners who ship and store liquid hydrogen."),
    ),
    "fermentation": About(
        *(JAPAN, "prefecture", "fermentation food_processing gastronomy cultural_heritage"),
        *("trade tourism", "Our makers need importers of seasonings for European restaurants."),
    ),
    "medical-devices": About(
        *(EUROPE, "cluster", "medical_devices precision_instruments research_universities"),
        *("industry innovation", "We are looking for distributors to Japanese hospitals."),
    ),
    "wood-construction": About(
        *(EUROPE, "region", "forestry_timber furniture_wood bioeconomy energy_efficiency"),
        *(
            "industry trade",
            "We are looking for architects who build with wood in earthquake areas.",
        ),
    ),
    "offshore-wind": About(
        *(JAPAN, "prefecture", "offshore_wind wind_energy shipbuilding_maritime"),
        *("energy industry", "We need experience in the maintenance of wind farms at sea."),
    ),
    "hot-springs": About(
        *(JAPAN, "prefecture", "hot_springs_spa rural_tourism cultural_heritage gastronomy"),
        *("tourism", "We are looking for travel agencies that specialise in walking holidays."),
    ),
    "ceramics": About(
        *(EUROPE, "region", "ceramics design_crafts materials_science education_exchange"),
        *("industry trade", "We are looking for potteries that exchange apprentices with us."),
    ),
    "robotics": About(
        *(EUROPE, "cluster", "robotics ai machinery ict_software research_universities"),
        *("innovation industry", "We are looking for makers of sensors and precision gears."),
    ),
    "aerospace-suppliers": About(
        *(JAPAN, "cluster", "aerospace machinery steel_metals precision_instruments"),
        *("industry trade", "Our members need contacts to European aircraft manufacturers."),
    ),
    "cosmetics": About(
        *(EUROPE, "cluster", "cosmetics plant_ingredients biotech packaging"),
        *("trade innovation", "We are looking for new active ingredients from algae and rice."),
    ),
    "port-logistics": About(
        *(EUROPE, "region", "logistics_ports rail shipbuilding_maritime ict_software"),
        *("trade investment", "We offer warehouse space to companies that are new to Europe."),
    ),
    "semiconductors": About(
        *(JAPAN, "prefecture", "semiconductors electronics research_universities"),
        *("industry investment", "We offer sites and support to suppliers of chip equipment."),
    ),
    "sake": About(
        *(JAPAN, "prefecture", "beer_spirits fermentation rice gastronomy rural_tourism"),
        *(
            "trade tourism",
            "Our prefecture is known for its rice, its clear water and its cuisine.",
        ),
    ),
    "smart-farming": About(
        *(EUROPE, "region", "vegetables_horticulture ict_software water_technology"),
        *("innovation trade", "Greenhouses and seed companies shape our region by the sea."),
    ),
    "textiles": About(
        *(EUROPE, "cluster", "textiles_fashion design_crafts creative_industries"),
        *("trade industry", "Our cluster unites family businesses that spin, weave and dye."),
    ),
    "elderly-care": About(
        *(JAPAN, "prefecture", "ageing_welfare digital_health robotics medical_devices"),
        *("innovation people_mobility", "One in three people in our prefecture is older than 65."),
    ),
    "plastics-recycling": About(
        *(EUROPE, "region", "circular_economy plastics_composites packaging chemicals"),
        *("industry innovation", "Our region is home to chemical works and recycling plants."),
    ),
    "film-locations": About(
        *(EUROPE, "region", "film_media cultural_heritage coastal_tourism creative_industries"),
        *("tourism investment", "Old harbours, islands and mild winters attract visitors to us."),
    ),
    "satellites": About(
        *(JAPAN, "prefecture", "space startups aerospace research_universities"),
        *(
            "innovation investment",
            "Our prefecture has a launch site and a space engineering school.",
        ),
    ),
    "lake-water": About(
        *(EUROPE, "region", "lake_environment water_technology environmental_technology"),
        *("innovation tourism", "Reeds, fishing villages and vineyards surround our large lake."),
    ),
    "olive-oil": About(
        *(EUROPE, "region", "olive_oil gastronomy food_processing rural_tourism"),
        *("trade tourism", "Olive groves cover the hills between our white villages."),
    ),
    "flood-warnings": About(
        *(JAPAN, "prefecture", "disaster_resilience smart_city water_technology"),
        *("innovation tourism", "Our prefecture lies where three rivers leave the mountains."),
    ),
    "school-exchange": About(
        *(EUROPE, "municipality", "education_exchange sports cultural_heritage"),
        *("people_mobility tourism", "Our town has schools, a music academy and many clubs."),
    ),
    "cybersecurity": About(
        *(EUROPE, "municipality", "cybersecurity smart_grids smart_city ict_software"),
        *("innovation energy", "Our city runs its own electricity, water and tram companies."),
    ),
}


def read_records(path: Path) -> Records:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TEXTS = {row["id"]: row for row in read_records(Path(__file__).parent / "translations.csv")}


@cache
def our_regions(*, stating: bool) -> Field:
    """The actors, `stating` the offers and needs that the demonstration gives them."""
    actors = read_records(settings.DATA_DIR / "actors.csv")
    said = read_records(settings.DATA_DIR / "offers_needs.csv") if stating else []
    for actor in actors:
        own = [row for row in said if row["actor"] == actor["id"]]
        for name in ("offer", "need"):
            actor[f"{name}s"] = "|".join(r["text_en"] for r in own if r["direction"] == name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "actors.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(actors[0]))
            writer.writeheader()
            writer.writerows(actors)
        partnerships = settings.DATA_DIR / "known_partnerships.csv"
        return read_field(path, partnerships, settings.DATA_DIR, "", "")


@cache
def frame(*, stating: bool) -> Frame:
    field = our_regions(stating=stating)
    return frame_of(field.europe, field.japan, field.vocabulary)


@cache
def others(sign: int, *, stating: bool) -> Features:
    """Everybody whom a profile of this side may find."""
    field = our_regions(stating=stating)
    side = field.japan if sign == EUROPE else field.europe
    return features_of(side, frame(stating=stating), Weights(), -sign)


def make_entry(name: str, text: str) -> Entry:
    about, kind = ABOUT[name], TEXTS[name]["kind"]
    slugs = [row["topic"] for row in read_records(settings.DATA_DIR / "topics.csv")]
    is_offer = kind == "offer" or about.besides.startswith("We offer")
    description, stated = (text, about.besides) if kind == "description" else (about.besides, text)
    return Entry(
        id=1,
        kind=about.kind,
        passages=passages(description),
        topics=[slugs.index(slug) for slug in about.topics.split()],
        priorities={SECTORS.index(sector): MAIN for sector in about.sectors.split()},
        offers=[Wish(1, passages(stated))] if is_offer else [],
        needs=[] if is_offer else [Wish(1, passages(stated))],
    )


def scores(name: str, text: str, *, stating: bool) -> Exact:
    """The profile's overall score with everybody, this being its text."""
    entry, sign = make_entry(name, text), ABOUT[name].sign
    spoken, measured = entry.all_passages(), frame(stating=stating)
    vectors = dict(zip(spoken, encoder.encode(spoken), strict=True))
    shape = Shape(encoder.DIMENSIONS, *measured.vocabulary.sector_weights.shape)
    own = features_of(SideBuilder(shape, vectors).build([entry]), measured, Weights(), sign)
    there = others(sign, stating=stating)
    left, right = (own, there) if sign == EUROPE else (there, own)
    i, j = np.divmod(np.arange(len(left) * len(right)), len(right))
    return take_apart(left, right, i, j, Weights()).scores[:, 0]


def moved(before: Exact, after: Exact) -> float:
    """The most that a score of the best moves, as a share of what it was."""
    best = np.argsort(-before, kind="stable")[:BEST]
    return float(np.max(np.abs(after[best] / before[best] - 1)))


def test_there_are_texts_of_every_kind_in_every_language() -> None:
    assert list(TEXTS) == list(ABOUT)
    assert len(TEXTS) == 24
    assert {row["kind"] for row in TEXTS.values()} == {"description", "offer", "need"}
    assert all(len({row[language] for language in LANGUAGES}) == 7 for row in TEXTS.values())


def moved_too_far(name: str, *, stating: bool) -> dict[str, float]:
    """By language, the most that a translation from English moves a score, if that is too much."""
    english, *translated = (
        scores(name, TEXTS[name][language], stating=stating) for language in LANGUAGES
    )
    shares = [round(moved(english, other), 3) for other in translated]
    return {
        language: share
        for language, share in zip(LANGUAGES[1:], shares, strict=True)
        if share > MOST_MOVED
    }


@pytest.mark.parametrize("name", TEXTS)
def test_a_translation_hardly_moves_the_scores_of_the_best(name: str) -> None:
    assert moved_too_far(name, stating=False) == {}


@pytest.mark.parametrize("name", TEXTS)
def test_a_translation_hardly_moves_them_where_others_state_offers_and_needs(name: str) -> None:
    assert moved_too_far(name, stating=True) == {}


@pytest.mark.parametrize("name", ["hydrogen", "sake", "cybersecurity"])
def test_another_text_moves_them(name: str) -> None:
    """Otherwise the tests above would show nothing."""
    texts = TEXTS[name]["en"], TEXTS["cosmetics"]["en"]
    before, after = (scores(name, text, stating=False) for text in texts)
    assert moved(before, after) > MOST_MOVED
