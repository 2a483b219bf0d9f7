"""What the mails of a round say, to whom, in which language, with which button."""

import re

import pytest

from profiles.actions import freshness
from profiles.models import Mail
from tests.profiles.freshness.ageing import day, letters, owner_of, published, run_on

pytestmark = pytest.mark.django_db


def test_the_question_shows_what_it_is_about_and_has_one_button() -> None:
    profile = published()
    owner_of(profile, family_name="Martin", given_name="Alice")
    run_on(180)
    mail = Mail.objects.get()
    assert mail.subject == "Is this still right? Vitagora"
    assert (
        "Dear Alice Martin,\n\n"
        "You confirmed the profile of Vitagora on 15 January 2026. Please look whether it is still"
        " right: it takes one click.\n"
    ) in mail.text
    assert "> Vitagora (Cluster, DEA)\n> Food and taste in Burgundy.\n> Fermentation\n" in mail.text
    assert re.findall(r"Look and confirm:\n(\S+/)\n", mail.text) == re.findall(
        r'<a href="([^"]+)"><b>Look and confirm</b>', mail.html
    )
    assert mail.headers == {}


@pytest.mark.parametrize(
    ("number", "subject", "sentence"),
    [
        (210, "Marked as unconfirmed: Vitagora", "Readers now see “Unconfirmed” beside its name."),
        (300, "Reminder: is this still right? Vitagora", "After a year without an answer"),
        (365, "No longer suggested to partners: Vitagora", "One click brings it back."),
    ],
)
def test_each_stage_says_what_it_means(number: int, subject: str, sentence: str) -> None:
    owner_of(published())
    run_on(number)
    mail = Mail.objects.get()
    assert mail.subject == subject
    assert sentence in mail.text
    assert "since 15 January 2026." in mail.text


@pytest.mark.parametrize(
    ("language", "date"),
    [("de", "15. Januar 2026"), ("fr", "15 janvier 2026"), ("ja", "2026年1月15日")],
)
def test_the_button_leads_to_a_page_in_the_readers_language(language: str, date: str) -> None:
    owner_of(published(), language=language)
    run_on(180)
    mail = Mail.objects.get()
    assert mail.language == language
    assert f"/{language}/confirm/" in mail.text
    assert date in mail.text


def test_every_person_has_a_link_of_their_own() -> None:
    profile = published()
    owner_of(profile)
    owner_of(profile, "b@example.org")
    run_on(180)
    links = [re.findall(r"\S+/confirm/\S+", mail.text) for mail in Mail.objects.all()]
    assert len({link for found in links for link in found}) == 2


def test_staff_remind_once_a_day() -> None:
    profile = published()
    alice = owner_of(profile)
    with day(220):
        assert freshness.remind(profile) == [alice]
        assert freshness.remind(profile) == [alice]
    with day(221):
        freshness.remind(profile)
    assert letters() == [("freshness_reminded", "alice@example.org")] * 2
    run_on(300)
    assert len(letters()) == 3


def test_where_nobody_speaks_staff_are_told_so() -> None:
    with pytest.raises(freshness.NobodyToAsk) as caught:
        freshness.remind(published())
    assert str(caught.value) == (
        "Nobody speaks for this organisation, so there is nobody to remind."
    )
