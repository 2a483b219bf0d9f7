"""Two documents side by side, in the reader's words."""

from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override

from helpdesk.desk.comparing import Row, Section, compare
from helpdesk.desk.naming import names_for
from profiles.differences import changed_fields, differences, paired
from profiles.documents import Document
from profiles.models import Logo
from tests.makers import make_cooperation, make_profile, make_topic
from tests.profiles.documents import make_vocabulary, whole_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def old() -> Document:
    make_topic("fermentation", ja="発酵")
    make_vocabulary()
    return whole_document()


def compared(old: Document | None, new: Document) -> dict[str, Section]:
    known = [new] if old is None else [old, new]
    return {section.name: section for section in compare(old, new, names_for(known))}


def texts(row: Row) -> tuple[list[str], list[str]]:
    return [it.text for it in row.old], [it.text for it in row.new]


def row_of(section: Section, path: str) -> Row:
    [row] = [it for it in section.remarkable() if it.path == path]
    return row


def statement(text: str, **fields: Any) -> dict[str, Any]:
    basic = {"language": "en", "topics": [], "cooperation": [], "is_demonstration": False}
    return basic | {"texts": {"en": text}} | fields


def blocks(section: Section) -> list[tuple[str, str]]:
    return [(block.label, block.state) for block in section.blocks]


def test_nothing_changed(old: Document) -> None:
    sections = compared(old, deepcopy(old))
    assert [section.count for section in sections.values()] == [0] * 8
    assert changed_fields(old, deepcopy(old)) == set()


def test_facts_are_shown_by_their_names(old: Document) -> None:
    new = deepcopy(old)
    new["organisation"] |= {"kind": "agency", "legal_status": "public_body", "member_count": 41}
    organisation = compared(old, new)["organisation"]
    assert {row.path.rpartition(".")[2]: texts(row) for row in organisation.changed} == {
        "kind": (["Cluster"], ["Agency"]),
        "legal_status": (["Legal entity of its own"], ["Public body"]),
        "member_count": (["40"], ["41"]),
    }
    assert [row.label for row in organisation.changed] == ["Kind", "Legal status", "Members"]


def test_every_language_has_its_rows(old: Document) -> None:
    new = deepcopy(old)
    new["organisation"]["texts"]["ja"] = {"name": "発酵クラスター", "description": ""}
    organisation = compared(old, new)["organisation"]
    [row] = organisation.changed
    assert (row.path, row.language, texts(row)) == (
        "organisation.texts.ja.name",
        "ja",
        ([], ["発酵クラスター"]),
    )
    back = compared(new, old)["organisation"]
    assert [(it.path, texts(it)) for it in back.changed] == [
        ("organisation.texts.ja.name", (["発酵クラスター"], []))
    ]


def test_vocabulary_is_shown_in_the_readers_language(old: Document) -> None:
    new = deepcopy(old)
    new["topics"], new["sectors"] = ["fermentation", "unheard-of"], {"innovation": 2}
    with override("ja"):
        topics = row_of(compared(old, new)["topics"], "topics")
    assert texts(topics)[1] == ["発酵", "unheard-of"]
    sectors = row_of(compared(old, new)["sectors"], "sectors")
    assert texts(sectors) == (
        ["Industry: main", "Innovation: secondary"],
        ["Innovation: main"],
    )


def test_languages_and_links_are_named(old: Document) -> None:
    new = deepcopy(old)
    new["languages"] = {"written": "ja", "spoken": ["en", "ja"]}
    new["contact"]["links"].append({"kind": "x", "url": "https://x.com/cluster"})
    sections = compared(old, new)
    assert texts(row_of(sections["languages"], "languages.written")) == (["English"], ["Japanese"])
    spoken = row_of(sections["languages"], "languages.spoken")
    assert [(it.text, it.is_changed) for it in spoken.new] == [
        ("English", False),
        ("Japanese", True),
    ]
    links = row_of(sections["contact"], "contact.links")
    assert [(it.text, it.url, it.is_changed) for it in links.new] == [
        ("Website: https://cluster.example.org", "https://cluster.example.org", False),
        ("X: https://x.com/cluster", "https://x.com/cluster", True),
    ]


