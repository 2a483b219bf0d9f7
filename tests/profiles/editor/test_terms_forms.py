"""Sectors, topics, areas and languages: choices, their order and their limits."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from profiles.models import Profile, TargetArea
from tests.makers import make_topic, names
from tests.profiles.editor.filling import address, fields_of, save, send, shown
from tests.profiles.reading import elements, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


def stored(profile: Profile, section: str) -> Any:
    return profile.revisions.get().content[section]


def test_sectors(editor: Client, cluster: Profile) -> None:
    response = save(editor, cluster, "sectors", industry="1", innovation="0")
    assert (response.status_code, stored(cluster, "sectors")) == (302, {"industry": 1})


@pytest.mark.parametrize("priority", ["3", "-1", "main", "２"])
def test_a_priority_that_does_not_exist(editor: Client, cluster: Profile, priority: str) -> None:
    response = save(editor, cluster, "sectors", industry=priority)
    assert response.status_code == 422
    assert texts(response, "ul", "errorlist") == [
        f"Select a valid choice. {priority} is not one of the available choices."
    ]
    assert stored(cluster, "sectors") == {"industry": 2, "innovation": 1}


def test_topics_keep_the_order_of_the_page(editor: Client, cluster: Profile) -> None:
    make_topic("wine")
    topics = ["robotics", "wine", "hydrogen", "wine"]
    assert save(editor, cluster, "topics", topics=topics).status_code == 302
    assert stored(cluster, "topics") == ["robotics", "wine", "hydrogen"]
    assert shown(editor, cluster, "topics")["topics"] == ["robotics", "wine", "hydrogen"]


@pytest.mark.parametrize(
    ("pressed", "topics"),
    [
        ("up-robotics", ["hydrogen", "robotics", "fermentation"]),
        ("down-hydrogen", ["fermentation", "hydrogen", "robotics"]),
        ("up-hydrogen", ["hydrogen", "fermentation", "robotics"]),
        ("down-robotics", ["hydrogen", "fermentation", "robotics"]),
        ("remove-fermentation", ["hydrogen", "robotics"]),
        ("up-nothing", ["hydrogen", "fermentation", "robotics"]),
    ],
)
def test_topics_move_by_buttons(
    editor: Client, cluster: Profile, pressed: str, topics: list[str]
) -> None:
    response = save(editor, cluster, "topics", do=pressed)
    assert response["Location"] == f"{address(cluster, 'topics')}#items"
    assert stored(cluster, "topics") == topics


def test_no_more_than_fifteen_topics(editor: Client, cluster: Profile) -> None:
    slugs = [make_topic(f"topic-{n}").slug for n in range(16)]
    response = save(editor, cluster, "topics", topics=slugs)
    assert response.status_code == 422
    assert "Choose at most 15; these are 16." in texts(response, "ul", "errorlist")
    assert fields_of(response)["topics"] == slugs
    assert save(editor, cluster, "topics", topics=slugs[:15]).status_code == 302


@pytest.mark.parametrize("slug", ["nothing", "<script>alert(1)</script>", "x" * 100_000])
def test_unknown_topics_are_refused(editor: Client, cluster: Profile, slug: str) -> None:
    response = save(editor, cluster, "topics", topics=["hydrogen", slug])
    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()
    assert stored(cluster, "topics") == ["hydrogen", "fermentation", "robotics"]


def test_topics_are_suggested_from_all_that_was_written(editor: Client, cluster: Profile) -> None:
    cache.clear()
    make_topic("universities", en="Universities", de="Universitäten", fr="Universités", ja="大学")
    response = editor.get(address(cluster, "topics"))
    suggested = next(e for e in elements(response, "ul") if e["id"] == "suggestions")
    assert " ".join(suggested.text.split()) == "Universities from “Universities”"
    boxes = [e for e in elements(response, "input") if e["id"] == "topic-universities"]
    assert [("checked" in box.attributes, box["value"]) for box in boxes] == [
        (False, "universities")
    ]


def test_every_topic_stands_once_on_the_page(editor: Client, cluster: Profile) -> None:
    for slug in ("wine", "beer", "laboratories"):
        make_topic(slug)
    boxes = [e["value"] for e in elements(editor.get(address(cluster, "topics")), "input", "")]
    topics = sorted(value for value in boxes if value in {"wine", "beer", "laboratories"})
    assert topics == ["beer", "laboratories", "wine"]


def make_areas() -> None:
    africa = TargetArea.objects.create(slug="africa", kind="world_region", **names("Africa"))
    TargetArea.objects.create(slug="kenya", kind="country", parent=africa, **names("Kenya"))


def test_areas(editor: Client, cluster: Profile) -> None:
    make_areas()
    response = editor.get(address(cluster, "areas"))
    assert texts(response, "fieldset", "area-group") == ["Africa Africa Kenya"]
    assert save(editor, cluster, "areas", areas=["kenya", "kenya"]).status_code == 302
    assert stored(cluster, "areas") == ["kenya"]
    assert shown(editor, cluster, "areas")["areas"] == ["kenya"]
    assert send(editor, cluster, "areas", {"version": ["1"]}).status_code == 302
    assert stored(cluster, "areas") == []


def test_an_unknown_area(editor: Client, cluster: Profile) -> None:
    make_areas()
    response = save(editor, cluster, "areas", areas=["kenya", "atlantis"])
    assert (response.status_code, fields_of(response)["areas"]) == (422, ["kenya"])


def test_languages(editor: Client, cluster: Profile) -> None:
    response = save(editor, cluster, "languages", written="ja", spoken=["ja", "fr"])
    assert response.status_code == 302
    assert stored(cluster, "languages") == {"written": "ja", "spoken": ["ja", "fr"]}
    assert list(shown(editor, cluster, "organisation"))[1:5] == [
        "texts-ja-name",
        "texts-ja-description",
        "texts-en-name",
        "texts-en-description",
    ]


@pytest.mark.parametrize(("field", "value"), [("written", ""), ("written", "xx"), ("spoken", "xx")])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_unknown_languages(
    editor: Client, cluster: Profile, field: str, value: str, language: str
) -> None:
    response = save(editor, cluster, "languages", language=language, **{field: value})
    assert response.status_code == 422
    assert len(texts(response, "ul", "errorlist")) == 1
    assert stored(cluster, "languages") == {"written": "en", "spoken": ["en"]}
