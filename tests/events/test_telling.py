"""News of changes and cancellations: who is told, once, with the calendar's update."""

from datetime import UTC, datetime, timedelta
from uuid import uuid5

import pytest
import time_machine
from icalendar import Calendar

from events import actions, tasks
from events.clock import following, telling, thanking
from events.models import Change, Registration, Webinar
from events.states import State
from profiles.models import Mail, User
from tests.events.making import make_webinar, register
from tests.makers import make_staff

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2026, 3, 27, 8, tzinfo=UTC)
AFTER_THE_SWITCH = datetime(2026, 3, 30, 8, tzinfo=UTC)
BEFORE = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = "https://video.example.org/j/1"


@pytest.fixture(autouse=True)
def stopped_clock() -> object:
    with time_machine.travel(BEFORE, tick=False) as traveller:
        yield traveller


def announced(*people: str, **fields: object) -> Webinar:
    webinar = make_webinar(starts_at=BEGINNING, **fields)
    for name in people or ("erika",):
        register(webinar, f"{name}@example.org")
    Mail.objects.all().delete()
    return webinar


def change(webinar: Webinar, **changes: object) -> Webinar:
    return actions.change_webinar(
        webinar, by=User.objects.filter(is_staff=True).first() or make_staff(), **changes
    )


def move_to(webinar: Webinar, moment: datetime) -> Webinar:
    return change(webinar, starts_at=moment, ends_at=moment + timedelta(minutes=60))


def entry_of(mail: Mail) -> tuple[str, object]:
    file = mail.attachments.get()
    calendar = Calendar.from_ical(bytes(file.content))
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def test_a_move_is_told_with_both_times_in_both_clocks() -> None:
    webinar = move_to(announced(), AFTER_THE_SWITCH)
    assert telling.tell_participants(webinar) == 1
    mail = Mail.objects.get()
    assert mail.subject == "Changed: Hydrogen between the Rhine and Fukushima"
    assert "Until now: Fri 27 Mar 2026, 09:00 CET / 17:00 JST" in mail.text
    assert "Now: Mon 30 Mar 2026, 10:00 CEST / 17:00 JST, 60 minutes" in mail.text
    method, event = entry_of(mail)
    assert (method, event["SEQUENCE"], event.start) == ("REQUEST", 1, AFTER_THE_SWITCH)
    uid = uuid5(webinar.uid, str(Registration.objects.get().pk))
    assert str(event["UID"]).startswith(str(uid))


def test_each_is_told_once_for_each_number() -> None:
    webinar = move_to(announced("a", "b"), AFTER_THE_SWITCH)
    assert [telling.tell_participants(webinar) for _ in range(2)] == [2, 0]
    assert tasks.tell_participants(webinar.pk) == 0
    webinar = move_to(webinar, AFTER_THE_SWITCH + timedelta(days=1))
    assert telling.tell_participants(webinar) == 2
    assert Mail.objects.count() == 4
    assert [entry_of(mail)[1]["SEQUENCE"] for mail in Mail.objects.order_by("pk")] == [1, 1, 2, 2]


def test_several_changes_in_a_row_are_one_piece_of_news() -> None:
    webinar = move_to(announced(), BEGINNING + timedelta(days=1))
    webinar = move_to(webinar, AFTER_THE_SWITCH)
    assert telling.tell_participants(webinar) == 1
    mail = Mail.objects.get()
    assert "Until now: Fri 27 Mar 2026, 09:00 CET" in mail.text
    assert entry_of(mail)[1]["SEQUENCE"] == 2
    assert Change.objects.filter(finished_at=None).count() == 0


def test_a_new_link_is_told_without_showing_it() -> None:
    webinar = change(announced(video_url=f"{LINK}0"), video_url=LINK)
    assert telling.tell_participants(webinar) == 1
    mail = Mail.objects.get()
    assert "The link to the video call" in mail.text
    assert LINK not in mail.text
    assert LINK.encode() not in bytes(mail.attachments.get().content)


def test_the_first_link_is_no_news() -> None:
    webinar = change(announced(), video_url=LINK)
    assert (telling.tell_participants(webinar), webinar.sequence) == (0, 0)
    assert Webinar.objects.get().video_url == LINK


def test_a_link_that_is_taken_away_is_no_news() -> None:
    webinar = change(announced(video_url=LINK), video_url="")
    assert (telling.tell_participants(webinar), webinar.sequence) == (0, 0)
    assert (Change.objects.count(), Webinar.objects.get().video_url) == (0, "")


