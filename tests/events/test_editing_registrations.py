"""What participants change later: until it is over everything, then not who was there."""

import pytest

from events.models import AudienceQuestion, Registration
from events.states import Asked, Booking, State
from tests.events.making import make_webinar, register
from tests.events.visiting import page_of
from tests.makers import REASON
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import elements, texts

pytestmark = MARKS

FORM = {
    "given_name": "Mallory",
    "family_name": "Other",
    "reading": "マロリー",
    "organisation": "Elsewhere",
    "country": "AT",
    "language": "fr",
    "time_zone": "Europe/Vienna",
    "question": "Who pays?",
}
CERTIFIED = ["given_name", "family_name", "reading", "organisation"]


def edit(registration: Registration, **changes: str) -> int:
    response = visitor().post(page_of(registration, "edit/"), FORM | changes)
    return response.status_code


def asked() -> list[tuple[str, str]]:
    return list(AudienceQuestion.objects.order_by("pk").values_list("text", "state"))


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        (State.LIVE, ["Mallory", "Other", "マロリー", "Elsewhere"]),
        (State.DONE, ["Erika", "Muster", "", "BioCluster"]),
    ],
)
def test_who_was_there_is_not_changed_when_it_is_over(state: State, kept: list[str]) -> None:
    webinar = make_webinar()
    registration = register(webinar, organisation="BioCluster")
    for step in (State.LIVE, State.DONE)[: 2 if state == State.DONE else 1]:
        webinar.move(step, by=None, reason=REASON)
    page = visitor().get(page_of(registration, "edit/"))
    frozen = [it["name"] for it in elements(page, "input") if "disabled" in it.attributes]
    assert frozen == (CERTIFIED if state == State.DONE else [])
    said = [it for it in texts(page, "p") if it.startswith("The webinar is over:")]
    assert len(said) == (1 if state == State.DONE else 0)
    assert edit(registration) == 302
    row = Registration.objects.get()
    assert [getattr(row, name) for name in CERTIFIED] == kept
    assert (row.country, row.language, row.time_zone) == ("AT", "fr", "Europe/Vienna")


def test_a_question_added_later_reaches_the_moderators() -> None:
    registration = register(make_webinar(), language="de")
    assert edit(registration, question="Was kostet das?", language="de") == 302
    assert asked() == [("Was kostet das?", Asked.NEW)]
    assert AudienceQuestion.objects.get().language == "de"


def test_a_question_that_nobody_has_read_is_replaced() -> None:
    registration = register(make_webinar(), question="Who?")
    assert asked() == [("Who?", Asked.NEW)]
    edit(registration)
    assert asked() == [("Who pays?", Asked.NEW)]
    edit(registration, given_name="Mia")
    assert asked() == [("Who pays?", Asked.NEW)]
    edit(registration, question="")
    assert asked() == []


def test_a_question_that_is_shown_stays_beside_the_new_one() -> None:
    registration = register(make_webinar(), question="Who?")
    AudienceQuestion.objects.get().move(Asked.SHOWN, by=None, reason=REASON)
    edit(registration)
    assert asked() == [("Who?", Asked.SHOWN), ("Who pays?", Asked.NEW)]
    edit(registration, question="")
    assert asked() == [("Who?", Asked.SHOWN)]


def test_who_has_no_seat_asks_once_there_is_one() -> None:
    registration = register(make_webinar(), confirmed=False)
    edit(registration)
    assert asked() == []
    assert Registration.objects.get().state == Booking.UNCONFIRMED
    assert Registration.objects.get().question == "Who pays?"
