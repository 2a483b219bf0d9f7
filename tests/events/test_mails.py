"""The mail for each state: in the participant's language and zone, with a link that works."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

import icalendar
import pytest
import time_machine
import vobject
from django.conf import settings
from django.utils import timezone, translation

from events import actions, mails
from events.due import CONFIRM_WITHIN
from events.links import JOIN_SALT, registration_of
from events.models import Registration, Webinar
from events.presence import OPENS_BEFORE
from events.states import Booking
from profiles.models import Mail
from tests.events.making import fill_up, make_webinar, register
from tests.events.visiting import link_in
from tests.makers import REASON, make_user
from tests.profiles.accounts.walking import MARKS, visitor

pytestmark = MARKS

START = datetime.fromisoformat("2027-03-30T08:00:00+02:00")
"""Summer time has begun two days before; in Tokyo it is 15:00."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CLOCKS = {
    "Europe/Berlin": ("08:00 CEST / 15:00 JST"),
    "Asia/Tokyo": ("15:00 JST / 08:00 CEST"),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TITLES = {"de": "Wasserstoff", "fr": "Hydrogène", "ja": "水素"}


def webinar_with(seats: int) -> Webinar:
    return make_webinar("Hydrogen", titles=TITLES, starts_at=START, capacity=seats)


def book(webinar: Webinar, email: str, language: str, **fields: Any) -> Registration:
    zone = "Asia/Tokyo" if language == "ja" else "Europe/Berlin"
    names = {"family_name": "佐藤", "given_name": "遥"}
    return register(webinar, email, language=language, time_zone=zone, **(names | fields))


def confirm_mail(language: str) -> None:
    book(webinar_with(1), "me@example.org", language, confirmed=False)


def again_mail(language: str) -> None:
    webinar = webinar_with(1)
    book(webinar, "me@example.org", language)
    actions.register(webinar, email="me@example.org")


def booked_mail(language: str) -> None:
    book(webinar_with(1), "me@example.org", language)


def waiting_mail(language: str) -> None:
    webinar = webinar_with(1)
    fill_up(webinar, 2)
    book(webinar, "me@example.org", language)


def offer_mail(language: str) -> None:
    webinar = webinar_with(1)
    [first] = fill_up(webinar, 1)
    book(webinar, "me@example.org", language)
    actions.cancel(first, by=None, reason=REASON)


def offer_lapsed_mail(language: str) -> None:
    offer_mail(language)
    actions.lapse(Webinar.objects.get(), timezone.now() + timedelta(hours=49))


def cancelled_mail(language: str) -> None:
    actions.cancel(book(webinar_with(1), "me@example.org", language), by=None, reason=REASON)


ALL: dict[str, Callable[[str], None]] = {
    "confirm": confirm_mail,
    "again": again_mail,
    "booked": booked_mail,
    "waiting": waiting_mail,
    "offer": offer_mail,
    "offer_lapsed": offer_lapsed_mail,
    "cancelled": cancelled_mail,
}
NAMELESS = {"confirm"}
FILES = {"booked": "REQUEST", "cancelled": "CANCEL"}


def greeting(kind: str, language: str) -> str:
    """As the outbox words it; whoever has not confirmed is called by no name."""
    with translation.override(language):
        if kind in NAMELESS:
            return translation.gettext("Good day,")
        name = "佐藤 遥" if language == "ja" else "遥 佐藤"
        return translation.pgettext("salutation of a mail", "Dear %(name)s,") % {"name": name}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("confirm", f"is deleted after {CONFIRM_WITHIN // HOUR} hours."),
        ("booked", f"opens {OPENS_BEFORE // MINUTE} minutes before the beginning."),
    ],
)
@time_machine.travel(START - timedelta(days=60))
def test_mails_name_the_spans_that_hold(kind: str, words: str) -> None:
    ALL[kind]("en")
    assert words in Mail.objects.get(kind=f"webinar_{kind}").text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL)
@time_machine.travel(START - timedelta(days=60))
def test_each_mail_in_each_language(kind: str, language: str) -> None:
    ALL[kind](language)
    [mail] = Mail.objects.filter(kind=f"webinar_{kind}", address="me@example.org")
    assert (mail.language, mail.is_secret) == (language, True)
    assert mail.text.splitlines()[0] == greeting(kind, language)
    assert TITLES.get(language, "Hydrogen") in mail.subject
    zone = "Asia/Tokyo" if language == "ja" else "Europe/Berlin"
    if kind != "offer_lapsed":
        assert CLOCKS[zone] in mail.text
        assert CLOCKS[zone] in mail.html
    link = link_in(mail)
    assert link.startswith(f"/{language}/webinars/")
    assert visitor().get(link, follow=True).status_code == 200
    files = [it.content_type for it in mail.attachments.all()]
    method = FILES.get(kind)
    assert files == ([f"text/calendar; method={method}; charset=utf-8"] if method else [])


