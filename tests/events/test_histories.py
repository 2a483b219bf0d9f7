"""What participants read of their registration's log: our sentences, not what staff wrote."""

import json
from typing import Any

import pytest

from events import actions
from events.desk import attending
from events.models import Registration
from profiles.models import User
from tests.events.making import fill_up, make_webinar, register
from tests.events.visiting import page_of
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import texts

pytestmark = MARKS

FREE = "Rude on the telephone, do not let her in again"
STANDARD = "Changed by the helpdesk"


def shown(registration: Registration, language: str = "en") -> list[str]:
    page = visitor().get(page_of(registration, language=language))
    return texts(page, "span", "timeline__what")[1:]


def exported(registration: Registration) -> list[dict[str, Any]]:
    history = json.loads(visitor().get(page_of(registration, "data/")).content)["history"]
    return [{name: it[name] for name in ("old", "new", "reason")} for it in history]


def test_what_staff_wrote_is_not_shown(dana: User) -> None:
    registration = register(make_webinar())
    attending.cancel_chosen(registration.webinar, [registration.pk], by=dana, reason=FREE)
    assert shown(registration) == ["Address confirmed", STANDARD]
    assert exported(registration) == [
        {"old": "unconfirmed", "new": "confirmed", "reason": "Address confirmed"},
        {"old": "confirmed", "new": "cancelled", "reason": STANDARD},
    ]


def test_nor_once_who_wrote_it_has_left(dana: User) -> None:
    registration = register(make_webinar())
    actions.cancel(registration, by=dana, reason=FREE)
    dana.delete()
    assert shown(registration) == ["Address confirmed", STANDARD]


def test_what_is_done_by_a_button_is_shown(dana: User) -> None:
    webinar = make_webinar()
    registration = register(webinar)
    attending.check_in(webinar, [registration.pk], by=dana)
    attending.undo_check_in(webinar, [registration.pk], by=dana)
    assert shown(registration) == ["Address confirmed", "Checked in", "Check-in taken back"]


def test_the_way_from_the_waiting_list_is_shown() -> None:
    first, second = fill_up(make_webinar(capacity=1), 2)
    visitor().post(page_of(first, "cancel/"), {"reason": "time"})
    visitor().post(page_of(second, "accept/"))
    assert shown(first) == ["Address confirmed", "The participant cannot come at that time"]
    assert shown(second) == [
        "Address confirmed",
        "Moved up from the waiting list",
        "Accepted the seat",
    ]


@pytest.mark.parametrize(("language", "word"), [("de", "Eingecheckt"), ("fr", "Présence pointée")])
def test_they_are_translated(dana: User, language: str, word: str) -> None:
    webinar = make_webinar()
    registration = register(webinar)
    attending.check_in(webinar, [registration.pk], by=dana)
    assert shown(registration, language)[1:] == [word]
