"""The next webinar made from the last: on the same weekday at the same hour, also across the
nights on which clocks are changed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from events import questions
from events.editor import copying
from events.models import Series, Webinar
from events.states import State
from matching.partnerships.models import Partnership
from profiles.models import User
from tests.events.desk import browser, change, desk, reasons, typed, untouched, url, winter_webinar
from tests.events.making import register
from tests.makers import make_profile, make_sector, make_staff, make_topic
from tests.profiles.pictures import picture

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(webinar: Webinar) -> str:
    return url("copy-webinar", webinar.pk)


def copied(client: Client, webinar: Webinar, **changes: Any) -> Webinar:
    assert change(client, page_of(webinar), **changes).status_code == 302
    return Webinar.objects.get(copied_from=webinar)


@pytest.mark.parametrize(
    ("starts_at", "zone", "proposed"),
    [
        ("2027-01-14T09:00", "Europe/Brussels", "2027-02-11T10:00"),
        ("2027-03-11T09:00", "Europe/Brussels", "2027-04-08T10:00"),
        ("2027-10-14T08:00", "Europe/Brussels", "2027-11-11T10:00"),
        ("2027-03-11T09:00", "Asia/Tokyo", "2027-04-08T18:00"),
        ("2027-10-03T00:30", "Europe/Brussels", "2027-10-31T02:30"),
        ("2027-02-28T01:30", "Europe/Brussels", "2027-03-28T02:30"),
    ],
)
@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_the_hour_on_the_organisers_clock_stays(
    client: Client, starts_at: str, zone: str, proposed: str
) -> None:
    webinar = winter_webinar(starts_at=utc(starts_at), time_zone=zone)
    assert untouched(client, page_of(webinar))["starts_at"] == proposed


@time_machine.travel("2027-10-14T12:00:00Z", tick=False)
def test_the_next_after_summer_begins_an_hour_later_in_japan() -> None:
    client = desk()
    webinar = winter_webinar(starts_at=utc("2027-10-14T08:00"))
    copy = copied(client, webinar)
    assert copy.starts_at == utc("2027-11-11T09:00")
    local = copy.starts_at.astimezone(ZoneInfo("Europe/Brussels"))
    assert (local.strftime("%a %H:%M"), local.tzname()) == ("Thu 10:00", "CET")


@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_the_night_in_spring_is_refused(client: Client) -> None:
    webinar = winter_webinar(starts_at=utc("2027-02-28T01:30"))
    response = change(client, page_of(webinar))
    assert response.status_code == 422
    assert response.context["form"].errors["starts_at"][0].startswith("There is no such time")
    assert Webinar.objects.count() == 1


@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_the_night_in_autumn_asks_which(client: Client) -> None:
    webinar = winter_webinar(starts_at=utc("2027-10-03T00:30"))
    assert change(client, page_of(webinar)).status_code == 422
    copy = copied(client, webinar, starts_at_which="1")
    assert (copy.starts_at, copy.ends_at) == (utc("2027-10-31T01:30"), utc("2027-10-31T03:00"))


@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_an_old_one_is_copied_into_the_future() -> None:
    webinar = winter_webinar(starts_at=utc("2021-01-08T08:00"), state=State.DONE)
    assert copying.next_local(webinar).strftime("%a %d %b %Y, %H:%M") == "Fri 04 Dec 2026, 09:00"


@pytest.fixture
def full(client: Client) -> Webinar:
    """A webinar with everything there is."""
    series = Series.objects.create(slug="examples")
    webinar = winter_webinar(
        "Hydrogen",
        titles={"ja": "水素"},
        series=series,
        capacity=30,
        reminders=[60],
        accept_hours=12,
        interpreted=["ja"],
        video_url="https://video.example/1",
        recording_url="https://video.example/r",
        source="https://news.example/",
        opens_at=timezone.now(),
        sequence=3,
        key="hydrogen",
        partnership=Partnership.objects.create(kind="mou", is_public=True),
    )
    webinar.texts.filter(language="en").update(description="Long.", looking_back="It was good.")
    webinar.sectors.add(make_sector("energy"))
    webinar.topics.add(make_topic("hydrogen"))
    webinar.profiles.add(make_profile("de-1"))
    webinar.questions.create(kind="text", text={"en": "Why?"}, is_required=True)
    speaker = webinar.speakers.create(organisation="H2", office={"en": "Head"})
    speaker.picture.save("x.png", ContentFile(picture()))
    webinar.materials.create(kind="slides", title="A", language="en", url="https://a.example/")
    webinar.chapters.create(second=0, title={"en": "Welcome"})
    session = webinar.sessions.create(
        starts_at=webinar.starts_at + timedelta(minutes=10),
        ends_at=webinar.ends_at,
        title={"en": "Talk", "ja": "講演"},
    )
    session.speakers.add(speaker)
    questions.ask(register(webinar), text="Who pays?", language="en")
    return webinar


def test_what_it_says_is_copied(client: Client, full: Webinar) -> None:
    copy = copied(client, full)
    names = ("series", "language", "time_zone", "capacity", "accept_hours", "reminders")
    assert [getattr(copy, it) for it in names] == [getattr(full, it) for it in names]
    assert (copy.spoken, copy.interpreted) == (["en"], ["ja"])
    assert copy.ends_at - copy.starts_at == full.ends_at - full.starts_at
    texts = copy.texts.order_by("language").values_list("language", "title", "description")
    assert list(texts) == [("en", "Hydrogen", "Long."), ("ja", "水素", "")]
    assert [it.slug for it in copy.sectors.all()] == ["energy"]
    assert [it.slug for it in copy.topics.all()] == ["hydrogen"]
    question = copy.questions.get()
    assert (question.text, question.is_required) == ({"en": "Why?"}, True)
    assert full.questions.count() == 1


def test_what_was_is_not_copied(client: Client, full: Webinar) -> None:
    copy = copied(client, full)
    assert (copy.state, copy.sequence, copy.key, copy.opens_at) == (State.DRAFT, 0, None, None)
    assert copy.uid != full.uid
    assert (copy.video_url, copy.recording_url, copy.source) == ("", "", "")
    assert set(copy.texts.values_list("looking_back", flat=True)) == {""}
    parts = ("registrations", "materials", "chapters", "speakers", "profiles")
    parts = (*parts, "audience_questions")
    assert {name: getattr(copy, name).count() for name in parts} == dict.fromkeys(parts, 0)
    assert copy.partnership is None
    assert (copy.created_by.email, reasons(copy)) == (DANA, [(DANA, "Made as a copy")])


def test_ticks_take_more_along(client: Client, full: Webinar) -> None:
    copy = copied(client, full, speakers="on", profiles="on", partnership="on")
    speaker, original = copy.speakers.get(), full.speakers.get()
    assert (speaker.organisation, speaker.office) == ("H2", {"en": "Head"})
    assert (list(copy.profiles.all()), copy.partnership) == (
        list(full.profiles.all()),
        full.partnership,
    )
    assert speaker.picture.name != original.picture.name
    with speaker.picture.open("rb") as own, original.picture.open("rb") as theirs:
        assert own.read() == theirs.read()


@time_machine.travel("2027-02-26T12:00:00Z", tick=False)
def test_the_programme_moves_along_across_the_night_in_spring() -> None:
    webinar = winter_webinar(starts_at=utc("2027-03-11T09:00"))
    for minute, title in ((0, {"en": "Welcome"}), (10, {"en": "Talk", "ja": "講演"})):
        starts_at = webinar.starts_at + timedelta(minutes=minute)
        ends_at = starts_at + timedelta(minutes=10)
        webinar.sessions.create(starts_at=starts_at, ends_at=ends_at, title=title)
    copy = copied(desk(), webinar)
    assert list(copy.sessions.values_list("starts_at", "ends_at", "title")) == [
        (utc("2027-04-08T08:00"), utc("2027-04-08T08:10"), {"en": "Welcome"}),
        (utc("2027-04-08T08:10"), utc("2027-04-08T08:20"), {"en": "Talk", "ja": "講演"}),
    ]
    assert webinar.sessions.first().starts_at == utc("2027-03-11T09:00")


def test_who_speaks_in_a_session_comes_along_with_the_speakers(
    client: Client, full: Webinar
) -> None:
    copy = copied(client, full, speakers="on")
    assert list(copy.sessions.get().speakers.all()) == [copy.speakers.get()]
    assert list(full.sessions.get().speakers.all()) == [full.speakers.get()]


def test_without_the_speakers_the_programme_names_nobody(client: Client, full: Webinar) -> None:
    session = copied(client, full).sessions.get()
    assert (session.title, session.speakers.count()) == ({"en": "Talk", "ja": "講演"}, 0)


def test_a_picture_that_is_gone_stops_nothing(full: Webinar) -> None:
    picture = full.speakers.get().picture
    picture.storage.delete(picture.name)
    copy = copying.copy_webinar(
        full,
        starts_at=full.starts_at,
        along=copying.Along(speakers=True),
        by=make_staff("other@example.org"),
    )
    assert copy.speakers.get().picture.name == ""


def test_the_original_stays_as_it_was(client: Client, full: Webinar) -> None:
    copied(client, full, speakers="on", profiles="on")
    now = Webinar.objects.get(pk=full.pk)
    counts = [getattr(now, it).count() for it in ("texts", "questions", "speakers", "profiles")]
    assert (counts, now.registrations.count(), reasons(now)) == ([2, 1, 1, 1], 1, [])


def test_a_faulty_date_stays_as_it_was_typed(client: Client, full: Webinar) -> None:
    response = change(client, page_of(full), starts_at="soon", speakers="on")
    assert response.status_code == 422
    shown = typed(response)
    assert (shown["starts_at"], {"speakers", "profiles"} & set(shown)) == ("soon", {"speakers"})


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_copy_nothing(full: Webinar, who: str) -> None:
    member = browser(who)
    sent = {"starts_at": "2027-02-11T10:00"}
    assert member.get(page_of(full)).status_code == 403
    assert member.post(page_of(full), sent).status_code == 403
    assert (Webinar.objects.count(), User.objects.filter(is_staff=True).count()) == (1, 1)