def entries(mail: Mail) -> tuple[Any, Any]:
    """The calendar's entry as icalendar and as vobject understand it."""
    content = bytes(mail.attachments.get().content)
    one = icalendar.Calendar.from_ical(content)
    other = vobject.readOne(content.decode())
    assert (one["method"], str(one["method"])) == (other.method.value, other.method.value)
    return one.events[0], other.vevent


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_entry_is_cancelled_under_the_same_uid(language: str) -> None:
    webinar = webinar_with(1)
    registration = book(webinar, "me@example.org", language)
    actions.change_webinar(webinar, by=None, ends_at=webinar.ends_at + timedelta(hours=1))
    actions.cancel(registration, by=None, reason=REASON)
    booked, cancelled = (Mail.objects.get(kind=f"webinar_{it}") for it in FILES)
    uid = f"{uuid5(webinar.uid, str(registration.pk))}@example.org"
    for (one, other), sequence, status, hours in (
        (entries(booked), 0, "CONFIRMED", 1.5),
        (entries(cancelled), 2, None, 2.5),
    ):
        assert (one["sequence"], one.get("status")) == (sequence, status)
        assert int(other.sequence.value) == sequence
        assert [it.value for it in other.contents.get("status", [])] == ([status] if status else [])
        assert one["uid"] == other.uid.value == uid
        assert one["dtstart"].dt == other.dtstart.value == START
        assert one["dtend"].dt == other.dtend.value == START + timedelta(hours=hours)
        assert one["summary"] == other.summary.value == TITLES.get(language, "Hydrogen")
        assert one["attendee"] == other.attendee.value == "mailto:me@example.org"


def test_who_comes_back_has_another_entry() -> None:
    webinar = webinar_with(1)
    first = book(webinar, "me@example.org", "en")
    actions.cancel(first, by=None, reason=REASON)
    book(webinar, "me@example.org", "en")
    files = Mail.objects.filter(attachments__isnull=False).order_by("pk")
    before, cancelled, again = [entries(mail)[0] for mail in files]
    assert [it["sequence"] for it in (before, cancelled, again)] == [0, 1, 0]
    assert before["uid"] == cancelled["uid"] != again["uid"]
    answers = [it["attendee"].params["PARTSTAT"] for it in (before, again)]
    assert answers == ["ACCEPTED", "ACCEPTED"]


def test_the_entry_leads_to_the_way_in_not_to_the_own_page() -> None:
    """Calendars are shared: whoever reads one can neither cancel nor read what was entered."""
    registration = book(webinar_with(1), "me@example.org", "en")
    one, other = entries(Mail.objects.get(kind="webinar_booked"))
    assert one["url"] == other.url.value
    token = one["url"].rstrip("/").rpartition("/")[2]
    assert registration_of(token, salt=JOIN_SALT) == registration
    assert "/webinars/registration/" not in str(one)


def test_who_never_had_a_seat_gets_no_cancellation_for_the_calendar() -> None:
    webinar = webinar_with(1)
    _first, second = fill_up(webinar, 2)
    actions.cancel(second, by=None, reason=REASON)
    assert Mail.objects.get(kind="webinar_cancelled").attachments.count() == 0


def test_the_place_on_the_list_is_said_as_it_was() -> None:
    webinar = webinar_with(1)
    fill_up(webinar, 4)
    waiting = Mail.objects.filter(kind="webinar_waiting").order_by("pk")
    said = [it.text.partition("you were number ")[2][0] for it in waiting]
    assert said == ["1", "2", "3"]


def test_the_offer_says_until_when() -> None:
    with time_machine.travel(START - timedelta(days=20), tick=False):
        offer_mail("en")
    text = Mail.objects.get(kind="webinar_offer").text
    assert "Fri 12 Mar 2027, 07:00 CET / 15:00 JST" in text


def test_who_is_given_a_seat_at_once_is_told_why() -> None:
    webinar = make_webinar(capacity=1, starts_at=timezone.now() + timedelta(hours=3))
    first, second = fill_up(webinar, 2)
    actions.cancel(first, by=None, reason=REASON)
    mail = Mail.objects.get(kind="webinar_booked", address=second.email)
    assert "A seat has become free: you take part in" in mail.text
    assert mail.attachments.count() == 1


def test_a_member_is_written_to_where_their_account_is_now() -> None:
    user = make_user("old@example.org")
    registration = register(make_webinar(), user.email, user=user)
    user.email = "new@example.org"
    user.save()
    registration.refresh_from_db()
    actions.cancel(registration, by=user, reason=REASON)
    mail = Mail.objects.get(kind="webinar_cancelled")
    assert (mail.user, mail.address) == (user, "new@example.org")


def test_one_cause_is_one_mail_however_often_it_is_posted() -> None:
    registration = register(make_webinar())
    first, second = mails.booked(registration), mails.booked(registration)
    assert first == second
    assert Mail.objects.filter(kind="webinar_booked").count() == 1


def test_who_comes_back_gets_new_mails() -> None:
    webinar = make_webinar()
    actions.cancel(register(webinar), by=None, reason=REASON)
    assert register(webinar).state == Booking.CONFIRMED
    assert Mail.objects.filter(kind="webinar_booked").count() == 2
