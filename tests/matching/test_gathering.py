"""What the engine is told of the profiles: which texts, which columns, in how many queries."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from matching.engine.features import Frame, frame_of
from matching.engine.sides import KINDS, UNKNOWN, Side
from matching.engine.weights import Weights
from matching.gathering import gather, gather_vocabulary, set_scene
from profiles import encoder
from profiles.models import Profile, Statement, StatementText, TargetArea
from profiles.states import Status
from profiles.vectors import refresh_vectors
from tests.makers import (
    REASON,
    make_cooperation,
    make_profile,
    make_sectors,
    make_statement,
    make_topic,
    names,
)
from tests.matching.test_crowd import make_member, make_vocabulary

GATHER_QUERIES = 13
GERMAN = "Wir züchten Schafe auf den Deichen."
GERMAN_NEED = "Wir suchen Käufer für unseren Käse."
ENGLISH = "We build space rockets."
FRENCH = "Nous soignons les vignes en pente."
FINNISH = "Me rakennamme saunoja metsään."
EXACT = 1e-6


def sides_of(*ids: int) -> tuple[Side, Side]:
    """Europe and Japan as they are gathered once everything is embedded."""
    refresh_vectors()
    return gather(ids or None)


def mean(*texts: str) -> np.ndarray:
    """The direction of these passages, as they are stored (half precision)."""
    total = encoder.encode(list(texts)).sum(axis=0)
    return total / np.linalg.norm(total)


def assert_same_direction(found: np.ndarray, expected: np.ndarray) -> None:
    assert float(found @ expected) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_number_of_queries_does_not_grow(
    db: None, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_vocabulary()
    for n, side in product(range(count), ("europe", "japan")):
        make_member(n, side, offers=["We share."], needs=["We learn."])
    with django_assert_num_queries(GATHER_QUERIES):
        europe, japan = gather()
    assert (len(europe), len(japan)) == (count, count)


def test_the_published_of_both_sides_stand_in_order_of_their_ids(db: None) -> None:
    europe = [make_profile(f"de-{n}") for n in range(2)]
    japan = [make_profile(f"jp-{n}") for n in range(2)]
    stale = make_profile("de-stale")
    stale.move(Status.STALE, by=None, reason=REASON)
    gone = make_profile("jp-gone")
    gone.move(Status.ARCHIVED, by=None, reason=REASON)
    draft = make_profile("de-draft", published=False)
    assert [side.ids.tolist() for side in sides_of()] == [
        [p.pk for p in [*europe, stale]],
        [p.pk for p in japan],
    ]
    asked = sides_of(draft.pk, gone.pk, europe[1].pk)
    assert [side.ids.tolist() for side in asked] == [[europe[1].pk, draft.pk], [gone.pk]]


def test_nobody_asked_for_is_nobody(db: None) -> None:
    make_profile("de-1")
    assert [len(side) for side in gather([])] == [0, 0]


def voice(**fields: Any) -> np.ndarray:
    """The voice of a European profile with these fields."""
    profile = make_profile("de-heard", **fields)
    return sides_of(profile.pk)[0].voices[0]


def test_the_original_and_the_english_text_are_read(db: None) -> None:
    texts = {"de": ("Name", GERMAN), "en": ("Name", ENGLISH), "fr": ("Nom", FRENCH)}
    assert_same_direction(voice(language="de", texts=texts), mean(GERMAN, ENGLISH))


def test_an_original_in_english_is_read_alone(db: None) -> None:
    texts = {"de": ("Name", GERMAN), "en": ("Name", ENGLISH)}
    assert_same_direction(voice(language="en", texts=texts), mean(ENGLISH))


def test_a_passage_in_both_versions_counts_once(db: None) -> None:
    texts = {"de": ("Name", f"{GERMAN} {ENGLISH}"), "en": ("Name", ENGLISH)}
    assert_same_direction(voice(language="de", texts=texts), mean(GERMAN, ENGLISH))


def test_a_language_unknown_to_the_encoder_is_left_out(db: None) -> None:
    texts = {"fi": ("Nimi", FINNISH), "en": ("Name", ENGLISH)}
    assert "fi" not in encoder.LANGUAGES
    assert_same_direction(voice(language="fi", texts=texts), mean(ENGLISH))


def test_who_writes_in_an_unknown_language_only_is_silent(db: None) -> None:
    assert not np.any(voice(language="fi", texts={"fi": ("Nimi", FINNISH)}))


def test_names_are_not_read(db: None) -> None:
    assert not np.any(voice(texts={"en": (ENGLISH, "")}))


def test_offers_and_needs_are_read_by_the_same_rule(db: None) -> None:
    profile = make_profile("de-1", language="de")
    offer = make_statement(profile, "offer", {"de": GERMAN, "en": ENGLISH, "fr": FRENCH})
    need = make_statement(profile, "need", GERMAN_NEED)
    unheard = make_profile("de-2", language="fi")
    make_statement(unheard, "offer", FINNISH)
    make_profile("jp-1")
    europe, _ = sides_of()
    assert (europe.offers.owners.tolist(), europe.offers.ids.tolist()) == ([0], [offer.pk])
    assert (europe.needs.owners.tolist(), europe.needs.ids.tolist()) == ([0], [need.pk])
    assert_same_direction(europe.offers.vectors[0], mean(GERMAN, ENGLISH))
    assert_same_direction(europe.needs.vectors[0], mean(GERMAN_NEED))
    assert_same_direction(europe.voices[0], mean(GERMAN, ENGLISH, GERMAN_NEED))
    assert not np.any(europe.voices[1])


def test_a_statement_is_read_in_its_own_language(db: None) -> None:
    profile = make_profile("de-1", language="de")
    statement = make_statement(profile, "offer", {"de": GERMAN, "fr": FRENCH})
    Statement.objects.filter(pk=statement.pk).update(language="fr")
    make_profile("jp-1")
    assert StatementText.objects.count() == 2
    assert_same_direction(sides_of()[0].offers.vectors[0], mean(FRENCH))


def test_topics_and_sectors_stand_in_the_columns_of_their_positions(db: None) -> None:
    make_sectors()
    for slug in ("hydrogen", "wine", "robots"):
        make_topic(slug)
    make_profile("de-1", topics=["robots", "hydrogen"], priorities={"energy": 2, "industry": 1})
    make_profile("jp-1", kind=Profile.Kind.AGENCY)
    europe, japan = sides_of()
    assert europe.topics[0].tolist() == pytest.approx([1 / 1.1, 0, 1], abs=EXACT)
    assert europe.priorities.tolist() == [[0.5, 0, 0, 0, 0, 0, 1.0]]
    assert japan.topics.tolist() == [[0, 0, 0]]
    assert [KINDS[kind] for kind in (*europe.kinds, *japan.kinds)] == ["region", "agency"]


def test_sizes_are_classes_and_may_be_unknown(db: None) -> None:
    for n, size in enumerate((Profile.Size.VERY_SMALL, Profile.Size.VERY_LARGE, None)):
        make_profile(f"de-{n}", size=size)
    assert gather()[0].sizes.tolist() == [0, 4, UNKNOWN]


def test_cooperation_and_areas_are_flags(db: None) -> None:
    for slug in ("joint-rd", "mission", "exchange"):
        make_cooperation(slug)
    areas = [
        TargetArea.objects.create(slug=slug, kind="country", position=at, **names(slug))
        for at, slug in enumerate(("kenya", "india"))
    ]
    own = make_profile("de-1")
    make_statement(own, "offer", "We share.", cooperation=["mission"])
    make_statement(own, "need", "We learn.", cooperation=["mission", "exchange"])
    make_profile("jp-1").target_areas.add(areas[1])
    europe, japan = sides_of()
    assert europe.cooperation.tolist() == [[0, 1, 1]]
    assert japan.cooperation.tolist() == [[0, 0, 0]]
    assert (europe.areas.tolist(), japan.areas.tolist()) == ([[0, 0]], [[0, 1]])


def measured(sides: tuple[Side, Side]) -> Frame:
    return frame_of(*sides, gather_vocabulary())


def test_the_same_scene_comes_twice(db: None) -> None:
    make_vocabulary()
    for n in range(3):
        make_member(n, "europe")
        make_member(n, "japan")
    refresh_vectors()
    one, other = (set_scene(*sides, measured(sides), Weights()) for sides in (gather(), gather()))
    for found, again in ((one.left, other.left), (one.right, other.right)):
        assert found.parts.keys() == again.parts.keys()
        arrays = [(a, again.parts[name]) for name, a in found.parts.items()]
        arrays += [(found.common, again.common), (found.overall, again.overall)]
        arrays += zip(found.sectors, again.sectors, strict=True)
        assert all(np.array_equal(*both) for both in arrays)
