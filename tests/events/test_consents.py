"""What participants agree to: each on its own, in the words they read, and changed at any time."""

from hashlib import sha256

import pytest
from django.utils import translation

from events.consents import WORDINGS, Purpose, choices_of, log_consents
from events.models import Registration, RegistrationConsent
from tests.events.making import make_webinar, register
from tests.events.visiting import form_of, page_of, sign_up
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import elements, texts

pytestmark = MARKS


def log() -> list[tuple[str, bool]]:
    return list(RegistrationConsent.objects.order_by("pk").values_list("purpose", "is_given"))


def choose(registration: Registration, purpose: str, answer: str, version: str = "") -> int:
    version = version or WORDINGS[purpose].version
    data = {"purpose": purpose, "answer": answer, "version": version}
    return visitor().post(page_of(registration, "consents/"), data).status_code


def test_nothing_is_ticked_beforehand_and_nothing_is_a_condition() -> None:
    webinar = make_webinar()
    boxes = [
        it for it in elements(visitor().get(form_of(webinar)), "input") if it["type"] == "checkbox"
    ]
    assert [it["name"] for it in boxes] == ["recording", "listed", "news"]
    assert [it for it in boxes if {"checked", "required"} & it.attributes.keys()] == []
    assert sign_up(webinar).status_code == 302
    assert log() == [("recording", False), ("listed", False), ("news", False)]


def test_each_is_kept_with_the_words_that_were_read() -> None:
    sign_up(make_webinar(), news="on")
    rows = {it.purpose: it for it in RegistrationConsent.objects.all()}
    assert {key: row.is_given for key, row in rows.items()} == {
        "recording": False,
        "listed": False,
        "news": True,
    }
    words = str(WORDINGS[Purpose.NEWS].text)
    assert rows["news"].digest == sha256(words.encode()).hexdigest()
    assert (rows["news"].version, rows["news"].language) == ("2026-11", "en")


def test_the_words_are_those_of_the_page_not_of_the_mails() -> None:
    """Whoever reads English and wants German mails has agreed to the English words."""
    sign_up(make_webinar(), language="de")
    assert {it.language for it in RegistrationConsent.objects.all()} == {"en"}


def test_a_mind_can_be_changed_both_ways_and_all_of_it_stays_in_the_log() -> None:
    registration = register(make_webinar(), consents={"listed": True})
    assert choose(registration, "listed", "withdraw") == 302
    assert choose(registration, "listed", "give") == 302
    assert choose(registration, "news", "give") == 302
    assert log() == [("listed", True), ("listed", False), ("listed", True), ("news", True)]
    agreed = Registration.objects.agreeing_to("listed")
    assert list(agreed) == [registration]
    log_consents(registration, {"listed": False})
    assert list(Registration.objects.agreeing_to("listed")) == []
    assert list(Registration.objects.agreeing_to("news")) == [registration]


@pytest.mark.parametrize(
    ("purpose", "answer", "version"),
    [("listed", "give", "2020-01"), ("listed", "perhaps", ""), ("everything", "give", "2026-11")],
)
def test_what_was_not_on_the_page_cannot_be_agreed_to(
    purpose: str, answer: str, version: str
) -> None:
    assert choose(register(make_webinar()), purpose, answer, version) == 422
    assert log() == []


def test_an_old_wording_can_still_be_withdrawn() -> None:
    registration = register(make_webinar(), consents={"news": True})
    assert choose(registration, "news", "withdraw", "2020-01") == 302
    assert log() == [("news", True), ("news", False)]


def test_the_own_page_shows_each_with_its_date() -> None:
    registration = register(make_webinar(), consents={"news": True, "listed": False})
    page = visitor().get(page_of(registration))
    said = [it.partition(" on ")[0] for it in texts(page, "p", "choices__state")]
    assert said == ["You have not agreed.", "You said no", "You agreed"]
    answers = [it["value"] for it in elements(page, "input") if it["name"] == "answer"]
    assert answers == ["give", "give", "withdraw"]


def test_a_consent_to_older_words_is_shown_as_such() -> None:
    registration = register(make_webinar())
    registration.consents.create(
        purpose="news", is_given=True, version="2020-01", digest="0" * 64, language="en"
    )
    assert [it.is_older for it in choices_of(registration)] == [False, False, True]
    page = visitor().get(page_of(registration))
    assert "The wording above is newer." in texts(page, "p", "choices__state")[2]


def test_every_purpose_has_its_wording() -> None:
    assert set(WORDINGS) == set(Purpose)
    with translation.override("en"):
        assert len({wording.digest for wording in WORDINGS.values()}) == len(Purpose)
