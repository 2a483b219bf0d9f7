"""Why two fit, in sentences of the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.utils import translation

from matching.engine.weights import Part, Weights
from matching.reasons import (
    PART_NAMES,
    REASONS,
    Explanation,
    Reason,
    fit_word,
    full_points,
)
from profiles.loading.files import SECTORS
from profiles.models import Profile, Sector, Statement, TargetArea
from tests.makers import make_profile, make_sectors, make_statement, make_topic, names
from tests.matching.test_crowd import make_match

OTHERS = ("de", "fr", "ja")
FULL = full_points(Weights())
NAMES = {
    "hydrogen": {"en": "Hydrogen", "de": "Wasserstoff", "fr": "Hydrogène", "ja": "水素"},
    "wine": {"en": "Wine", "de": "Wein", "fr": "Vin", "ja": "ワイン"},
    "robots": {"en": "Robots", "de": "Roboter", "fr": "Robotique", "ja": "ロボット"},
    "castles": {"en": "Castles", "de": "Burgen", "fr": "Châteaux", "ja": "城"},
}
BOTH = {"energy": 2, "trade": 2}
PUBLIC = "Both are public authorities of a region, prefecture or city."
TOPICS_GAP = "They have few specific topics in common."
TEXT_GAP = "Their descriptions speak of different things."
KIND_GAP = "They are different kinds of organisation."
PRIORITIES_GAP = "They set different priorities."
COOPERATION_GAP = "They look for different kinds of cooperation."
SIZE_GAP = "They are of very different size."
AREAS_GAP = "They look to different third countries."
UNSTATED_GAP = "Offers and needs are not stated on both sides yet."
ONE_SIDED_GAP = "One side would gain clearly more than the other."


@pytest.fixture(autouse=True)
def vocabulary(db: None) -> Iterator[None]:
    """And English, whatever a test before this one has read."""
    make_sectors()
    for slug, translated in NAMES.items():
        make_topic(slug, **translated)
    with translation.override("en"):
        yield


def pair(europe: Mapping[str, Any], japan: Mapping[str, Any]) -> tuple[Profile, Profile]:
    """Both sides with these fields, named Alpha and Beta, loaded as for a page."""
    made = [make_side("de-1", "Alpha", **europe), make_side("jp-1", "Beta", **japan)]
    loaded = Profile.objects.for_comparison()
    return loaded.get(pk=made[0].pk), loaded.get(pk=made[1].pk)


def make_side(key: str, name: str, *, areas: Sequence[str] = (), **fields: Any) -> Profile:
    profile = make_profile(key, texts={"en": name}, **fields)
    for slug in areas:
        place = {"kind": "country", "position": TargetArea.objects.count()}
        area, _ = TargetArea.objects.get_or_create(slug=slug, defaults=place | names(slug))
        profile.target_areas.add(area)
    return profile


def explain(
    points: Mapping[Part, float],
    europe: Mapping[str, Any] | None = None,
    japan: Mapping[str, Any] | None = None,
    **quotes: Statement,
) -> Explanation:
    """Of a pair whose parts reach these shares of their full points; 0 where not named."""
    scaled = {part: share * FULL.get(part, 1) for part, share in points.items()}
    match = make_match(None, *pair(europe or {}, japan or {}), scaled, **quotes)
    return Explanation(match, Weights())


def explain_in(
    sector: str, scale: float, points: Mapping[Part, float], **sides: Any
) -> Explanation:
    """The same in a sector, to which priorities leave this share of every part."""
    overall = {part: share * FULL[part] for part, share in points.items()}
    within = {part: value * scale for part, value in overall.items()}
    rows = [{}] * SECTORS.index(sector) + [within]
    both = pair(sides.get("europe", {}), sides.get("japan", {}))
    match = make_match(None, *both, overall, *rows)
    return Explanation(match, Weights(), Sector.objects.get(slug=sector))


def said(explanation: Explanation) -> list[str]:
    return [reason.text for reason in explanation.reasons()]


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (0.0, "possible fit"),
        (0.4499, "possible fit"),
        (0.45, "good fit"),
        (0.5399, "good fit"),
        (0.54, "strong fit"),
        (0.6599, "strong fit"),
        (0.66, "very strong fit"),
        (1.0, "very strong fit"),
    ],
)
def test_fit_words_begin_at_their_thresholds(score: float, word: str) -> None:
    assert fit_word(score) == word
    for language in OTHERS:
        with translation.override(language):
            assert fit_word(score) not in {"", word}


def test_the_full_points_make_a_full_score_and_have_names() -> None:
    assert sum(FULL.values()) == pytest.approx(1)
    assert {*FULL, Part.ONE_SIDED} == set(PART_NAMES) == set(Part)


@pytest.mark.parametrize(
    ("topics", "sentence"),
    [
        ([], []),
        (["hydrogen"], ["Both work on Hydrogen."]),
        (["wine", "hydrogen"], ["Both work on these topics: Wine, Hydrogen."]),
        (
            ["robots", "castles", "wine", "hydrogen"],
            ["Both work on these topics: Robots, Castles, Wine."],
        ),
    ],
)
def test_shared_topics_are_named_most_characteristic_first(
    topics: list[str], sentence: list[str]
) -> None:
    side = {"topics": topics, "kind": "cluster"}
    found = explain({Part.TOPICS: 1}, side, side | {"kind": "agency"})
    assert said(found) == sentence
    assert [reason.mark for reason in found.reasons()] == ["topics"] * len(sentence)


def test_a_topic_of_one_side_is_not_shared() -> None:
    found = explain(
        {Part.TOPICS: 1}, {"topics": ["wine", "robots"]}, {"topics": ["castles", "robots"]}
    )
    assert found.shared_topics() == ["Robots"]


@pytest.mark.parametrize(("share", "told"), [(0.5, False), (0.51, True)])
def test_descriptions_are_a_reason_above_the_usual(share: float, told: bool) -> None:
    sentence = "Their descriptions speak of similar things, whatever the language."
    found = explain({Part.TEXT: share}, {"kind": "cluster"}, {"kind": "agency"})
    assert said(found) == [sentence] * told


@pytest.mark.parametrize(
    ("europe", "japan", "sentences"),
    [
        ("cluster", "cluster", ["Both are clusters."]),
        ("region", "prefecture", [PUBLIC]),
        ("municipality", "municipality", [PUBLIC]),
        ("cluster", "prefecture", []),
        ("agency", "prefecture", []),
        ("agency", "agency", []),
    ],
)
def test_kinds_are_a_reason_where_they_are_alike(
    europe: str, japan: str, sentences: list[str]
) -> None:
    assert said(explain({Part.KIND: 1}, {"kind": europe}, {"kind": japan})) == sentences


@pytest.mark.parametrize(
    ("europe", "japan", "sentences"),
    [
        ({"energy": 2, "trade": 1}, {"energy": 2, "trade": 2}, ["Both give priority to Energy."]),
        ({"energy": 2, "trade": 1}, {"trade": 1}, ["Both are active in Trade."]),
        (
            {"energy": 2, "trade": 2},
            {"trade": 2, "energy": 2},
            ["Both give priority to Trade, Energy."],
        ),
        ({"energy": 2}, {"trade": 2}, []),
    ],
)
def test_shared_priorities_are_named(
    europe: dict[str, int], japan: dict[str, int], sentences: list[str]
) -> None:
    found = explain(
        {Part.PRIORITIES: 1},
        {"priorities": europe, "kind": "cluster"},
        {"priorities": japan, "kind": "agency"},
    )
    assert said(found) == sentences


RARE = [
    (Part.COOPERATION, "cooperation", "Both look for the same kinds of cooperation."),
    (Part.AREAS, "targets", "Both want to act in the same third countries: kenya."),
    (Part.SIZE, "kind", "Both are of similar size."),
]


@pytest.mark.parametrize(("part", "mark", "sentence"), RARE)
@pytest.mark.parametrize(("share", "told"), [(0.5, False), (0.6, True)])
def test_rarely_stated_parts_are_reasons_above_neutral(
    part: Part, mark: str, sentence: str, share: float, told: bool
) -> None:
    europe = {"kind": "cluster", "areas": ["kenya", "india"]}
    found = explain({part: share}, europe, {"kind": "agency", "areas": ["kenya"]})
    assert said(found) == [sentence] * told
    assert [reason.mark for reason in found.reasons()] == [mark] * told


def test_three_shared_third_countries_at_most_are_named() -> None:
    europe = {"kind": "cluster", "areas": ["kenya", "india", "chile", "oman"]}
    japan = europe | {"kind": "agency", "areas": ["oman", "chile", "india", "kenya"]}
    sentence = "Both want to act in the same third countries: kenya, india, chile."
    assert said(explain({Part.AREAS: 1}, europe, japan)) == [sentence]


@pytest.mark.parametrize("part", [part for part, _, _ in RARE])
def test_a_reason_of_the_whole_is_one_in_a_secondary_sector(part: Part) -> None:
    areas = {"areas": ["kenya"]}
    sides = {"europe": {"kind": "cluster"} | areas, "japan": {"kind": "agency"} | areas}
    found = explain_in("energy", 0.7, {part: 0.7, Part.TEXT: 0.4}, **sides)
    assert [reason.part for reason in found.reasons()] == [part]


def test_three_reasons_at_most_and_the_furthest_above_the_usual_first() -> None:
    side = {"topics": ["wine"], "priorities": {"energy": 2}}
    shares = {Part.TOPICS: 0.5, Part.TEXT: 1, Part.KIND: 1, Part.PRIORITIES: 1, Part.AREAS: 1}
    found = explain(shares, side, side)
    parts = [reason.part for reason in found.reasons()]
    # Above the usual: topics 0.36·(0.5 − 0.13), text 0.26·(1 − 0.5), kind 0.07·(1 − 0.58).
    assert parts == [Part.TOPICS, Part.TEXT, Part.KIND]
    assert len(parts) == REASONS


def served(part: Part) -> Explanation:
    """Beta offers, in German and Japanese, what Alpha needs, or the other way round."""
    versions = {"de": "Wir zeigen Anlagen.", "ja": "設備を見せます。"}
    found = explain({part: 1}, {"kind": "cluster"}, {"kind": "agency"})
    europe, japan = found.match.europe, found.match.japan
    Profile.objects.update(language="de")
    giver, seeker = (japan, europe) if part == Part.EUROPE_SERVED else (europe, japan)
    places = ("japan_offer", "europe_need") if giver == japan else ("europe_offer", "japan_need")
    offer = make_statement(Profile.objects.get(pk=giver.pk), "offer", versions)
    need = make_statement(Profile.objects.get(pk=seeker.pk), "need", "Wir suchen Anlagen.")
    for name, statement in zip(places, (offer, need), strict=True):
        setattr(found.match, name, statement)
    return found


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (Part.EUROPE_SERVED, "Beta offers what Alpha looks for."),
        (Part.JAPAN_SERVED, "Alpha offers what Beta looks for."),
    ],
)
def test_an_offer_that_meets_a_need_is_quoted_in_its_language(part: Part, sentence: str) -> None:
    (reason,) = served(part).reasons()
    assert (reason.text, reason.mark) == (sentence, "offers")
    assert quotes(reason) == [
        ("Offer", "de", "Wir zeigen Anlagen."),
        ("Need", "de", "Wir suchen Anlagen."),
    ]


def test_a_quote_comes_in_the_language_of_the_reader_if_there_is_one() -> None:
    found = served(Part.EUROPE_SERVED)
    with translation.override("ja"):
        (reason,) = found.reasons()
        assert [quote[1:] for quote in quotes(reason)] == [
            ("ja", "設備を見せます。"),
            ("de", "Wir suchen Anlagen."),
        ]


def quotes(reason: Reason) -> list[tuple[str, str, str]]:
    return [(label, quote.language, quote.text) for label, quote in reason.quotes]


@pytest.mark.parametrize("missing", ["europe_need", "japan_offer"])
def test_without_its_quotes_an_offer_is_no_reason(missing: str) -> None:
    found = served(Part.EUROPE_SERVED)
    setattr(found.match, missing, None)
    assert found.reasons() == []


def test_three_reasons_come_in_the_language_of_the_reader() -> None:
    side = {"topics": ["hydrogen"], "priorities": {"energy": 2}, "kind": "cluster"}
    shares = {Part.TOPICS: 1, Part.TEXT: 1, Part.KIND: 1}
    found = explain(shares, side, side)
    english = said(found)
    assert english == [
        "Both work on Hydrogen.",
        "Their descriptions speak of similar things, whatever the language.",
        "Both are clusters.",
    ]
    told = {"en": english}
    for language in OTHERS:
        with translation.override(language):
            told[language] = said(found)
            assert NAMES["hydrogen"][language] in told[language][0]
    assert len({text for sentences in told.values() for text in sentences}) == 3 * len(told)
