"""A participant's own page: what it says, what may be done there, and whom it shuts out."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid5

import icalendar
import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from events import actions
from events.links import JOIN_SALT, join_token, own_token
from events.models import AudienceQuestion, Feedback, Interest, Registration, RegistrationTransition
from events.states import Asked, Booking, State
from profiles.models import Erasure, Mail
from tests.events.making import fill_up, make_webinar, register
from tests.events.visiting import page_of
from tests.makers import REASON, make_profile, make_user
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import Reader, elements, html_of, texts

pytestmark = MARKS

FORM = {
    "given_name": "Erika",
    "family_name": "Muster",
    "organisation": "BioCluster",
    "country": "AT",
    "language": "fr",
    "time_zone": "Europe/Vienna",
    "question": "Who pays?",
}


def state_of(registration: Registration) -> str:
    return str(Registration.objects.get(pk=registration.pk).state)


def headline(registration: Registration) -> str:
    return texts(visitor().get(page_of(registration)), "h2", "booking__state")[0]


def buttons(registration: Registration) -> list[str]:
    """What the box with the state offers, in its order."""
    html = html_of(visitor().get(page_of(registration)))
    box = html.partition('<section class="booking"')[2].partition("</section>")[0]
    found = Reader(f"<section{box}</section>").found
    return [it.text.strip() for it in found if it.tag in ("a", "button")]


def test_the_page_says_where_it_stands() -> None:
    webinar = make_webinar(capacity=1)
    first, second, third = fill_up(webinar, 3)
    unconfirmed = register(webinar, "u@example.org", confirmed=False)
    assert headline(first) == "You have a seat"
    assert headline(third) == "You are on the waiting list"
    assert "You are number 2 now." in html_of(visitor().get(page_of(third)))
    assert headline(unconfirmed) == "Your address is not confirmed yet"
    actions.cancel(first, by=None, reason=REASON)
    assert headline(first) == "Your registration is cancelled"
    assert headline(second) == "A seat is kept for you"
    assert "You are number 1 now." in html_of(visitor().get(page_of(third)))


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (Booking.CONFIRMED, ["The way in", "Put it into my calendar", "I cannot come"]),
        (Booking.WAITING, ["Leave the waiting list"]),
        (Booking.OFFERED, ["Take the seat", "Give the seat to somebody else"]),
        (Booking.CANCELLED, ["Register again"]),
        (Booking.UNCONFIRMED, ["Confirm the registration", "I cannot come"]),
    ],
)
def test_what_may_be_done(state: Booking, shown: list[str]) -> None:
    webinar = make_webinar(capacity=1)
    registration = in_state(webinar, state)
    assert buttons(registration) == shown


def in_state(webinar: Any, state: Booking) -> Registration:
    if state == Booking.CONFIRMED:
        return register(webinar)
    if state == Booking.UNCONFIRMED:
        return register(webinar, confirmed=False)
    first, second = fill_up(webinar, 2)
    if state == Booking.WAITING:
        return second
    actions.cancel(first, by=None, reason=REASON)
    return second if state == Booking.OFFERED else first


@pytest.mark.parametrize("attended", [True, False])
def test_what_may_be_done_afterwards(attended: bool) -> None:
    webinar = make_webinar()
    webinar.profiles.add(make_profile())
    registration = register(webinar)
    Registration.objects.update(joined_at=timezone.now() if attended else None)
    for state in (State.LIVE, State.DONE):
        webinar.move(state, by=None, reason=REASON)
    certificate = ["Certificate of attendance (PDF)"] if attended else []
    assert buttons(registration) == ["Tell us how it was", *certificate, "Ask to be introduced"]
    assert headline(registration) == ("You took part" if attended else "You had a seat")


def test_both_clocks_and_the_readers_zone_first() -> None:
    starts_at = timezone.datetime.fromisoformat("2027-03-30T08:00:00+02:00")
    registration = register(make_webinar(starts_at=starts_at), time_zone="Asia/Tokyo")
    page = visitor().get(page_of(registration))
    assert texts(page, "p", "booking__when") == ["Tue 30 Mar 2027, 15:00 JST / 08:00 CEST"]
    assert "The way in opens on Tue 30 Mar 2027, 14:45 JST / 07:45 CEST." in html_of(page)


def test_the_page_says_when_the_way_in_is_open() -> None:
    registration = register(make_webinar(starts_at=timezone.now() + timedelta(minutes=10)))
    page = html_of(visitor().get(page_of(registration)))
    assert ("The way in is open." in page, "The way in opens on" in page) == (True, False)


def test_a_reader_elsewhere_has_a_clock_too() -> None:
    starts_at = timezone.datetime.fromisoformat("2027-03-30T08:00:00+02:00")
    webinar = make_webinar(starts_at=starts_at, capacity=1)
    first, second = (
        register(webinar, f"{name}@example.org", time_zone="America/New_York") for name in "ab"
    )
    page = visitor().get(page_of(first))
    expected = "Tue 30 Mar 2027, 02:00 EDT / 08:00 CEST / 15:00 JST"
    assert texts(page, "p", "booking__when") == [expected]
    opens = "The way in opens on Tue 30 Mar 2027, 01:45 EDT / 07:45 CEST / 14:45 JST."
    assert opens in html_of(page)
    Registration.objects.filter(pk=second.pk).update(
        state=Booking.OFFERED, offer_until=starts_at - timedelta(days=1)
    )
    offered = html_of(visitor().get(page_of(second)))
    assert "by Mon 29 Mar 2027, 02:00 EDT / 08:00 CEST / 15:00 JST;" in offered


@pytest.mark.parametrize(
    "token", ["nonsense", "", "MQ:1xWc7C:q8AYRONW8e9ZwdMGafvasklbc-VbCpzlSp7KuLm02v8"]
)
def test_a_made_up_link_opens_nothing(token: str) -> None:
    register(make_webinar())
    assert visitor().get(f"/en/webinars/registration/{token or 'x'}/").status_code == 404


def test_a_key_opens_only_what_it_is_for() -> None:
    """Whoever forwards the way in does not give away the page where the seat is cancelled."""
    registration = register(make_webinar())
    url = f"/en/webinars/registration/{join_token(registration)}/"
    assert visitor().get(url).status_code == 404
    assert signing.loads(join_token(registration), salt=JOIN_SALT) == registration.pk


PARTS = ["", "edit/", "cancel/", "calendar.ics", "data/", "erase/"]


@pytest.mark.parametrize("part", PARTS)
def test_pages_behind_a_key_are_kept_from_leaking(part: str) -> None:
    response = visitor().get(page_of(register(make_webinar()), part))
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.parametrize("part", [*PARTS, "participants/", "accept/", "consents/"])
def test_charlie_reaches_none_of_it_without_the_link(part: str) -> None:
    """Not even with the number of the registration."""
    charlie = visitor()
    charlie.force_login(make_user())
    registration = register(make_webinar(), family_name="Planted", consents={"listed": True})
    url = f"/en/webinars/registration/{registration.pk}/{part}"
    post_only = part in ("accept/", "consents/")
    assert charlie.get(url).status_code == (405 if post_only else 404)
    response = charlie.post(url)
    assert response.status_code in (404, 405)
    assert state_of(registration) == Booking.CONFIRMED
    assert "Planted" not in html_of(charlie.get("/en/webinars/mine/"))


def test_accepting_the_seat_by_its_button() -> None:
    offered = in_state(make_webinar(capacity=1), Booking.OFFERED)
    assert visitor().get(page_of(offered, "accept/")).status_code == 405
    assert visitor().post(page_of(offered, "accept/")).status_code == 302
    assert state_of(offered) == Booking.CONFIRMED


def test_accepting_too_late_is_said() -> None:
    offered = in_state(make_webinar(capacity=1), Booking.OFFERED)
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert buttons(offered) == ["Give the seat to somebody else"]
        assert "It could be accepted until" in html_of(visitor().get(page_of(offered)))
        page = visitor().post(page_of(offered, "accept/"), follow=True)
        assert "the seat has been passed on" in texts(page, "div", "notice--error")[0]
        assert texts(page, "h2", "booking__state") == ["Your registration has run out"]


def test_changing_ones_data() -> None:
    registration = register(make_webinar(), question="Old")
    url = page_of(registration, "edit/")
    page = visitor().get(url)
    values = {it["name"]: it["value"] for it in elements(page, "input")}
    assert (values["given_name"], "email" in values) == ("Erika", False)
    faulty = visitor().post(url, FORM | {"country": "XX"})
    assert faulty.status_code == 422
    assert elements(faulty, "textarea")[0].text.strip() == "Who pays?"
    assert visitor().post(url, FORM | {"email": "mallory@example.org"}).status_code == 302
    row = Registration.objects.get()
    assert (row.country, row.language, row.question) == ("AT", "fr", "Who pays?")
    assert (row.email, row.state) == ("erika@example.org", Booking.CONFIRMED)


def test_what_has_ended_is_not_changed() -> None:
    registration = in_state(make_webinar(capacity=1), Booking.CANCELLED)
    assert visitor().post(page_of(registration, "edit/"), FORM).status_code == 302
    assert Registration.objects.get(pk=registration.pk).country == "DE"


def test_cancelling_asks_first_and_logs_why() -> None:
    registration = register(make_webinar())
    url = page_of(registration, "cancel/")
    assert visitor().get(url).status_code == 200
    assert state_of(registration) == Booking.CONFIRMED
    assert visitor().post(url, {"reason": "my boss said so"}).status_code == 422
    assert visitor().post(url, {"reason": "time"}).status_code == 302
    assert visitor().post(url).status_code == 302
    moves = RegistrationTransition.objects.order_by("pk").values_list("new", "reason")
    assert list(moves) == [
        ("confirmed", "Address confirmed"),
        ("cancelled", "The participant cannot come at that time"),
    ]


def test_nothing_is_cancelled_after_the_beginning() -> None:
    webinar = make_webinar()
    registration = register(webinar)
    webinar.move(State.LIVE, by=None, reason=REASON)
    assert elements(visitor().get(page_of(registration, "cancel/")), "select") == []
    visitor().post(page_of(registration, "cancel/"))
    assert state_of(registration) == Booking.CONFIRMED


def test_the_calendar_file_follows_the_webinar_and_the_registration() -> None:
    webinar = make_webinar()
    registration = register(webinar)
    actions.change_webinar(webinar, by=None, ends_at=webinar.ends_at + timedelta(hours=1))
    response = visitor().get(page_of(registration, "calendar.ics"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    read = icalendar.Calendar.from_ical(response.content)
    [event] = read.events
    assert (read["method"], event["sequence"], event["status"]) == ("PUBLISH", 1, "CONFIRMED")
    assert event["uid"].startswith(str(uuid5(webinar.uid, str(registration.pk))))
    key = event["url"].rstrip("/").rpartition("/")[2]
    assert signing.loads(key, salt="events.join") == registration.pk
    assert "/webinars/registration/" not in response.content.decode()
    actions.cancel(registration, by=None, reason=REASON)
    again = visitor().get(page_of(registration, "calendar.ics"))
    [event] = icalendar.Calendar.from_ical(again.content).events
    assert (event["sequence"], event["status"]) == (2, "CANCELLED")


def test_everything_we_know_can_be_downloaded() -> None:
    registration = register(make_webinar(), question="Who pays?", consents={"news": True})
    data = json.loads(visitor().get(page_of(registration, "data/")).content)
    assert data["registration"]["email"] == "erika@example.org"
    assert data["registration"]["question"] == "Who pays?"
    assert [(it["purpose"], it["is_given"]) for it in data["consents"]] == [("news", True)]
    assert [it["new"] for it in data["history"]] == ["confirmed"]
    assert [it["kind"] for it in data["mails"]] == ["webinar_confirm", "webinar_booked"]


PLANTED = {
    "family_name": "Plantedfamily",
    "given_name": "Plantedgiven",
    "reading": "Plantedreading",
    "organisation": "Plantedorganisation",
    "question": "Plantedquestion",
    "accessibility": "Plantedneed",
    "answers": {"1": "Plantedanswer"},
}


def test_deleting_ones_data_leaves_nothing_that_names_somebody() -> None:
    webinar = make_webinar(capacity=1)
    registration = register(webinar, "planted@example.org", consents={"listed": True}, **PLANTED)
    waiting = register(webinar, "next@example.org")
    Feedback.objects.create(registration=registration, rating=4, text="Plantedfeedback")
    question = AudienceQuestion.objects.create(
        webinar=webinar, registration=registration, language="en", text="Who pays?"
    )
    question.move(Asked.SHOWN, by=None, reason=REASON)
    wish = Interest.objects.create(
        registration=registration, profile=make_profile(), text="Planted"
    )
    wish.move("done", by=None, reason=REASON)
    url = page_of(registration, "erase/")
    assert visitor().get(url).status_code == 200
    assert Registration.objects.get(pk=registration.pk).erased_at is None
    assert visitor().post(url).status_code == 302
    assert visitor().get(page_of(registration)).status_code == 404
    tables = [Registration, Feedback, Interest, Mail, RegistrationTransition, AudienceQuestion]
    left = json.dumps([list(table.objects.values()) for table in tables], default=str)
    assert "planted" not in left.lower()
    row = Registration.objects.get(pk=registration.pk)
    assert (row.country, row.state, row.erased_at is None) == ("DE", Booking.CANCELLED, False)
    assert Feedback.objects.get().rating == 4
    question.refresh_from_db()
    assert (question.registration, question.text) == (None, "Who pays?")
    assert state_of(waiting) == Booking.OFFERED
    erasure = Erasure.objects.get()
    assert (erasure.deleted, erasure.kept) == (
        {"registrations": 1, "mails": 2},
        {"registration_consents": 1},
    )


def test_who_attended_keeps_that_in_the_statistics() -> None:
    webinar = make_webinar()
    registration = register(webinar)
    webinar.move(State.LIVE, by=None, reason=REASON)
    Registration.objects.update(joined_at=timezone.now(), attended_minutes=42)
    visitor().post(page_of(registration, "erase/"))
    row = Registration.objects.get()
    assert (row.state, row.attended_minutes, row.email) == (Booking.CONFIRMED, 42, "")


def test_the_mails_of_somebody_with_a_longer_number_stay() -> None:
    webinar = make_webinar()
    registration = register(webinar)
    other = register(webinar, "b@example.org")
    Mail.objects.filter(key=f"webinar_booked-{other.pk}-1").update(
        key=f"webinar_booked-{registration.pk}1-1"
    )
    actions.erase(registration)
    emptied = Mail.objects.filter(address="").count()
    assert emptied == 2


def test_members_find_their_registrations(django_assert_num_queries: Any) -> None:
    user = make_user(email="haruka@example.org")
    client = visitor()
    client.force_login(user)
    assert client.get("/en/webinars/mine/").status_code == 200
    register(make_webinar("Planted"), "someone@example.org")
    for count in (1, 3):
        while user.registrations.count() < count:
            register(make_webinar(f"Mine {count}"), user.email, user=user)
        with django_assert_num_queries(5):
            page = client.get("/en/webinars/mine/")
        assert len(elements(page, "tr")) == count + 1
    assert "Planted" not in html_of(page)


def test_members_find_what_they_registered_for_without_signing_in() -> None:
    """With an address that is verified to be theirs; anybody may type in somebody else's."""
    user = make_user(email="haruka@example.org")
    for address, verified in (("verified@example.org", True), ("planted@example.org", False)):
        user.emailaddress_set.create(email=address, verified=verified)
        register(make_webinar(address.partition("@")[0]), address.upper())
    client = visitor()
    client.force_login(user)
    assert texts(client.get("/en/webinars/mine/"), "a", "way") == ["verified"]


def test_the_own_page_costs_no_more_with_a_longer_history(django_assert_num_queries: Any) -> None:
    webinar = make_webinar(capacity=1)
    waiting = fill_up(webinar, 2)[1]
    for count in (1, 3):
        fill_up(webinar, count, first=10 * count)
        with django_assert_num_queries(8):
            visitor().get(page_of(waiting))


def test_the_page_is_found_by_a_link_of_any_second() -> None:
    registration = register(make_webinar())
    with time_machine.travel(timezone.now() - timedelta(days=300)):
        old = own_token(registration)
    assert visitor().get(f"/en/webinars/registration/{old}/").status_code == 200
