"""What is done with many participants at once: cancel, give seats, write to them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import actions
from events.desk import attending
from events.desk.attending import NoSeat
from events.models import Registration, Webinar
from events.states import Booking, State
from profiles.models import Mail, User
from profiles.moving import ForbiddenMove
from tests.events.attendees import ANNA, TANAKA, change, states
from tests.events.making import make_webinar, register
from tests.matching.test_crowd import at_once
from tests.profiles.reading import Element, elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar(capacity=10)


@pytest.fixture
def anna(webinar: Webinar) -> Registration:
    return register(webinar, "anna@example.org", **ANNA)


@pytest.fixture
def tanaka(webinar: Webinar) -> Registration:
    return register(webinar, "tanaka@pref.example.jp", **TANAKA)


def ticks(page: Any) -> list[Element]:
    boxes = [it for it in elements(page, "input") if it["name"] == "chosen"]
    return [it for it in boxes if "checked" in it.attributes]


def carried(page: Any) -> dict[str, Any]:
    """What the page that asks once more would send."""
    found: dict[str, Any] = {}
    for it in elements(page, "input"):
        if it["name"] not in ("", "csrfmiddlewaretoken") and it["type"] == "hidden":
            found.setdefault(it["name"], []).append(it["value"])
    return found


def test_before_cancelling_it_is_said_whom_that_concerns(desk: Client) -> None:
    webinar = make_webinar(capacity=2)
    people = [register(webinar, f"p{n}@example.org") for n in range(4)]
    actions.cancel(people[0], by=None, reason="Ill")
    sent = Mail.objects.count()
    page = change(desk, webinar, do="cancel", reason="Ill", everybody="on", count=4)
    assert (page.status_code, Mail.objects.count() - sent) == (200, 0)
    assert states(webinar) == ["cancelled", "confirmed", "offered", "waiting"]
    facts = dict(zip(texts(page, "dt"), texts(page, "dd"), strict=True))
    assert facts == {
        "Confirmed": "1",
        "On the waiting list": "1",
        "A seat is offered": "1",
        "Reason": "Ill",
    }
    assert "3 participants will be told by mail" in html_of(page)
    change(desk, webinar, **carried(page))
    assert (states(webinar), Mail.objects.count() - sent) == (["cancelled"] * 4, 3)


@pytest.mark.parametrize(("reason", "status"), [("Ill", 200), ("", 422)])
def test_other_languages_of_an_answer_can_be_asked_for(
    desk: Client, anna: Registration, reason: str, status: int
) -> None:
    """What is only posted to cannot: they lead to the list, and to the page of one participant."""
    page = change(desk, anna.webinar, do="cancel", reason=reason, chosen=anna.pk)
    path = reverse("events:correct-attendee", args=[anna.pk])
    for answer, expected in ((page, status), (desk.post(path, {"reason": ""}), 422)):
        links = [it["url"] for it in answer.context["language_links"]]
        assert [answer.status_code, *(desk.get(it).status_code for it in links)] == [
            expected,
            *(200 for _ in links),
        ]


def test_those_ticked_are_carried_through_the_question(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    page = change(desk, anna.webinar, do="cancel", reason="Asked\nby phone", chosen=[tanaka.pk])
    change(desk, anna.webinar, **carried(page))
    assert states(anna.webinar) == ["confirmed", "cancelled"]
    assert tanaka.transitions.last().reason == "Asked\nby phone"


def test_nobody_is_asked_about_those_who_are_cancelled_already(
    desk: Client, anna: Registration
) -> None:
    actions.cancel(anna, by=None, reason="Ill")
    answer = change(desk, anna.webinar, do="cancel", reason="x", chosen=anna.pk)
    told = [str(it) for it in desk.get(answer["Location"]).context["messages"]]
    assert told == ["Nobody was changed: for none of those chosen is it possible."]


def test_cancelling_tells_each_and_moves_the_next_up(desk: Client) -> None:
    webinar = make_webinar(capacity=2)
    first, second, third, fourth = (register(webinar, f"p{n}@example.org") for n in range(4))
    Mail.objects.all().delete()
    chosen = [first.pk, third.pk]
    change(desk, webinar, do="cancel", reason="Asked by phone", chosen=chosen, is_sure="on")
    assert states(webinar) == ["cancelled", "confirmed", "cancelled", "offered"]
    sent = Mail.objects.values_list("address", "kind").order_by("address")
    assert list(sent) == [
        ("p0@example.org", "webinar_cancelled"),
        ("p2@example.org", "webinar_cancelled"),
        ("p3@example.org", "webinar_offer"),
    ]
    last = first.transitions.last()
    assert (last.actor.email, last.reason) == ("dana@example.org", "Asked by phone")
    assert second.transitions.count() == 1
    assert fourth.transitions.count() == 2


@pytest.mark.parametrize("do", ["cancel", "promote"])
def test_cancelling_and_promoting_need_a_reason(desk: Client, anna: Registration, do: str) -> None:
    page = change(desk, anna.webinar, do=do, chosen=anna.pk)
    assert (page.status_code, states(anna.webinar)) == (422, ["confirmed"])
    assert "Say why: it is kept in the log." in html_of(page)
    assert [box["value"] for box in ticks(page)] == [str(anna.pk)]


def test_nobody_chosen_is_said(desk: Client, anna: Registration) -> None:
    page = change(desk, anna.webinar, do="check_in")
    assert (page.status_code, "Nobody is chosen." in html_of(page)) == (422, True)


def test_all_that_the_filter_finds_are_changed_and_no_others(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    change(desk, anna.webinar, "?country=JP", do="check_in", everybody="on", count=1)
    here = Registration.objects.exclude(checked_in_at=None)
    assert [it.given_name for it in here] == ["春香"]


def test_a_list_that_has_changed_meanwhile_is_looked_at_again(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    page = change(desk, anna.webinar, do="cancel", reason="x", everybody="on", count=1)
    assert (page.status_code, states(anna.webinar)) == (422, ["confirmed", "confirmed"])


def test_people_of_another_webinar_cannot_be_chosen(desk: Client, anna: Registration) -> None:
    other = register(make_webinar("Another"), "o@example.org")
    page = change(desk, anna.webinar, do="cancel", reason="x", chosen=other.pk)
    other.refresh_from_db()
    assert (page.status_code, other.state) == (422, Booking.CONFIRMED)


def test_promoting_takes_a_free_seat_out_of_order(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    second, third = register(webinar, "b@example.org"), register(webinar, "c@example.org")
    Webinar.objects.filter(pk=webinar.pk).update(capacity=2)
    change(desk, webinar, do="promote", reason="She speaks", chosen=third.pk)
    assert states(webinar) == ["confirmed", "waiting", "confirmed"]
    assert second.transitions.count() == 1
    assert (third.transitions.last().reason, third.transitions.last().actor.email) == (
        "She speaks",
        "dana@example.org",
    )
    mail = Mail.objects.get(address="c@example.org", kind="webinar_booked")
    assert "A seat has become free: you take part in" in mail.text


def test_nobody_who_was_erased_is_promoted(dana: User) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    gone = register(webinar, "b@example.org")
    Registration.objects.filter(pk=gone.pk).update(erased_at=timezone.now(), email="")
    assert attending.promote(webinar, [gone.pk], by=dana, reason="x", adds_seats=True) == 0


def test_promoting_never_goes_beyond_the_capacity(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "b@example.org")
    change(desk, webinar, do="promote", reason="She speaks", chosen=waiting.pk)
    assert states(webinar) == ["confirmed", "waiting"]
    change(desk, webinar, do="promote", reason="She speaks", chosen=waiting.pk, adds_seats="on")
    webinar.refresh_from_db()
    assert (states(webinar), webinar.capacity) == (["confirmed", "confirmed"], 2)
    last = webinar.transitions.order_by("pk").filter(actor__isnull=False).last()
    assert last.reason == "Seats added for people who were promoted by hand"


def test_an_offered_seat_is_given_at_once(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    first, second = register(webinar), register(webinar, "b@example.org")
    actions.cancel(first, by=None, reason="Ill")
    change(desk, webinar, do="promote", reason="By phone", chosen=second.pk)
    second.refresh_from_db()
    assert (second.state, second.offer_until) == (Booking.CONFIRMED, None)


def test_nobody_is_promoted_after_the_end(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "b@example.org")
    for state in (State.LIVE, State.DONE):
        webinar.refresh_from_db()
        webinar.move(state, by=None, reason="x")
    change(desk, webinar, do="promote", reason="x", chosen=waiting.pk, adds_seats="on")
    assert states(webinar) == ["confirmed", "waiting"]


def test_nobody_is_cancelled_after_the_beginning(desk: Client, anna: Registration) -> None:
    webinar = anna.webinar
    webinar.refresh_from_db()
    webinar.move(State.LIVE, by=None, reason="x")
    answer = change(desk, webinar, do="cancel", reason="x", chosen=anna.pk, is_sure="on")
    told = [str(it) for it in desk.get(answer["Location"]).context["messages"]]
    assert told == ["The webinar has begun, is over or was cancelled: nothing can be changed."]
    assert states(webinar) == ["confirmed"]


def test_what_is_not_possible_for_anybody_is_said(desk: Client, anna: Registration) -> None:
    answer = change(desk, anna.webinar, do="promote", reason="x", chosen=anna.pk)
    page = desk.get(answer["Location"])
    assert [str(it) for it in page.context["messages"]] == [
        "Nobody was changed: for none of those chosen is it possible."
    ]


def test_writing_to_those_ticked_leads_to_a_circular(desk: Client, anna: Registration) -> None:
    answer = change(desk, anna.webinar, do="write", chosen=anna.pk)
    expected = reverse("events:write-circular", args=[anna.webinar_id])
    assert answer["Location"] == f"{expected}?chosen={anna.pk}"


def test_writing_to_all_found_leads_there_with_the_filter(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    everybody = {"do": "write", "everybody": "on"}
    path = reverse("events:write-circular", args=[anna.webinar_id])
    found = {
        query: change(desk, anna.webinar, query, count=count, **everybody)["Location"]
        for query, count in (("?country=JP&page=1", 1), ("?state=confirmed", 2))
    }
    assert found == {
        "?country=JP&page=1": f"{path}?country=JP&state=",
        "?state=confirmed": f"{path}?state=confirmed",
    }
    assert desk.get(found["?country=JP&page=1"]).context["count"] == 1


def test_nothing_is_done_until_it_is_said_what(desk: Client, anna: Registration) -> None:
    page = change(desk, anna.webinar, chosen=anna.pk)
    assert (page.status_code, states(anna.webinar)) == (422, ["confirmed"])


def test_what_was_typed_stays_when_something_is_wrong(desk: Client, anna: Registration) -> None:
    page = change(desk, anna.webinar, do="cancel", reason="x" * 501, chosen=anna.pk)
    assert page.status_code == 422
    assert "Write at most 500 characters; these are 501." in html_of(page)
    assert "x" * 501 in html_of(page)
    chosen = [it["value"] for it in elements(page, "option") if "selected" in it.attributes]
    assert "cancel" in chosen


def test_the_filter_stays_after_something_is_done(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    answer = change(desk, anna.webinar, "?country=JP&sort=name", do="check_in", chosen=tanaka.pk)
    listed = reverse("events:list-registrations", args=[anna.webinar_id])
    assert answer["Location"] == f"{listed}?country=JP&sort=name"


def test_who_is_not_found_by_the_filter_cannot_be_ticked(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    page = change(desk, anna.webinar, "?country=JP", do="check_in", chosen=anna.pk)
    anna.refresh_from_db()
    assert (page.status_code, anna.checked_in_at) == (422, None)


def test_check_ins_are_taken_back_together(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    everybody = {"everybody": "on", "count": 2}
    change(desk, anna.webinar, do="check_in", **everybody)
    assert Registration.objects.exclude(checked_in_at=None).count() == 2
    change(desk, anna.webinar, do="undo_check_in", **everybody)
    assert Registration.objects.exclude(checked_in_at=None).count() == 0


def test_who_waits_and_is_cancelled_with_others_is_not_offered_a_seat_first(
    dana: User,
) -> None:
    webinar = make_webinar(capacity=1)
    people = [register(webinar, f"p{number}@example.org") for number in range(3)]
    Mail.objects.all().delete()
    ids = [it.pk for it in people]
    assert attending.cancel_chosen(webinar, ids, by=dana, reason="Moved") == 3
    assert states(webinar) == ["cancelled"] * 3
    assert set(Mail.objects.values_list("kind", flat=True)) == {"webinar_cancelled"}


def test_who_was_cancelled_stays_so(dana: User, anna: Registration) -> None:
    actions.cancel(anna, by=None, reason="Ill")
    assert attending.cancel_chosen(anna.webinar, [anna.pk], by=dana, reason="Again") == 0
    assert anna.transitions.filter(reason="Again").count() == 0


def test_promoting_some_leaves_the_rest_of_the_line_in_order(dana: User) -> None:
    webinar = make_webinar(capacity=1)
    people = [register(webinar, f"p{number}@example.org") for number in range(4)]
    attending.promote(webinar, [people[3].pk], by=dana, reason="Speaks", adds_seats=True)
    assert states(webinar) == ["confirmed", "waiting", "waiting", "confirmed"]
    line = webinar.registrations.in_line().values_list("email", flat=True)
    assert list(line) == ["p1@example.org", "p2@example.org"]
    webinar.refresh_from_db()
    assert (webinar.capacity, webinar.state) == (2, State.FULL)


def test_seats_are_added_for_those_who_have_none_only(dana: User) -> None:
    """Over its capacity already, since that was lowered: it grows to what is taken then."""
    webinar = make_webinar(capacity=2)
    people = [register(webinar, f"p{number}@example.org") for number in range(4)]
    Webinar.objects.filter(pk=webinar.pk).update(capacity=1)
    ids = [it.pk for it in people]
    assert attending.promote(webinar, ids, by=dana, reason="x", adds_seats=True) == 2
    webinar.refresh_from_db()
    assert (webinar.capacity, states(webinar)) == (4, ["confirmed"] * 4)


def test_where_there_is_no_limit_there_is_always_a_seat(dana: User) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "w@example.org")
    Webinar.objects.filter(pk=webinar.pk).update(capacity=None)
    assert attending.promote(webinar, [waiting.pk], by=dana, reason="x") == 1


def test_nobody_is_promoted_if_there_is_a_seat_for_some_only(dana: User) -> None:
    webinar = make_webinar(capacity=1)
    people = [register(webinar, f"p{number}@example.org") for number in range(3)]
    Webinar.objects.filter(pk=webinar.pk).update(capacity=2)
    with pytest.raises(NoSeat):
        attending.promote(webinar, [it.pk for it in people], by=dana, reason="x")
    assert states(webinar) == ["confirmed", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_two_promotions_for_the_last_seat_give_one(dana: User) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = [register(webinar, f"w{number}@example.org") for number in range(2)]
    Webinar.objects.filter(pk=webinar.pk).update(capacity=2)

    def promote(registration: Registration) -> int:
        return attending.promote(webinar, [registration.pk], by=dana, reason="x")

    answers = at_once(*(lambda it=it: promote(it) for it in waiting))
    assert sorted(str(answer) for answer in answers) == sorted(["1", str(NoSeat())])
    assert sorted(states(webinar)) == ["confirmed", "confirmed", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_one_promoted_and_cancelled_at_once_is_told_the_truth(dana: User) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "w@example.org")

    def promote() -> int:
        return attending.promote(webinar, [waiting.pk], by=dana, reason="x", adds_seats=True)

    def cancel() -> None:
        actions.cancel(Registration.objects.get(pk=waiting.pk), by=None, reason="Ill")

    answers = at_once(promote, cancel)
    waiting.refresh_from_db()
    assert waiting.state == Booking.CANCELLED
    assert answers[0] in (0, 1)
    assert not [it for it in answers if isinstance(it, ForbiddenMove)]
