"""Offers and needs: up to eight, in any language, added, removed and moved by buttons."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from profiles.models import Profile, User
from tests.makers import make_cooperation, make_topic
from tests.profiles.documents import register, whole_document
from tests.profiles.editor.filling import Fields, address, fields_of, save, send, shown
from tests.profiles.reading import elements, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


def offers(profile: Profile) -> list[dict[str, Any]]:
    return profile.revisions.get().content["offers"]


def sentences(profile: Profile) -> list[str]:
    return [" / ".join(offer["texts"].values()) for offer in offers(profile)]


def three(editor: Client, profile: Profile) -> None:
    """Save three offers: one, two, three."""
    for at, sentence in enumerate(("one", "two", "three")):
        assert save(editor, profile, "offers", **{f"{at}__texts__en": sentence}).status_code == 302


def test_an_offer_in_two_languages(editor: Client, cluster: Profile) -> None:
    make_cooperation("joint-rd")
    make_topic("wine")
    fields = shown(editor, cluster, "offers", "?language=ja") | {
        "1-texts-en": ["Our cellar is open."],
        "1-texts-ja": ["蔵を公開しています。"],
        "1-topics": ["fermentation"],
        "1-another": ["wine"],
        "1-cooperation": ["joint-rd"],
    }
    assert send(editor, cluster, "offers", fields).status_code == 302
    assert offers(cluster)[1] == {
        "language": "en",
        "texts": {"en": "Our cellar is open.", "ja": "蔵を公開しています。"},
        "topics": ["fermentation", "wine"],
        "cooperation": ["joint-rd"],
        "is_demonstration": False,
    }


def test_a_need_in_japanese_alone(editor: Client, alice: User) -> None:
    profile = register(alice, whole_document("japan"))
    fields = shown(editor, profile, "needs")
    assert [name for name in fields if "texts" in name] == ["0-texts-ja", "1-texts-ja"]
    fields["1-texts-ja"] = ["共同研究の相手を探しています。"]
    assert send(editor, profile, "needs", fields).status_code == 302
    need = profile.revisions.get().content["needs"][1]
    assert (need["language"], need["texts"]) == ("ja", {"ja": "共同研究の相手を探しています。"})


def test_a_blank_one_waits_at_the_end(editor: Client, cluster: Profile) -> None:
    assert shown(editor, cluster, "offers")["items"] == ["0", "1"]
    three(editor, cluster)
    assert sentences(cluster) == ["one", "two", "three"]
    assert shown(editor, cluster, "offers")["items"] == ["0", "1", "2", "3"]


def test_eight_are_enough(editor: Client, cluster: Profile) -> None:
    for at in range(8):
        save(editor, cluster, "offers", **{f"{at}__texts__en": f"Offer {at}"})
    fields = shown(editor, cluster, "offers")
    assert fields["items"] == [str(at) for at in range(8)]
    fields |= {"items": [*fields["items"], "8"], "8-texts-en": ["A ninth"]}
    send(editor, cluster, "offers", fields)
    assert len(offers(cluster)) == 8


@pytest.mark.parametrize(
    ("pressed", "left"),
    [
        ("up-1", ["two", "one", "three"]),
        ("down-0", ["two", "one", "three"]),
        ("down-2", ["one", "two", "three"]),
        ("up-0", ["one", "two", "three"]),
        ("remove-1", ["one", "three"]),
        ("remove-9", ["one", "two", "three"]),
        ("add", ["one", "two", "three"]),
    ],
)
def test_buttons(editor: Client, cluster: Profile, pressed: str, left: list[str]) -> None:
    three(editor, cluster)
    response = save(editor, cluster, "offers", do=pressed)
    assert response["Location"] == f"{address(cluster, 'offers')}#items"
    assert sentences(cluster) == left


def test_a_faulty_one_can_be_removed(editor: Client, cluster: Profile) -> None:
    three(editor, cluster)
    response = save(editor, cluster, "offers", do="remove-1", **{"1__texts__en": "x" * 401})
    assert (response.status_code, sentences(cluster)) == (302, ["one", "three"])


def test_an_emptied_one_is_gone(editor: Client, cluster: Profile) -> None:
    three(editor, cluster)
    fields = shown(editor, cluster, "offers")
    fields["0-texts-en"] = [""]
    fields.pop("0-topics", None)
    assert send(editor, cluster, "offers", fields).status_code == 302
    assert sentences(cluster) == ["two", "three"]


def test_moved_faulty_items_keep_their_order_and_text(editor: Client, cluster: Profile) -> None:
    three(editor, cluster)
    response = save(editor, cluster, "offers", do="up-2", **{"0__texts__en": "y" * 500})
    assert response.status_code == 422
    fields = fields_of(response)
    assert fields["items"] == ["0", "2", "1", "3"]
    fields["0-texts-en"] = ["ONE"]
    assert send(editor, cluster, "offers", fields).status_code == 302
    assert sentences(cluster) == ["ONE", "three", "two"]


FAULTS: list[tuple[Fields, str]] = [
    ({"0-texts-en": ["x" * 401]}, "Write at most 400 characters; these are 401."),
    ({"0-texts-en": ["水" * 100_000]}, "Write at most 400 characters; these are 100000."),
    (
        {"1-texts-en": [" \u200b "], "1-topics": ["hydrogen"]},
        "Write the offer in one language, or remove it.",
    ),
    (
        {"0-topics": ["nothing"]},
        "Select a valid choice. nothing is not one of the available choices.",
    ),
    (
        {"0-another": ["nothing"]},
        "Select a valid choice. nothing is not one of the available choices.",
    ),
    (
        {"0-cooperation": ["war"]},
        "Select a valid choice. war is not one of the available choices.",
    ),
]


@pytest.mark.parametrize(("typed", "message"), FAULTS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_faults(
    editor: Client, cluster: Profile, typed: Fields, message: str, language: str
) -> None:
    fields = shown(editor, cluster, "offers") | {"1-texts-en": ["Typed beside it"]} | typed
    response = send(editor, cluster, "offers", fields, language=language)
    assert response.status_code == 422
    told = texts(response, "ul", "errorlist")
    assert len(told) == 1
    if language == "en":
        assert told == [message]
    assert fields_of(response)["1-texts-en"] == [fields["1-texts-en"][0]]
    assert offers(cluster) == whole_document()["offers"]


def test_no_more_than_eight_topics_each(editor: Client, cluster: Profile) -> None:
    slugs = [make_topic(f"topic-{n}").slug for n in range(9)]
    response = save(editor, cluster, "offers", **{"0__topics": slugs})
    assert texts(response, "ul", "errorlist") == ["Choose at most 8; these are 9."]


@pytest.mark.parametrize("section", ["offers", "contact"])
@pytest.mark.parametrize("items", [[], ["x"], ["-1"], ["99"], ["1" * 5000]])
def test_a_list_is_not_emptied_by_half_a_form(
    editor: Client, cluster: Profile, section: str, items: list[str]
) -> None:
    name = "links" if section == "contact" else "items"
    response = save(editor, cluster, section, **{name: items})
    assert response.status_code == 422
    assert cluster.revisions.get().content == whole_document()


def test_what_is_no_item_is_left_out(editor: Client, cluster: Profile) -> None:
    response = save(editor, cluster, "offers", items=["0", "0", "x", "99"])
    assert (response.status_code, len(offers(cluster))) == (302, 1)


def test_topics_are_suggested_beside_each_text(editor: Client, cluster: Profile) -> None:
    cache.clear()
    make_topic("wine", en="Wine", de="Wein", fr="Vin", ja="ワイン")
    fields = shown(editor, cluster, "offers") | {"1-texts-en": ["We taste wine."]}
    response = send(editor, cluster, "offers", fields, htmx=True)
    lists = {e["id"]: " ".join(e.text.split()) for e in elements(response, "ul")}
    assert lists["suggestions-1"] == "Wine from “wine”".replace("wine”", "Wine”")
    boxes = [e for e in elements(response, "input") if e["id"] == "topic-1-wine"]
    assert [(box["name"], "checked" in box.attributes) for box in boxes] == [("1-topics", False)]


def test_another_topic_becomes_one_of_the_ticked(editor: Client, cluster: Profile) -> None:
    make_topic("wine")
    save(editor, cluster, "offers", **{"0__another": "wine"})
    assert shown(editor, cluster, "offers")["0-topics"] == ["fermentation", "wine"]


def demonstration(alice: User) -> Profile:
    document = whole_document()
    document["offers"][0] |= {
        "is_demonstration": True,
        "language": "fr",
        "texts": {"fr": "Nous partageons.", "en": "We share."},
    }
    return register(alice, document)


def test_a_demonstration_is_one_until_its_words_are_changed(editor: Client, alice: User) -> None:
    profile = demonstration(alice)
    save(editor, profile, "offers", **{"0__topics": ["hydrogen"]})
    assert (offers(profile)[0]["is_demonstration"], offers(profile)[0]["language"]) == (True, "fr")
    save(editor, profile, "offers", **{"0__texts__en": "We share a lot."})
    assert (offers(profile)[0]["is_demonstration"], offers(profile)[0]["language"]) == (False, "fr")


def test_the_original_is_a_language_that_is_there(editor: Client, alice: User) -> None:
    profile = demonstration(alice)
    save(editor, profile, "offers", **{"0__texts__fr": ""})
    assert offers(profile)[0]["language"] == "en"