def test_of_a_move_that_takes_the_link_away_only_the_move_is_news() -> None:
    end = AFTER_THE_SWITCH + timedelta(minutes=60)
    webinar = announced(video_url=LINK)
    webinar = change(webinar, starts_at=AFTER_THE_SWITCH, ends_at=end, video_url="")
    assert (telling.tell_participants(webinar), webinar.sequence) == (1, 1)
    assert "takes place at another time" in Mail.objects.get().text


def test_what_was_changed_back_before_anybody_was_told_is_no_news() -> None:
    webinar = move_to(announced(minutes=60), AFTER_THE_SWITCH)
    webinar = move_to(webinar, BEGINNING)
    assert [telling.tell_participants(webinar) for _ in range(2)] == [0, 0]
    assert (Mail.objects.count(), Change.objects.filter(finished_at=None).count()) == (0, 0)


def test_a_new_link_is_news_though_the_time_was_changed_back() -> None:
    webinar = announced(minutes=60, video_url=f"{LINK}0")
    end = AFTER_THE_SWITCH + timedelta(minutes=60)
    webinar = change(webinar, starts_at=AFTER_THE_SWITCH, ends_at=end, video_url=LINK)
    webinar = move_to(webinar, BEGINNING)
    assert telling.tell_participants(webinar) == 1
    assert "The link to the video call" in Mail.objects.get().text


def test_who_was_told_already_hears_that_it_was_changed_back() -> None:
    webinar = move_to(announced("a", "b", minutes=60), AFTER_THE_SWITCH)
    assert telling.tell_participants(webinar) == 2
    Mail.objects.get(address="b@example.org").delete()
    Change.objects.update(finished_at=None)  # as if the worker had died between the two
    webinar = move_to(webinar, BEGINNING)
    assert telling.tell_participants(webinar) == 1
    mail = Mail.objects.order_by("pk").last()
    assert mail.address == "a@example.org"
    assert "Until now: Mon 30 Mar 2026, 10:00 CEST" in mail.text
    assert "Now: Fri 27 Mar 2026, 09:00 CET / 17:00 JST" in mail.text


@pytest.mark.parametrize("comes", ["registers", "moves up"])
def test_who_came_in_between_hears_that_it_was_changed_back(
    stopped_clock: time_machine.Traveller, comes: str
) -> None:
    webinar = announced("a", "b", minutes=60, capacity=1)
    webinar = move_to(webinar, AFTER_THE_SWITCH)
    stopped_clock.shift(timedelta(minutes=1))
    if comes == "registers":
        webinar = change(webinar, capacity=None)
        register(webinar, "later@example.org")
    else:
        actions.cancel(Registration.objects.get(email="a@example.org"), by=None, reason="Ill")
    Mail.objects.all().delete()
    stopped_clock.shift(timedelta(minutes=1))
    webinar = move_to(webinar, BEGINNING)
    told = {"registers": ["b@example.org", "later@example.org"], "moves up": ["b@example.org"]}
    assert telling.tell_participants(webinar) == len(told[comes])
    mails = Mail.objects.order_by("address")
    assert [it.address for it in mails] == told[comes]
    assert ["Until now: Mon 30 Mar 2026, 10:00 CEST" in it.text for it in mails] == [
        True for _ in mails
    ]


def test_who_came_in_between_reads_what_stood_then(stopped_clock: time_machine.Traveller) -> None:
    webinar = move_to(announced("a", minutes=60), AFTER_THE_SWITCH)
    stopped_clock.shift(timedelta(minutes=1))
    register(webinar, "later@example.org")
    Mail.objects.all().delete()
    stopped_clock.shift(timedelta(minutes=1))
    webinar = move_to(webinar, AFTER_THE_SWITCH + timedelta(days=1))
    assert telling.tell_participants(webinar) == 2
    found = {it.address: it.text for it in Mail.objects.all()}
    assert "Until now: Fri 27 Mar 2026" in found["a@example.org"]
    assert "Until now: Mon 30 Mar 2026" in found["later@example.org"]


def test_who_came_after_a_move_hears_only_of_another_link(
    stopped_clock: time_machine.Traveller,
) -> None:
    webinar = move_to(announced("a", minutes=60, video_url=LINK), AFTER_THE_SWITCH)
    stopped_clock.shift(timedelta(minutes=1))
    register(webinar, "later@example.org")
    Mail.objects.all().delete()
    stopped_clock.shift(timedelta(minutes=1))
    webinar = change(webinar, video_url=f"{LINK}?again")
    assert telling.tell_participants(webinar) == 2
    moved = {it.address: "takes place at another time" in it.text for it in Mail.objects.all()}
    assert moved == {"a@example.org": True, "later@example.org": False}


