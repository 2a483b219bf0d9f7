"""Calendars and Atom, as programs read them."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from events import actions
from events.models import Series, Webinar
from events.states import State
from tests.events.clocks import CHANGES
from tests.events.making import make_webinar, register
from tests.events.parsing import events_of, head_of
from tests.makers import REASON, make_sector, make_staff

pytestmark = pytest.mark.django_db
FEED, ATOM = "/en/webinars/feed.ics", "/en/webinars/feed.atom"
FEED_QUERIES, ATOM_QUERIES = 8, 8
NASTY = "A; B, C\\n <script>alert(1)</script> & “D”: e"
NAMESPACE = {"a": "http://www.w3.org/2005/Atom"}
NOVEMBER = datetime(2026, 11, 24, 8, tzinfo=UTC)


def summaries(client: Client, address: str = FEED) -> list[str]:
    return [event.summary for event in events_of(client.get(address))]


@pytest.mark.parametrize(("moment", "told"), CHANGES)
def test_the_abbreviation_is_right_on_every_day(client: Client, moment: str, told: str) -> None:
    starts_at = datetime.fromisoformat(moment)
    make_webinar(starts_at=starts_at)
    (event,) = events_of(client.get(FEED))
    assert (event.start, event.end) == (starts_at, starts_at + timedelta(minutes=90))
    assert event.description.split("\n")[0] == told
    (entry,) = entries(client)
    assert entry.find("a:summary", NAMESPACE).text.startswith(f"<p>{told}<br>")


def test_japanese_readers_read_their_own_clock_first(client: Client) -> None:
    make_webinar(starts_at=datetime(2026, 3, 29, 1, tzinfo=UTC), titles={"ja": "水素"})
    (event,) = events_of(client.get("/ja/webinars/feed.ics"))
    assert event.summary == "水素"
    assert event.description.split("\n")[0] == "2026年3月29日（日）10:00 JST / 03:00 CEST"


def test_an_organiser_elsewhere_is_told_on_their_clock_too(client: Client) -> None:
    make_webinar(starts_at=NOVEMBER, time_zone="Europe/London")
    (event,) = events_of(client.get(FEED))
    assert event.description.split("\n")[0].endswith("09:00 CET / 17:00 JST / 08:00 GMT")


def test_who_shares_a_clock_is_told_once(client: Client) -> None:
    make_webinar(starts_at=NOVEMBER, time_zone="Europe/Berlin")
    (event,) = events_of(client.get(FEED))
    assert event.description.split("\n")[0] == "Tue 24 Nov 2026, 09:00 CET / 17:00 JST"


def test_where_only_the_day_is_known_it_lasts_all_day(client: Client) -> None:
    starts_at = datetime(2021, 1, 26, 8, tzinfo=UTC)
    make_webinar(state=State.DONE, starts_at=starts_at, time_is_known=False)
    (event,) = events_of(client.get(FEED))
    assert (event.start, event.end) == (date(2021, 1, 26), date(2021, 1, 27))
    assert event.description.split("\n")[:2] == [
        "Tuesday 26 January 2021",
        "Only the day is on record, the hours are not.",
    ]


def test_what_a_calendar_says_of_a_webinar(client: Client, settings: Settings) -> None:
    webinar = make_webinar("Hydrogen", spoken=["en"], interpreted=["ja", "de"])
    (event,) = events_of(client.get(FEED))
    url = f"{settings.SITE_URL}/en/webinars/{webinar.pk}/hydrogen/"
    assert (event.url, event.status, event.sequence) == (url, "CONFIRMED", 0)
    assert event.description.split("\n")[1:] == [
        "Spoken: English",
        "Interpreted: Japanese, German",
        "About Hydrogen.",
        url,
    ]


def test_the_uid_is_the_same_in_every_language_and_after_every_change(client: Client) -> None:
    webinar = make_webinar(titles={"ja": "水素"})
    languages = ("en", "de", "fr", "ja")
    found = [events_of(client.get(f"/{it}/webinars/feed.ics"))[0] for it in languages]
    actions.change_webinar(webinar, by=make_staff(), ends_at=webinar.ends_at + timedelta(hours=1))
    after = events_of(client.get(FEED))[0]
    assert {event.uid for event in [*found, after]} == {found[0].uid}
    assert found[0].uid.partition("@")[0] == str(webinar.uid)
    assert (found[0].sequence, after.sequence) == (0, 1)


def test_what_is_cancelled_stays_and_says_so(client: Client) -> None:
    webinar = make_webinar()
    actions.cancel_webinar(webinar, by=make_staff(), reason="Ill")
    (event,) = events_of(client.get(FEED))
    assert (event.status, event.sequence) == ("CANCELLED", 1)
    assert event.description.split("\n")[0] == "Cancelled."
    (entry,) = entries(client)
    assert entry.find("a:summary", NAMESPACE).text.startswith("<p>Cancelled.<br>")


def test_drafts_appear_in_no_feed(client: Client) -> None:
    draft = make_webinar("Secret", state=State.DRAFT, series=Series.objects.create(slug="s"))
    make_webinar("Known")
    assert summaries(client) == ["Known"]
    assert titles(client) == ["Known"]
    assert client.get("/en/webinars/series/s.ics").status_code == 404
    assert client.get(f"/en/webinars/{draft.pk}.ics").status_code == 404


def test_feeds_are_narrowed_by_language_and_sector(client: Client) -> None:
    make_sector("energy"), make_sector("tourism")
    make_webinar("Spoken", spoken=["ja"]).sectors.add(make_sector("energy"))
    make_webinar("Interpreted", interpreted=["ja"])
    make_webinar("English", spoken=["en"]).sectors.add(make_sector("tourism"))
    assert summaries(client, f"{FEED}?language=ja") == ["Spoken", "Interpreted"]
    assert summaries(client, f"{FEED}?sector=tourism") == ["English"]
    assert summaries(client, f"{FEED}?sector=energy&language=ja") == ["Spoken"]
    assert titles(client, f"{ATOM}?language=en") == ["English"]
    assert len(summaries(client, f"{FEED}?sector=magic")) == 3


def test_a_series_has_a_feed_of_its_own(client: Client) -> None:
    series = Series.objects.create(slug="examples")
    series.texts.create(language="en", title="Project examples")
    make_webinar("Inside", series=series)
    make_webinar("Outside")
    answer = client.get("/en/webinars/series/examples.ics")
    assert [event.summary for event in events_of(answer)] == ["Inside"]
    assert head_of(answer)["X-WR-CALNAME"] == "Project examples"


def test_one_webinar_is_a_file_of_its_own(client: Client) -> None:
    webinar = make_webinar("Hydrogen now")
    make_webinar("Another")
    answer = client.get(f"/en/webinars/{webinar.pk}.ics")
    assert [event.summary for event in events_of(answer)] == ["Hydrogen now"]
    assert answer["Content-Disposition"] == 'inline; filename="hydrogen-now.ics"'


def test_what_a_calendar_says_of_itself(client: Client) -> None:
    answer = client.get(FEED)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    head = head_of(answer)
    assert (head["METHOD"], head["VERSION"]) == ("PUBLISH", "2.0")
    assert (head["REFRESH-INTERVAL"], head["X-PUBLISHED-TTL"]) == ("PT6H", "PT6H")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in answer.content


@pytest.mark.parametrize("address", [FEED, ATOM])
def test_nothing_in_a_title_breaks_out_of_its_place(client: Client, address: str) -> None:
    make_webinar(f"{NASTY}\r\nEND:VEVENT\nX-EVIL:1\x0b")
    plain = f"{NASTY} END:VEVENT X-EVIL:1"
    assert (summaries if address == FEED else titles)(client, address) == [plain]
    assert b"\nX-EVIL" not in client.get(address).content
    assert b"<script>" not in client.get(ATOM).content


# Caches ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [FEED, ATOM])
def test_who_has_it_already_is_told_so(client: Client, address: str) -> None:
    webinar = make_webinar()
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=3600"
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    webinar.texts.update(title="Another title")
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
    assert b"Another title" in changed.content


def test_whoever_changes_a_webinar_or_its_text_the_feed_tells_when(client: Client) -> None:
    webinar = make_webinar()

    def told() -> datetime:
        webinar.refresh_from_db()
        last = parsedate_to_datetime(client.get(FEED)["Last-Modified"])
        assert last == webinar.changed_at.replace(microsecond=0)
        (entry,) = entries(client)
        stamp = entry.find("a:updated", NAMESPACE).text
        assert datetime.fromisoformat(stamp) == webinar.changed_at
        return webinar.changed_at

    moments = [told()]
    for change in (
        lambda: Webinar.objects.update(capacity=7),
        lambda: webinar.texts.update(title="New"),
        lambda: webinar.texts.create(language="ja", title="新"),
        lambda: webinar.texts.filter(language="ja").delete(),
        lambda: webinar.move(State.CLOSED, by=None, reason=REASON),
    ):
        change()
        moments.append(told())
    assert moments == sorted(set(moments))
    Webinar.objects.update(capacity=7)
    assert told() == moments[-1]


def test_a_seat_that_is_taken_or_freed_is_no_news_of_the_webinar(client: Client) -> None:
    webinar = make_webinar(capacity=1)
    before = Webinar.objects.get().changed_at
    erika = register(webinar)
    assert Webinar.objects.get().state == State.FULL
    actions.cancel(erika, by=None, reason=REASON)
    assert Webinar.objects.get().state == State.OPEN
    assert Webinar.objects.get().changed_at == before
    Webinar.objects.update(state=State.FULL, capacity=3)
    assert Webinar.objects.get().changed_at > before


def test_an_empty_feed_stays_as_it_is(client: Client) -> None:
    first = [client.get(address)["ETag"] for address in (FEED, ATOM)]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert [client.get(address)["ETag"] for address in (FEED, ATOM)] == first
    assert (summaries(client), titles(client)) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(FEED, FEED_QUERIES), (ATOM, ATOM_QUERIES)])
def test_queries(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
    count: int,
) -> None:
    series = Series.objects.create(slug="examples")
    for _ in range(count):
        make_webinar(series=series).sectors.add(make_sector("energy"))
    with django_assert_num_queries(queries):
        client.get(address)


# Atom -----------------------------------------------------------------------------------------


def feed_of(client: Client, address: str = ATOM) -> Element:
    return fromstring(client.get(address).content)


def entries(client: Client, address: str = ATOM) -> list[Element]:
    return feed_of(client, address).findall("a:entry", NAMESPACE)


def titles(client: Client, address: str = ATOM) -> list[str]:
    return [entry.find("a:title", NAMESPACE).text for entry in entries(client, address)]


def test_what_the_feed_says_of_itself(client: Client, settings: Settings) -> None:
    make_webinar()
    answer = client.get(f"{ATOM}?sector=")
    feed = fromstring(answer.content)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.attrib == {"{http://www.w3.org/XML/1998/namespace}lang": "en"}
    links = {it.get("rel"): it.get("href") for it in feed.findall("a:link", NAMESPACE)}
    assert links == {
        "alternate": f"{settings.SITE_URL}/en/webinars/",
        "self": f"{settings.SITE_URL}{ATOM}?sector=",
    }
    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.find(f"a:{name}", NAMESPACE).text, name


def test_an_entry_has_an_identity_of_its_own_in_every_language(client: Client) -> None:
    webinar = make_webinar("Hydrogen", titles={"de": "Wasserstoff"})

    def identity(language: str) -> str:
        (entry,) = entries(client, f"/{language}/webinars/feed.atom")
        return entry.find("a:id", NAMESPACE).text

    before = [identity("en"), identity("de")]
    webinar.texts.update(title="Renamed")
    assert [identity("en"), identity("de")] == before
    assert before[0] != before[1]
    assert all(it.startswith("urn:uuid:") for it in before)


def test_the_feed_has_what_was_changed_last_first(client: Client) -> None:
    first, second = make_webinar("First"), make_webinar("Second")
    assert titles(client) == ["Second", "First"]
    first.texts.update(summary="New")
    assert titles(client) == ["First", "Second"]
    assert second.changed_at < timezone.now()
