"""What a careful reader would notice, and what not."""

from typing import Any

import pytest

from profiles.documents import Document, empty_document
from profiles.guessing import looks_like
from profiles.quality import hints

ENGLISH = "We bring together the companies of the region and look for partners in Japan."
GERMAN = "Wir bringen die Unternehmen der Region zusammen und suchen Partner, die mit uns lernen."
FRENCH = "Nous réunissons les entreprises de la région et cherchons des partenaires dans le monde."
JAPANESE = "県内の企業をつなぎ、海外の地域との共同研究を求めています。"


def document(**texts: str) -> Document:
    """A document with these descriptions by language."""
    whole = empty_document(language="en", kind="cluster", place="FRC1")
    whole["organisation"]["texts"] = {
        language: {"name": "Cluster", "description": text} for language, text in texts.items()
    }
    return whole


def statement(**texts: str) -> dict[str, Any]:
    return {"language": "en", "texts": texts, "topics": [], "cooperation": []}


def found(whole: Document, **topic_words: list[str]) -> list[tuple[str, str, str]]:
    return [(it.key, it.path, it.words) for it in hints(whole, topic_words)]


def test_a_careful_document_has_no_hints() -> None:
    whole = document(en=ENGLISH, de=GERMAN, fr=FRENCH, ja=JAPANESE)
    whole["offers"] = [statement(en="A fair in Dijon every year.", ja="毎年の商談会。")]
    whole["needs"] = [statement(en="Partners who know about soy.")]
    links = [{"kind": "website", "url": "https://www.cluster-bfc.fr/en"}]
    whole["contact"] |= {"email": "contact@cluster-bfc.fr", "links": links}
    whole["topics"] = ["soy"]
    assert found(whole, soy=["Soja", "Soy"]) == []


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("Call +33 3 80 40 10 10 at any time of the day.", "phone", "+33 3 80 40 10 10"),
        ("Call 0081-3-5288-2111 at any time of the day.", "phone", "0081-3-5288-2111"),
        ("Write to anne.dupont@cluster.fr whenever you like.", "email", "anne.dupont@cluster.fr"),
        ("See https://cluster.fr for more about what we do.", "web", "https://cluster.fr"),
        ("WE ARE THE BEST CLUSTER OF ALL, with partners.", "shouts", ""),
        ("Cluster", "short", ""),
    ],
)
def test_what_strikes_the_eye_in_a_description(text: str, key: str, words: str) -> None:
    assert found(document(en=text)) == [(key, "organisation.texts.en.description", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Founded in 1998, with 2,500 members and 30 000 m² of laboratories.",
        "We hold the AI, IoT and 5G fairs of JETRO, NEDO and AIST every year.",
        "Open from 2024-04-01 to 2025-03-31, at 100 % of capacity.",
        "Prices from 10,000 to 200,000 yen (80–1,600 euros).",
    ],
)
def test_numbers_and_acronyms_are_usual(text: str) -> None:
    assert found(document(en=text)) == []


def test_one_text_in_two_languages() -> None:
    whole = document(en=ENGLISH, fi=f" {ENGLISH.upper().title()} ")
    whole["needs"] = [statement(en="Partners for soy.", fr="partners  for soy.")]
    same = [it for it in found(whole) if it[0] == "same"]
    assert same == [
        ("same", "organisation.texts.fi.description", ""),
        ("same", "needs.0.texts.fr", ""),
    ]


def test_empty_texts_are_not_the_same() -> None:
    assert found(document(en="", fr="")) == []


def test_what_is_offered_and_needed_at_once() -> None:
    whole = document(en=ENGLISH)
    whole["offers"] = [statement(en="Joint research."), statement(en="Knowledge of soy.")]
    whole["needs"] = [statement(en="knowledge of  soy.", ja="大豆の知識。")]
    assert found(whole) == [("offer_is_need", "offers.1", "")]


def test_topics_that_no_text_mentions() -> None:
    whole = document(en=ENGLISH, ja=JAPANESE)
    whole["topics"] = ["research", "soy", "unknown"]
    words = {"research": ["Joint research", "共同研究"], "soy": ["Soy", "大豆"]}
    assert found(whole, **words) == [("topic", "topics", "Soy")]


@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("anne.dupont@cluster-bfc.fr", "personal"),
        ("a.dupont@cluster-bfc.fr", "personal"),
        ("taro_yamada@cluster-bfc.fr", "personal"),
        ("info.region@cluster-bfc.fr", ""),
        ("eu-office@cluster-bfc.fr", ""),
        ("contact@cluster-bfc.fr", ""),
        ("kokusai@pref.kumamoto.lg.jp", ""),
        ("cluster@gmail.com", "free"),
        ("", ""),
    ],
)
def test_whose_mailbox_it_looks_like(email: str, key: str) -> None:
    whole = document(en=ENGLISH)
    whole["contact"]["email"] = email
    assert [it[0] for it in found(whole)] == ([key] if key else [])


@pytest.mark.parametrize(
    ("email", "url", "is_noticed"),
    [
        ("info@cluster-bfc.fr", "https://cluster-bfc.fr", False),
        ("info@mail.cluster-bfc.fr", "https://www.cluster-bfc.fr:8000/x", False),
        ("info@cluster-bfc.fr", "https://cluster-bfc.com", True),
        ("info@pref.kumamoto.lg.jp", "https://www.pref.kumamoto.lg.jp", False),
        ("info@city.kumamoto.lg.jp", "https://www.pref.kumamoto.lg.jp", True),
        ("info@kumamoto-u.ac.jp", "https://www.kyushu-u.ac.jp", True),
    ],
)
def test_a_website_somewhere_else(email: str, url: str, is_noticed: bool) -> None:
    whole = document(en=ENGLISH)
    links = [{"kind": "website", "url": url}, {"kind": "x", "url": "https://x.com/bfc"}]
    whole["contact"] |= {"email": email, "links": links}
    assert [it[0] for it in found(whole)] == (["domain"] if is_noticed else [])


@pytest.mark.parametrize(
    ("text", "declared", "guess"),
    [
        (JAPANESE, "ja", ""),
        (JAPANESE, "en", "HIRAGANA"),
        (ENGLISH, "ja", "LATIN"),
        (ENGLISH, "en", ""),
        (ENGLISH, "de", "en"),
        (GERMAN, "fr", "de"),
        (GERMAN, "de-AT", ""),
        (FRENCH, "en", "fr"),
        (FRENCH, "fr", ""),
        (ENGLISH, "lt", ""),  # its words are not known
        ("Το δίκτυο των επιχειρήσεων", "en", "GREEK"),
        ("Το δίκτυο των επιχειρήσεων", "el", ""),
        ("Мрежа на предприятията", "de", "CYRILLIC"),
        ("기업과 대학을 연결하는 네트워크", "ja", "HANGUL"),
        ("ＮＥＤＯとＡＩＳＴの共同研究を、県内の企業とともに進めています。", "ja", ""),
        ("Vitagora", "ja", ""),  # too short to tell
        ("", "ja", ""),
    ],
)
def test_in_which_language_a_text_is_not(text: str, declared: str, guess: str) -> None:
    assert looks_like(text, declared) == guess


def test_another_language_is_noticed_where_it_stands() -> None:
    whole = document(en=ENGLISH)
    whole["offers"] = [statement(en="県内の発酵技術を研究している企業との共同開発。")]
    assert found(whole) == [("language", "offers.0.texts.en", "")]
