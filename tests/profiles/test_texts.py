"""Which text a reader gets, and in which language: the reader's own, else the original."""

import pytest
from django.utils import translation

from profiles.models import Profile
from tests.makers import make_profile

pytestmark = pytest.mark.django_db

JAPANESE, ENGLISH = ("福島県", "水素の県です。"), ("Fukushima", "A prefecture of hydrogen.")


def described(profile: Profile) -> tuple[str, str] | None:
    text = profile.description
    return text and (text.language, text.description)


@pytest.mark.parametrize(
    ("reader", "name", "description"),
    [
        ("ja", "福島県", ("ja", "水素の県です。")),
        ("en", "Fukushima", ("en", "A prefecture of hydrogen.")),
        ("fr", "福島県", ("ja", "水素の県です。")),
        ("de", "Präfektur Fukushima", ("ja", "水素の県です。")),
    ],
)
def test_name_and_description(reader: str, name: str, description: tuple[str, str]) -> None:
    """German has a name and no description: each falls back by itself."""
    texts = {"ja": JAPANESE, "en": ENGLISH, "de": "Präfektur Fukushima"}
    profile = make_profile("jp-07", language="ja", texts=texts)
    with translation.override(reader):
        assert (profile.name, described(profile)) == (name, description)
        assert str(profile) == name
    assert (profile.native_name, profile.latin_name) == ("福島県", "Fukushima")


@pytest.mark.parametrize(
    ("reader", "offered"),
    [
        ("en", None),
        ("fr", "A prefecture of hydrogen."),
        ("ja", None),
        ("de", None),
    ],
)
def test_english_is_offered_beside_an_original_in_another_language(
    reader: str, offered: str | None
) -> None:
    german = ("Präfektur Fukushima", "Eine Präfektur.")
    texts = {"ja": JAPANESE, "en": ENGLISH, "de": german}
    profile = make_profile("jp-07", language="ja", texts=texts)
    with translation.override(reader):
        english = profile.english_description
    assert (english and english.description) == offered


def test_without_english_the_original_names_everything() -> None:
    profile = make_profile("jp-07", language="ja", texts={"ja": JAPANESE})
    with translation.override("en"):
        assert (profile.name, profile.latin_name) == ("福島県", "福島県")
        assert profile.english_description is None
        assert profile.get_absolute_url() == f"/en/partners/{profile.pk}--/"


def test_nothing_written_yet() -> None:
    profile = make_profile("de-nw", texts={"en": ""})
    assert (profile.name, profile.native_name, profile.latin_name) == (f"#{profile.pk}", "", "")
    assert described(profile) is None


def test_the_address_is_in_latin_letters() -> None:
    texts = {"fr": "Île-de-France"}
    profile = make_profile("fr-idf", place="FR1", language="fr", texts=texts)
    with translation.override("ja"):
        assert profile.get_absolute_url() == f"/ja/partners/{profile.pk}-ile-de-france/"


@pytest.mark.parametrize(
    ("reader", "shown"),
    [("de", ("de", "Stahl.")), ("en", ("en", "Steel.")), ("ja", ("de", "Stahl."))],
)
def test_statements(reader: str, shown: tuple[str, str]) -> None:
    profile = make_profile(language="de", offers=[{"de": "Stahl.", "en": "Steel."}])
    [offer] = profile.offers
    with translation.override(reader):
        assert (offer.shown.language, offer.shown.text) == shown
        assert str(offer) == shown[1]


def test_offers_and_needs_keep_their_order() -> None:
    profile = make_profile(offers=["One.", "Two."], needs=["Three.", "Four."])
    assert [str(offer) for offer in profile.offers] == ["One.", "Two."]
    assert [str(need) for need in profile.needs] == ["Three.", "Four."]
