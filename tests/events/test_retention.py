"""What is kept of participants: a day before the term all of it, a day after it nothing of it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from events import actions, retention
from events.models import (
    AttendanceFile,
    AudienceQuestion,
    Feedback,
    Interest,
    Registration,
    RegistrationConsent,
    Webinar,
)
from events.states import Booking, State
from profiles.models import Purge
from profiles.retention import RULES, apply_retention
from tests.events.making import make_webinar, register
from tests.makers import make_profile, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BEGINNING = datetime(2026, 12, 10, 9, tzinfo=UTC)
END = BEGINNING + timedelta(minutes=90)
LONG_BEFORE = BEGINNING - 20 * DAY
TERMS = {rule.key: rule.keeps_for for rule in retention.RULES}
MARKED = {
    "email": "marker-email@example.org",
    "family_name": "marker-family",
    "given_name": "marker-given",
    "reading": "marker-reading",
    "organisation": "marker-organisation",
    "question": "marker-question",
    "accessibility": "marker-accessibility",
    "answers": {"1": "marker-answer"},
}
BESIDES = ["marker-asked", "marker-shown", "marker-wish", "marker-feedback"]
PLANTED = [*(it for it in MARKED.values() if isinstance(it, str)), "marker-answer", *BESIDES]


def planted(*, wants_news: bool | None = None) -> Registration:
    """A participant of whom everything is known, in a webinar that is over."""
    with time_machine.travel(LONG_BEFORE, tick=False):
        webinar = make_webinar(starts_at=BEGINNING)
        registration = register(webinar, **MARKED)
        Registration.objects.update(user=make_user("member@example.org"))
        if wants_news is not None:
            choose_news(registration, wants_news)
    with time_machine.travel(BEGINNING, tick=False):
        said = {"webinar": webinar, "registration": registration, "language": "en"}
        AudienceQuestion.objects.create(text="marker-asked", **said)
        shown = AudienceQuestion.objects.create(text="marker-shown", **said)
        shown.move("shown", by=None, reason="Moderated")
        Interest.objects.create(
            registration=registration, profile=make_profile("jp-07"), text="marker-wish"
        )
        Feedback.objects.create(registration=registration, rating=5, text="marker-feedback")
        actions.follow_clock(webinar)
        actions.follow_clock(webinar, END)
    Registration.objects.update(joined_at=BEGINNING)
    return registration


def choose_news(registration: Registration, is_given: bool) -> None:
    RegistrationConsent.objects.create(
        registration=registration,
        purpose=RegistrationConsent.Purpose.NEWS,
        is_given=is_given,
        version="1",
        digest="0",
        language="en",
    )


def at(moment: datetime) -> dict[str, int]:
    with time_machine.travel(moment, tick=False):
        return apply_retention()


def found(markers: Iterable[str] = PLANTED) -> set[str]:
    """Which of the markers stand anywhere in a table of ours."""
    with connection.cursor() as cursor:
        text = ""
        for model in apps.get_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - names of our own
            text += "".join(row for (row,) in cursor.fetchall())
    return {marker for marker in markers if marker in text}


def test_everything_is_there_at_first() -> None:
    planted()
    assert found() == set(PLANTED)


def test_questions_and_needs_go_after_a_month() -> None:
    planted()
    gone = {"marker-question", "marker-accessibility", "marker-answer"}
    gone |= {"marker-asked", "marker-shown"}
    at(END + 29 * DAY)
    assert found() == set(PLANTED)
    assert at(END + 31 * DAY)["webinar-texts"] == 4
    assert found() == set(PLANTED) - gone
    assert "webinar-texts" not in at(END + 31 * DAY)


def test_the_person_goes_after_a_year() -> None:
    planted()
    at(END + 364 * DAY)
    assert "marker-family" in found()
    assert at(END + 366 * DAY)["webinar-participants"] == 1
    assert found() == set()
    assert at(END + 366 * DAY).get("webinar-participants") is None
    left = Registration.objects.values_list("state", "country", "language", "joined_at", "user")
    assert list(left) == [(Booking.CONFIRMED, "DE", "en", BEGINNING, None)]


def test_who_said_no_to_news_goes_too() -> None:
    planted(wants_news=False)
    at(END + 366 * DAY)
    assert found() == set()


def test_for_news_name_and_address_stay_until_three_years() -> None:
    planted(wants_news=True)
    done = at(END + 366 * DAY)
    assert done["webinar-participants"] == 1
    kept = {"marker-email@example.org", "marker-family", "marker-given"}
    assert found() == kept
    assert at(END + 367 * DAY).get("webinar-participants") is None
    at(END + 1094 * DAY)
    assert found() == kept
    assert at(END + 1096 * DAY)["webinar-news"] == 1
    assert found() == set()


def test_who_withdraws_later_goes_the_next_day() -> None:
    registration = planted(wants_news=True)
    at(END + 366 * DAY)
    with time_machine.travel(END + 400 * DAY, tick=False):
        choose_news(registration, False)
    assert at(END + 401 * DAY)["webinar-participants"] == 1
    assert found() == set()


def test_the_proof_of_consents_stays_three_years_after_the_name() -> None:
    planted(wants_news=False)
    at(END + 366 * DAY)
    at(END + (366 + 1094) * DAY)
    assert RegistrationConsent.objects.count() == 1
    assert at(END + (366 + 1096) * DAY)["webinar-consents"] == 1
    assert RegistrationConsent.objects.count() == 0
    assert Registration.objects.count() == 1


def test_an_address_that_nobody_confirmed_goes_after_two_days() -> None:
    with time_machine.travel(LONG_BEFORE, tick=False):
        webinar = make_webinar(starts_at=BEGINNING)
        register(webinar, confirmed=False, **MARKED)
    at(LONG_BEFORE + 47 * DAY / 24)
    assert Registration.objects.count() == 1
    with time_machine.travel(LONG_BEFORE + 49 * DAY / 24, tick=False):
        actions.lapse(webinar)
        assert apply_retention()["webinar-unconfirmed"] == 1
    assert (Registration.objects.count(), found()) == (0, set())


def test_who_is_confirmed_stays_until_the_end() -> None:
    with time_machine.travel(LONG_BEFORE, tick=False):
        webinar = make_webinar(starts_at=BEGINNING + 4000 * DAY)
        register(webinar)
    keys = set(TERMS) & set(at(BEGINNING + 3000 * DAY))
    assert keys == set()


def test_lists_of_a_video_call_go_after_a_week() -> None:
    webinar = make_webinar(starts_at=BEGINNING)
    AttendanceFile.objects.create(
        webinar=webinar, name="list.csv", platform="zoom", rows=[["marker-asked"]], at=END
    )
    at(END + 6 * DAY)
    assert found() == {"marker-asked"}
    assert at(END + 8 * DAY)["webinar-attendance"] == 1
    assert found() == set()
    assert AttendanceFile.objects.count() == 1


def test_a_certificate_stays_valid_without_the_name() -> None:
    registration = planted()
    at(END + 366 * DAY)
    path = reverse("events:verify-certificate", args=[registration.certificate])
    assert Webinar.objects.get().state == State.DONE
    assert Client().get(path).status_code == 200


def test_each_is_logged_and_done_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    with time_machine.travel(LONG_BEFORE, tick=False):
        webinar = make_webinar(starts_at=BEGINNING)
        for number in range(3):
            register(webinar, f"p{number}@example.org")
    assert at(END + 366 * DAY)["webinar-participants"] == 3
    assert Purge.objects.get(rule="webinar-participants").rows == 3


def test_the_rules_are_shown_to_everybody() -> None:
    registered = [rule.key for rule in RULES if rule.key in TERMS]
    assert registered == list(TERMS)
    page = Client().get("/en/privacy/").content.decode()
    assert [rule.key for rule in retention.RULES if str(rule.label) not in page] == []


def test_their_terms_in_words() -> None:
    terms: dict[str, Any] = {rule.key: rule.term for rule in retention.RULES}
    assert terms == {
        "webinar-unconfirmed": "2 days",
        "webinar-attendance": "7 days",
        "webinar-texts": "30 days",
        "webinar-participants": "1 year",
        "webinar-news": "3 years",
        "webinar-consents": "3 years",
    }
