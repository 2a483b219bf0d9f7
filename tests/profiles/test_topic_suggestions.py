"""Topics found in texts: by words in any language, by stems, by meaning, by neighbourhood."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from profiles.loading import files
from profiles.models import TopicSynonym
from profiles.topic_index import TopicIndex, fold, spaced, stems
from profiles.topic_suggestions import rank, suggest_topics, topic_index
from tests.makers import make_topic

pytestmark = pytest.mark.django_db

VOCABULARY = {
    "hydrogen": {"en": "Hydrogen", "de": "Wasserstoff", "fr": "Hydrogène", "ja": "水素"},
    "beer": {"en": "Beer and spirits", "de": "Bier", "fr": "Bière", "ja": "ビール・酒類"},
    "wine": {"en": "Wine", "de": "Wein", "fr": "Vin", "ja": "ワイン"},
    "robotics": {"en": "Robotics", "de": "Robotik", "fr": "Robotique", "ja": "ロボット"},
    "ski": {"en": "Ski tourism", "de": "Skitourismus", "fr": "Tourisme de ski", "ja": "スキー"},
    "hotspring": {"en": "Hot springs", "de": "Thermen", "fr": "Thermalisme", "ja": "温泉"},
    "forestry": {"en": "Forestry", "de": "Forstwirtschaft", "fr": "Sylviculture", "ja": "林業"},
    "fishery": {"en": "Fishery", "de": "Fischerei", "fr": "Pêche", "ja": "水産業"},
}


@pytest.fixture(autouse=True)
def vocabulary() -> None:
    cache.clear()
    for slug, names in VOCABULARY.items():
        make_topic(slug, **names)
    synonyms = [("hydrogen", "en", "fuel cells"), ("hydrogen", "ja", "燃料電池")]
    synonyms += [("beer", "ja", "醸造"), ("beer", "de", "Brauereien"), ("wine", "fr", "vignoble")]
    for slug, language, term in synonyms:
        topic = make_topic(slug)
        TopicSynonym.objects.create(topic=topic, language=language, term=term)


def first(language: str, text: str) -> tuple[str, str]:
    suggestion = suggest_topics([(language, text)])[0]
    return suggestion.topic, suggestion.because


@pytest.mark.parametrize(
    ("language", "text", "topic", "word"),
    [
        ("en", "Our companies build FUEL CELLS.", "hydrogen", "fuel cells"),
        ("de", "Die Brauereien der Region laden ein.", "beer", "Brauereien"),
        ("fr", "Le VIGNOBLE et les HYDROGÈNES", "hydrogen", "Hydrogène"),
        ("ja", "県内の燃料電池メーカーを支援します。", "hydrogen", "燃料電池"),
        ("ja", "ﾛﾎﾞｯﾄを造る会社", "robotics", "ロボット"),
        ("ja", "伝統の醸造技術です。", "beer", "醸造"),
        ("cs", "Firmy vyvíjejí robotiku a Robotik.", "robotics", "Robotik"),
    ],
)
def test_words_of_any_language_are_found(language: str, text: str, topic: str, word: str) -> None:
    assert first(language, text) == (topic, f"from “{word}”")


def test_a_term_begins_where_a_word_begins() -> None:
    """`Wein` is not in `Schwein`, nor `vin` in `ravin`; endings may follow."""
    found = suggest_topics([("hu", "Schweinezucht, ravin")])
    assert [it.because for it in found if it.topic == "wine"] == []
    assert first("hu", "Weinbau") == ("wine", "from “Wein”")


def test_a_shared_stem_is_named_by_the_word_of_the_text() -> None:
    index = TopicIndex(
        {
            **{f"other-{n}": [("en", f"Nothing like this {n}")] for n in range(100)},
            "energy-storage": [("en", "Battery storage")],
        }
    )
    found = rank(index, [("fi", "Batteriteollisuus Vaasassa")], chosen=(), count=3)
    assert (found[0].topic, found[0].because) == (
        "energy-storage",
        "from “Batteriteollisuus”",
    )


def test_meaning_is_found_without_a_common_word() -> None:
    assert first("en", "Guests bathe outdoors in naturally heated water.") == (
        "hotspring",
        "similar meaning",
    )
    assert first("de", "Unsere Gäste baden draußen in heißem Wasser aus der Tiefe.") == (
        "hotspring",
        "similar meaning",
    )


def test_what_cannot_be_read_is_not_given_a_meaning() -> None:
    """Danish: vectors would be noise; nothing in the words, so nothing is suggested."""
    assert suggest_topics([("da", "Gæsterne bader udendørs.")]) == []


def test_neighbours_stand_in_for_what_cannot_be_read() -> None:
    """With the real vocabulary: eight topics have no neighbours."""
    groups = {row["group"] for row in files.group_table(settings.DATA_DIR).rows()}
    rows = files.topic_table(settings.DATA_DIR, groups).rows()
    names = [(row["topic"], [(it, row[f"name_{it}"]) for it in files.LANGUAGES]) for row in rows]
    index = TopicIndex(dict(names))
    found = rank(index, [("da", "Vi laver vin.")], chosen=(), count=8)
    assert [(it.topic, it.because) for it in found[:2]] == [
        ("wine", "from “Vin”"),
        ("rice", "close to “Wine”"),
    ]
    assert "beer_spirits" in [it.topic for it in found]
    chosen = rank(index, [("da", "Vi laver vin.")], chosen={"wine"}, count=1)
    assert [(it.topic, it.because) for it in chosen] == [("rice", "close to “Wine”")]
    assert rank(index, [("en", "We make it.")], chosen={"wine"}, count=8) == []


def test_reasons_are_in_the_readers_language() -> None:
    with translation.override("ja"):
        assert topic_index().name("wine") == "ワイン"
    with translation.override("fr"):
        assert topic_index().name("wine") == "Vin"


def test_chosen_topics_are_not_suggested_again() -> None:
    text = [("en", "Hydrogen, wine, beer and spirits")]
    topics = [it.topic for it in suggest_topics(text)]
    assert {"hydrogen", "beer", "wine"} == set(topics[:3])
    left = suggest_topics(text, chosen={"hydrogen", "wine"})
    assert left[0].topic == "beer"
    assert {"hydrogen", "wine"} & {it.topic for it in left} == set()


def test_no_more_than_asked_for() -> None:
    assert len(suggest_topics([("en", "Hydrogen, beer, wine, forestry, ski")], count=2)) == 2


@pytest.mark.parametrize("texts", [[], [("en", "")], [("ja", " \n ")]])
def test_nothing_written_nothing_suggested(texts: list[tuple[str, str]]) -> None:
    assert suggest_topics(texts) == []


def test_texts_in_several_languages_are_read_together() -> None:
    found = suggest_topics([("sv", "Vattenkraft"), ("ja", "温泉と水素")], count=2)
    assert {it.topic for it in found} == {"hotspring", "hydrogen"}


def test_a_very_long_text_is_read_in_time_and_without_fault() -> None:
    found = suggest_topics([("en", "Hydrogen, and more. " * 5000)], count=1)
    assert [it.topic for it in found] == ["hydrogen"]


def test_the_vocabulary_costs_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        suggest_topics([("en", "Hydrogen")])
    with django_assert_num_queries(2):
        suggest_topics([("en", "Hydrogen"), ("ja", "温泉")], count=3)


def test_a_changed_vocabulary_is_noticed() -> None:
    assert suggest_topics([("da", "Vindmøller")]) == []
    make_topic("wind", en="Wind power", de="Windkraft", fr="Éolien", ja="風力発電")
    synonym = {"language": "en", "term": "vindmøller"}
    TopicSynonym.objects.create(topic=make_topic("wind"), **synonym)
    assert suggest_topics([("da", "Vindmøller")])[0].topic == "wind"


def test_vectors_are_shared_by_processes() -> None:
    topics, mean = topic_index().vectors
    assert (topics.shape, mean.shape) == ((len(VOCABULARY), 512), (512,))
    again, _ = TopicIndex(topic_index().terms).vectors
    assert (again == topics).all()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Éolien GROẞ", "eolien gross"),
        ("バイオ", "バイオ"),
        ("ﾊﾞｲｵ", "バイオ"),
        ("ハイオ", "ハイオ"),
        ("ＡＩ", "ai"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_and_stems() -> None:
    assert spaced("Power-to-Gas, (Öl)!") == " power to gas ol "
    assert stems("Wasserstoffwirtschaft のロボット工学研究") == {
        "wasser": "Wasserstoffwirtschaft",
        "ロボット": "ロボット",
        "工学": "工学研究",
        "学研": "工学研究",
        "研究": "工学研究",
    }


STEMMED = TopicIndex(
    {
        "hydropower": [("en", "Small hydropower"), ("de", "Kleine Wasserkraft")],
        "ict": [("de", "Kommunikation"), ("fr", "Réseaux")],
        **{f"other-{n}": [("en", f"Nothing like this {n}")] for n in range(98)},
    }
)


def test_half_a_term_says_half() -> None:
    """One of 100 topics has it: ln 100 = 4.605; `small` is one of two stems as rare."""
    shared = STEMMED.shared_stems({"en": stems("Small towns")})
    assert {slug: list(own) for slug, own in shared.items()} == {"hydropower": ["small"]}
    assert shared["hydropower"]["small"] == (pytest.approx(4.605 / 2, abs=0.001), "Small")
    whole = STEMMED.shared_stems({"en": stems("Small hydropower stations")})
    assert {stem: round(weight, 3) for stem, (weight, _) in whole["hydropower"].items()} == {
        "small": 4.605,
        "hydrop": 4.605,
    }


def test_words_are_compared_within_a_language_of_the_vocabulary() -> None:
    """An English `community` is no `Kommunikation`; a Danish word may be."""
    english = STEMMED.shared_stems({"en": stems("kommunes")})
    danish = STEMMED.shared_stems({"da": stems("kommuner")})
    assert (english, [*danish]) == ({}, ["ict"])
