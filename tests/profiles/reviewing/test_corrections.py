"""What trusted organisations may change without a review: letters, and nothing that says more."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.corrections import LIKENESS, MOST_CHANGED, is_nearly, is_small_correction
from profiles.documents import Document, empty_document

Change = Callable[[Document], Any]

some = settings(deadline=None, database=None, max_examples=60)
"""No deadline: the machine may be busy."""

DESCRIPTION = (
    "We bring together companies, universities and public laboratories that work on food and"
    " fermentation. Every year we hold a fair in Dijon, with some two hundred visitors."
)
OFFER = "We share what we know about fermentation with whoever wants to learn it."


def document() -> Document:
    """A cluster with two offers and a need, in two languages."""
    whole = empty_document(language="en", kind="cluster", place="FRC1", name="Fermentation Cluster")
    whole["organisation"]["texts"] = {
        "en": {"name": "Fermentation Cluster", "description": DESCRIPTION},
        "ja": {"name": "発酵クラスター", "description": "発酵食品企業と大学をつなぎます。" * 4},
    }
    whole["organisation"] |= {"legal_status": "legal_entity", "member_count": 40, "size": 2}
    statement = {
        "language": "en",
        "texts": {"en": OFFER},
        "topics": ["fermentation"],
        "cooperation": ["joint-rd"],
        "is_demonstration": False,
    }
    second = statement | {"texts": {"en": "We test the taste of sauces with trained panels."}}
    whole["offers"], whole["needs"] = [statement, second], [deepcopy(statement)]
    whole |= {"sectors": {"industry": 2}, "topics": ["fermentation"], "areas": ["africa"]}
    whole["contact"] |= {
        "email": "office@cluster.fr",
        "phone": "+33380401010",
        "links": [{"kind": "website", "url": "https://cluster.fr"}],
    }
    return whole


def at(*path: str | int) -> Callable[[Any], Change]:
    """`at("organisation", "host")("Dijon")` sets that field."""

    def changing(value: Any) -> Change:
        def change(whole: Document) -> None:
            target: Any = whole
            for step in path[:-1]:
                target = target[step]
            target[path[-1]] = value

        return change

    return changing


NEVER_SMALL: dict[str, Change] = {
    "a name": at("organisation", "texts", "en", "name")("Fermentation Clusters"),
    "a name in another language": at("organisation", "texts", "ja", "name")("発酵クラスタ"),
    "a new language": at("organisation", "texts", "fr")({"name": "Pôle", "description": "Bon."}),
    "a language less": lambda it: it["organisation"]["texts"].pop("ja"),
    "no description": at("organisation", "texts", "ja", "description")(""),
    "the kind": at("organisation", "kind")("agency"),
    "the place": at("organisation", "place")("FRC2"),
    "the legal status": at("organisation", "legal_status")("hosted"),
    "the host": at("organisation", "host")("Dijon"),
    "the number": at("organisation", "identifier")("RNA 1"),
    "the members": at("organisation", "member_count")(41),
    "the size": at("organisation", "size")(3),
    "a sector more": at("sectors", "energy")(1),
    "a priority": at("sectors", "industry")(1),
    "a topic more": lambda it: it["topics"].append("hydrogen"),
    "a topic less": lambda it: it["topics"].pop(),
    "an offer more": lambda it: it["offers"].append(deepcopy(it["offers"][0])),
    "an offer less": lambda it: it["offers"].pop(),
    "offers in another order": lambda it: it["offers"].reverse(),
    "an offer's topic": at("offers", 0, "topics")([]),
    "an offer's kind of cooperation": at("offers", 1, "cooperation")(["trade-mission"]),
    "an offer's language": at("offers", 0, "language")("de"),
    "an offer in another language": at("offers", 0, "texts", "de")("Wir teilen."),
    "demonstration data": at("offers", 0, "is_demonstration")(True),
    "a need less": lambda it: it["needs"].pop(),
    "an area": lambda it: it["areas"].append("asia"),
    "the mailbox": at("contact", "email")("office@clusters.fr"),
    "a link": at("contact", "links", 0, "url")("https://cluster.com"),
    "a link more": lambda it: it["contact"]["links"].append(
        {"kind": "x", "url": "https://x.com/c"}
    ),
    "the logo": at("contact", "logo")("9c5b94b1-35ad-49bb-b118-8e8fc24abf80"),
    "the language it is written in": at("languages", "written")("ja"),
}


def typo(text: str, position: int, letter: str) -> str:
    position %= len(text)
    return text[:position] + letter + text[position + 1 :]


@st.composite
def small_changes(draw: st.DrawFn) -> Change:
    """Something that is small by itself: a letter, a number, an address."""
    letter, position = draw(st.sampled_from("eénあ8")), draw(st.integers(0, 400))
    address = draw(st.text("abc 123", min_size=1, max_size=30))
    return draw(
        st.sampled_from(
            [
                at("organisation", "texts", "en", "description")(
                    typo(DESCRIPTION, position, letter)
                ),
                at("offers", 0, "texts", "en")(typo(OFFER, position, letter)),
                at("contact", "address")(address),
                at("contact", "phone")("+33380401011"),
                at("languages", "spoken")(["en", "fr"]),
            ]
        )
    )


@pytest.mark.parametrize("name", NEVER_SMALL)
def test_such_a_change_is_never_small(name: str) -> None:
    new = document()
    NEVER_SMALL[name](new)
    assert new != document()
    assert not is_small_correction(document(), new)


@some
@given(st.lists(small_changes(), max_size=5), st.sampled_from(sorted(NEVER_SMALL)), st.booleans())
def test_nor_is_it_among_small_ones(changes: list[Change], name: str, is_first: bool) -> None:
    new = document()
    for change in [NEVER_SMALL[name], *changes] if is_first else [*changes, NEVER_SMALL[name]]:
        try:
            change(new)
        except (KeyError, IndexError):  # what it is about has been taken out
            continue
    assert not is_small_correction(document(), new)


@some
@given(st.lists(small_changes(), min_size=1, max_size=5))
def test_letters_and_addresses_are_small(changes: list[Change]) -> None:
    new = document()
    for change in changes:
        change(new)
    assert is_small_correction(document(), new) == (new != document())


@some
@given(st.text(min_size=1))
def test_a_text_is_nearly_itself_but_nothing_is_nearly_empty(text: str) -> None:
    assert is_nearly(text, text)
    assert not is_nearly(text, "")


@some
@given(st.text("ab c", min_size=20, max_size=300), st.text("xyz", min_size=1, max_size=300))
def test_how_much_may_be_added(text: str, added: str) -> None:
    """At the end, in the middle or at the start, the share counts."""
    small = len(added) <= MOST_CHANGED and 2 * len(text) >= LIKENESS * (2 * len(text) + len(added))
    half = len(text) // 2
    for new in (text + added, text[:half] + added + text[half:], added + text):
        assert is_nearly(text, new) == small


def test_another_paragraph_in_a_long_text_is_not_small() -> None:
    long = "We ferment soy and rye. " * 400
    assert not is_nearly(long, long + "x" * (MOST_CHANGED + 1))
    assert is_nearly(long, long + "x" * MOST_CHANGED)


def test_two_words_far_apart_in_a_long_text_are_small() -> None:
    long = "We ferment soy and rye. " * 150
    assert is_nearly(long, f"I{long[2:-5]}barley.")
    japanese = "大豆と米を発酵させます。" * 150
    assert is_nearly(japanese, f"麦{japanese[1:-3]}した。")


def test_texts_that_are_too_long_to_compare_are_looked_at() -> None:
    long = "We ferment soy and rye. " * 1000
    assert not is_nearly(long, f"I{long[2:-5]}barley.")


@pytest.mark.parametrize(
    "address",
    ["Call 0033 380401010.", "Write to me@example.org.", "See https://a.fr.", "See www.a.fr."],
)
def test_an_address_within_a_text_is_looked_at(address: str) -> None:
    old, new = document(), document()
    for whole in (old, new):
        text = whole["organisation"]["texts"]["en"]
        text["description"] *= 3
    new["organisation"]["texts"]["en"]["description"] += f" {address}"
    assert is_nearly(*(it["organisation"]["texts"]["en"]["description"] for it in (old, new)))
    assert not is_small_correction(old, new)


def test_another_host_in_a_text_is_looked_at() -> None:
    old, new = document(), document()
    for whole, host in ((old, "a"), (new, "b")):
        whole["offers"][0]["texts"]["en"] = f"{OFFER} See https://{host}.fr."
    assert not is_small_correction(old, new)


def test_nothing_changed_is_no_correction() -> None:
    assert not is_small_correction(document(), document())