def test_everybody_reads_their_own_clock_too() -> None:
    webinar = announced()
    Registration.objects.update(time_zone="America/New_York")
    webinar = move_to(webinar, AFTER_THE_SWITCH)
    assert telling.tell_participants(webinar) == 1
    mail = Mail.objects.get()
    assert "Until now: Fri 27 Mar 2026, 04:00 EDT / 09:00 CET / 17:00 JST" in mail.text
    assert "Now: Mon 30 Mar 2026, 04:00 EDT / 10:00 CEST / 17:00 JST" in mail.text


def test_a_new_capacity_is_no_news() -> None:
    webinar = change(announced(), capacity=10)
    assert (telling.tell_participants(webinar), webinar.sequence) == (0, 0)


def test_who_waits_is_told_without_a_calendar_entry() -> None:
    webinar = move_to(announced("erika", "waiting", capacity=1), AFTER_THE_SWITCH)
    assert telling.tell_participants(webinar) == 2
    waiting = Mail.objects.get(address="waiting@example.org")
    assert waiting.attachments.count() == 0


def test_who_is_not_there_or_came_later_is_not_told(
    stopped_clock: time_machine.Traveller,
) -> None:
    webinar = announced("erika", "gone")
    register(webinar, "unconfirmed@example.org", confirmed=False)
    gone = Registration.objects.get(email="gone@example.org")
    actions.cancel(gone, by=None, reason="Ill")
    webinar = move_to(webinar, AFTER_THE_SWITCH)
    stopped_clock.shift(timedelta(minutes=1))
    register(webinar, "later@example.org")
    Mail.objects.all().delete()
    assert telling.tell_participants(webinar) == 1
    assert Mail.objects.get().address == "erika@example.org"


def test_a_cancellation_takes_the_entry_out_of_calendars() -> None:
    webinar = announced("erika", "waiting", capacity=1)
    actions.cancel_webinar(webinar, by=make_staff(), reason="The speaker is ill")
    assert telling.tell_participants(webinar) == 2
    mail = Mail.objects.get(address="erika@example.org")
    assert mail.subject.startswith("Does not take place: ")
    assert "The speaker is ill" not in mail.text
    method, event = entry_of(mail)
    assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("CANCEL", 1, "CANCELLED")
    assert Mail.objects.get(address="waiting@example.org").attachments.count() == 0


def test_when_the_task_is_lost_the_clock_finds_what_is_untold() -> None:
    move_to(announced(), AFTER_THE_SWITCH)
    assert following.follow_webinars()["told"] == 1
    assert following.follow_webinars()["told"] == 0


def test_changes_of_a_draft_are_told_to_nobody() -> None:
    webinar = move_to(make_webinar(state=State.DRAFT, starts_at=BEGINNING), AFTER_THE_SWITCH)
    assert telling.tell_participants(webinar) == 0
    assert Change.objects.count() == 0


def test_a_webinar_that_is_gone_is_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    assert tasks.tell_participants(2**31) == 0
    assert [it.getMessage() for it in caplog.records] == ["Webinar 2147483648 is gone"]


def test_thanks_come_once_after_the_end(stopped_clock: time_machine.Traveller) -> None:
    announced("came", "stayed-away")
    Registration.objects.filter(email="came@example.org").update(joined_at=BEGINNING)
    stopped_clock.move_to(BEGINNING + timedelta(hours=1))
    assert following.follow_webinars()["thanked"] == 0
    stopped_clock.move_to(BEGINNING + timedelta(hours=25))
    assert following.follow_webinars()["thanked"] == 0
    stopped_clock.move_to(BEGINNING + timedelta(hours=25.5))
    assert [following.follow_webinars()["thanked"] for _ in range(2)] == [2, 0]
    texts = {mail.address: mail.text for mail in Mail.objects.filter(kind="webinar_thanks")}
    assert {address: "certificate" in text for address, text in texts.items()} == {
        "came@example.org": True,
        "stayed-away@example.org": False,
    }
    assert "recording" not in texts["came@example.org"]


def test_thanks_name_the_recording_if_there_is_one() -> None:
    webinar = announced(recording_url="https://video.example.org/w/1")
    webinar.move(State.LIVE, by=None, reason="Begins")
    webinar.move(State.DONE, by=None, reason="Ends")
    assert thanking.thank(webinar, webinar.ends_at + thanking.THANK_AFTER) == 1
    assert "The recording is there, too." in Mail.objects.get().text


def test_thanks_that_come_too_late_are_none() -> None:
    webinar = announced()
    webinar.move(State.LIVE, by=None, reason="Begins")
    webinar.move(State.DONE, by=None, reason="Ends")
    late = webinar.ends_at + thanking.THANK_WITHIN + timedelta(seconds=1)
    assert thanking.thank(webinar, late) == 0