def test_a_logo_is_shown_as_the_picture_it_is(old: Document) -> None:
    logo = Logo.objects.create(profile=make_profile(), file="logos/x.png", width=1, height=1)
    new = deepcopy(old)
    new["contact"]["logo"] = str(logo.name)
    row = row_of(compared(old, new)["contact"], "contact.logo")
    assert (row.old, [(it.text, it.image) for it in row.new]) == (
        [],
        [("Logo", f"/logos/{logo.name}.png")],
    )


def test_one_offer_taken_out_does_not_move_the_others(old: Document) -> None:
    first, second, third = statement("Soy."), statement("Rye."), statement("Rice.")
    old["offers"] = [first, second, third]
    new = deepcopy(old) | {"offers": [second, statement("Wild rice.")]}
    offers = compared(old, new)["offers"]
    assert blocks(offers) == [("Offer 1", "gone"), ("Offer 1", "same"), ("Offer 2", "changed")]
    assert [block.rows[0].path for block in offers.blocks] == [
        "offers.0.texts.en",
        "offers.0.texts.en",
        "offers.1.texts.en",
    ]
    assert offers.count == 2
    about = [row.path for row in offers.remarkable()]
    assert len(about) == len(set(about))


def test_new_offers_and_what_is_in_them(old: Document) -> None:
    make_cooperation("joint-rd")
    more = statement("Soy.", topics=["hydrogen"], cooperation=["joint-rd"], is_demonstration=True)
    new = deepcopy(old) | {"offers": [*old["offers"], more]}
    [_same, block] = compared(old, new)["offers"].blocks
    assert (block.label, block.state) == ("Offer 2", "new")
    assert [texts(row) for row in block.rows] == [
        ([], ["Soy."]),
        ([], ["Hydrogen"]),
        ([], ["joint-rd"]),
        ([], ["Yes"]),
    ]


def test_what_never_was_public_is_new_throughout(old: Document) -> None:
    sections = compared(None, old)
    rows = [row for section in sections.values() for row in section.rows]
    assert {it.is_changed for it in rows} == {True, False}
    assert [row.path for row in rows if row.old] == []
    assert [row.path for row in rows if row.is_changed == row.is_empty] == []
    states = [block.state for name in ("offers", "needs") for block in sections[name].blocks]
    assert states == ["new", "new"]


def test_the_page_and_the_queue_count_alike(old: Document) -> None:
    old["needs"] = [statement("Soy."), statement("Rye.")]
    new = deepcopy(old)
    new["organisation"]["host"] = "Dijon"
    new["sectors"] = {"industry": 1}
    new["topics"] = ["hydrogen"]
    new["needs"] = [statement("Soy.", topics=["hydrogen"], cooperation=["x"]), statement("Rice.")]
    new["contact"] |= {"phone": "+81352882111", "links": []}
    counted = sum(section.count for section in compared(old, new).values())
    assert changed_fields(old, new) == {
        "organisation.host",
        "sectors",
        "topics",
        "needs.0",
        "needs.1",
        "contact.phone",
        "contact.links",
    }
    assert counted == 7


def test_equal_items_stand_side_by_side() -> None:
    a, b, c = ({"n": n} for n in range(3))
    assert list(paired([a, b, c], [b, c])) == [(0, a, None), (0, b, b), (1, c, c)]
    assert list(paired([a], [b, c])) == [(0, a, b), (1, None, c)]
    assert list(paired([], [a])) == [(0, None, a)]
    assert list(paired([a, b], [])) == [(0, a, None), (1, b, None)]


def test_differences_of_lists_name_the_new_item(old: Document) -> None:
    new = deepcopy(old) | {"needs": [statement("Rye."), *old["needs"]]}
    assert {it.path for it in differences(old, new)} == {"needs.0.language", "needs.0.texts.en"}
