"""The desk makes and changes a webinar: its basics, the log, who is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import Series, Webinar
from events.states import State
from tests.events.desk import (
    BRUSSELS_TEN,
    browser,
    change,
    desk,
    reasons,
    typed,
    untouched,
    url,
    winter_webinar,
)
from tests.events.making import register
from tests.profiles.reading import html_of, texts

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
PAGE_QUERIES = 15
YEARS = "The year must be between 2000 and 2100."
NEW = {
    "title": "Hydrogen by rail",
    "language": "en",
    "time_zone": "Europe/Brussels",
    "starts_at": "2027-01-14T10:00",
    "ends_at": "2027-01-14T11:30",
    "accept_hours": "48",
    "reminders": "7 days, 1 hour",
    "spoken": ["en", "ja"],
}


@pytest.fixture
def client() -> Client:
    return desk()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def edit(client: Client, webinar: Webinar, **changes: Any) -> Any:
    return change(client, url("edit-webinar", webinar.pk), **changes)


def fresh(webinar: Webinar) -> Webinar:
    return Webinar.objects.get(pk=webinar.pk)


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_reach_nothing_of_it(who: str) -> None:
    webinar, member = winter_webinar(state=State.DRAFT), browser(who)
    names = ("edit-webinar", "edit-webinar-texts", "edit-webinar-subjects", "preview-webinar")
    pages = [url("create-webinar"), *(url(name, webinar.pk) for name in names)]
    found = {(member.get(page).status_code, member.post(page, NEW).status_code) for page in pages}
    assert found == {(403, 403)}
    assert (Webinar.objects.count(), reasons(webinar)) == (1, [])


def test_a_visitor_is_asked_to_sign_in() -> None:
    webinar = winter_webinar()
    pages = [url("create-webinar"), url("edit-webinar", webinar.pk)]
    assert {Client().post(page, NEW).status_code for page in pages} == {302}


def test_a_webinar_that_is_not_there(client: Client) -> None:
    assert client.get(url("edit-webinar", 2**40)).status_code == 404


def test_a_new_one_is_a_draft(client: Client) -> None:
    response = client.post(url("create-webinar"), NEW | {"summary": "Trains."})
    webinar = Webinar.objects.get()
    assert response["Location"] == url("edit-webinar", webinar.pk)
    assert (webinar.state, webinar.starts_at, webinar.ends_at) == (
        State.DRAFT,
        BRUSSELS_TEN,
        utc("2027-01-14T10:30"),
    )
    assert (webinar.spoken, webinar.reminders) == (["en", "ja"], [7 * 24 * 60, 60])
    assert (webinar.created_by.email, webinar.texts.get().summary) == (DANA, "Trains.")
    assert reasons(webinar) == [(DANA, "Made")]


def test_a_new_series_is_made_with_it(client: Client) -> None:
    client.post(url("create-webinar"), NEW | {"new_series": "Rail talks"})
    client.post(url("create-webinar"), NEW | {"new_series": "Rail talks"})
    assert [(it.slug, it.title, it.position) for it in Series.objects.all()] == [
        ("rail-talks", "Rail talks", 0),
        ("rail-talks-2", "Rail talks", 1),
    ]
    assert Webinar.objects.filter(series__slug="rail-talks").count() == 1


def test_a_series_in_japanese_gets_an_address(client: Client) -> None:
    client.post(url("create-webinar"), NEW | {"new_series": "鉄道", "language": "ja"})
    series = Series.objects.get()
    assert (series.slug, series.language, series.texts.get().title) == ("series", "ja", "鉄道")


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"ends_at": "2027-01-14T09:00"}, "ends_at", "The end must come after the beginning."),
        ({"ends_at": "2027-01-14T10:00"}, "ends_at", "The end must come after the beginning."),
        *(
            ({"starts_at": f"{year}-12-31T23:00"}, "starts_at", YEARS)
            for year in ("0001", "1999", "2101", "9999")
        ),
        (
            {"starts_at": "soon"},
            "starts_at",
            "Give date and time, such as 2026-11-26 10:00.",
        ),
        (
            {"opens_at": "2027-01-10T10:00", "closes_at": "2027-01-09T10:00"},
            "closes_at",
            "Registration must close after it opens.",
        ),
        (
            {"closes_at": "2027-01-15T10:00"},
            "closes_at",
            "Registration must close before the end.",
        ),
        (
            {"reminders": "soon"},
            "reminders",
            "“soon” is no time before the beginning. Write for example: 7 days, 1 hour.",
        ),
        (
            {"video_url": "http://zoom.example/1"},
            "video_url",
            "Give a link that begins with https://.",
        ),
        (
            {"capacity": "0"},
            "capacity",
            "Ensure this value is greater than or equal to 1.",
        ),
    ],
)
def test_faults_are_said_and_nothing_is_lost(
    client: Client, changes: dict[str, str], field: str, message: str
) -> None:
    sent = NEW | changes
    response = client.post(url("create-webinar"), sent)
    form = response.context["form"]
    assert (response.status_code, form.errors) == (422, {field: [message]})
    shown = typed(response)
    assert {name: shown.get(name) for name in changes} == changes
    assert Webinar.objects.count() == 0


def test_a_time_that_does_not_exist_is_refused(client: Client) -> None:
    sent = NEW | {"starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T04:00"}
    response = client.post(url("create-webinar"), sent)
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {
            "starts_at": [
                "There is no such time on that day: clocks are put forward then, to 03:00 CEST."
                " Choose another time."
            ]
        },
    )


def test_for_a_time_that_comes_twice_one_is_asked_which(client: Client) -> None:
    sent = NEW | {"starts_at": "2027-10-31T02:30", "ends_at": "2027-10-31T04:00"}
    response = client.post(url("create-webinar"), sent)
    form = response.context["form"]
    assert (response.status_code, form.errors) == (
        422,
        {
            "starts_at": [
                "The clock shows this time twice in that night. Say which of the two it is."
            ]
        },
    )
    assert form.fields["starts_at_which"].choices == [
        ("0", "the earlier, 02:30 CEST"),
        ("1", "the later, 02:30 CET"),
    ]
    client.post(url("create-webinar"), sent | {"starts_at_which": "1"})
    webinar = Webinar.objects.get()
    assert webinar.starts_at == utc("2027-10-31T01:30")
    assert untouched(client, url("edit-webinar", webinar.pk))["starts_at_which"] == "1"


def test_saving_untouched_changes_nothing(client: Client) -> None:
    webinar = winter_webinar(capacity=20, reminders=[60])
    before = webinar.transitions.count()
    assert edit(client, webinar).status_code == 302
    assert (fresh(webinar).sequence, webinar.transitions.count()) == (0, before)


def test_what_changed_is_logged_by_name(client: Client) -> None:
    webinar = winter_webinar(state=State.DRAFT)
    edit(client, webinar, capacity="30", time_zone="Asia/Tokyo", spoken=["en", "ja"])
    now = fresh(webinar)
    assert (now.capacity, now.time_zone, now.spoken) == (30, "Asia/Tokyo", ["en", "ja"])
    assert now.starts_at == utc("2027-01-14T01:00")
    assert reasons(webinar) == [
        (
            DANA,
            "Changed: organiser’s clock, beginning, end, seats, spoken languages",
        )
    ]


def test_the_history_is_on_the_page(client: Client) -> None:
    webinar = winter_webinar()
    edit(client, webinar, capacity="30")
    page = client.get(url("edit-webinar", webinar.pk))
    assert texts(page, "span", "timeline__what") == [
        "Changed: seats",
        "Draft → Registration open",
    ]


def test_a_draft_is_moved_without_anybody_being_asked(client: Client) -> None:
    webinar = winter_webinar(state=State.DRAFT)
    assert edit(client, webinar, starts_at="2027-01-14T10:15").status_code == 302
    assert fresh(webinar).starts_at == utc("2027-01-14T09:15")
    assert webinar.changes.count() == 0


def test_the_first_link_is_saved_at_once(client: Client) -> None:
    webinar = winter_webinar(video_url="")
    register(webinar)
    assert edit(client, webinar, video_url="https://video.example/1").status_code == 302
    assert (fresh(webinar).sequence, webinar.changes.count()) == (0, 0)
    assert reasons(webinar) == [(DANA, "Changed: link to the video call")]


def test_before_participants_are_told_one_is_asked(client: Client) -> None:
    webinar = winter_webinar()
    for n in range(3):
        register(webinar, f"p{n}@example.org")
    register(webinar, "not-confirmed@example.org", confirmed=False)
    changes = {"starts_at": "2027-01-14T09:45", "video_url": "https://video.example/1"}
    response = edit(client, webinar, **changes)
    assert (response.status_code, fresh(webinar).sequence) == (200, 0)
    assert "3 participants will be told of the new time or link" in html_of(response)
    assert typed(response)["starts_at"] == "2027-01-14T09:45"
    edit(client, webinar, tell="1", **changes)
    now = fresh(webinar)
    assert (now.starts_at, now.video_url, now.sequence) == (
        utc("2027-01-14T08:45"),
        "https://video.example/1",
        1,
    )
    assert webinar.changes.get().starts_at == BRUSSELS_TEN
    assert reasons(webinar) == [(DANA, "Changed: beginning, link to the video call")]


def test_nobody_is_asked_for_what_nobody_is_told(client: Client) -> None:
    webinar = winter_webinar()
    register(webinar)
    assert edit(client, webinar, recording_url="https://video.example/r").status_code == 302
    assert (fresh(webinar).sequence, fresh(webinar).recording_url) == (
        0,
        "https://video.example/r",
    )


def test_more_seats_go_to_those_who_wait(client: Client) -> None:
    webinar = winter_webinar(capacity=1)
    register(webinar, "first@example.org")
    register(webinar, "second@example.org")
    edit(client, webinar, capacity="2")
    states = webinar.registrations.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "offered"]


def test_the_programme_moves_with_the_beginning(client: Client) -> None:
    webinar = winter_webinar(state=State.DRAFT)
    webinar.sessions.create(
        starts_at=utc("2027-01-14T09:10"), ends_at=utc("2027-01-14T09:40"), title={"en": "Talk"}
    )
    edit(client, webinar, starts_at="2027-01-15T10:00", ends_at="2027-01-15T11:30")
    session = webinar.sessions.get()
    assert (session.starts_at, session.ends_at) == (
        utc("2027-01-15T09:10"),
        utc("2027-01-15T09:40"),
    )


def test_a_colleagues_version_is_shown_beside_ones_own(client: Client) -> None:
    webinar = winter_webinar(state=State.DRAFT, capacity=10)
    page = url("edit-webinar", webinar.pk)
    mine = untouched(client, page)
    edit(client, webinar, capacity="20")
    response = client.post(page, mine | {"capacity": "30"})
    rows = [(row.label, row.theirs, row.mine) for row in response.context["form"].compared]
    assert (response.status_code, rows) == (409, [("Seats", "20", "30")])
    assert fresh(webinar).capacity == 20
    seen = typed(response)
    assert seen["capacity"] == "30"
    client.post(page, mine | {"capacity": "30", "seen": seen["seen"]})
    assert fresh(webinar).capacity == 30


def test_a_faulty_form_does_not_hide_a_conflict(client: Client) -> None:
    webinar = winter_webinar(state=State.DRAFT, capacity=10)
    page = url("edit-webinar", webinar.pk)
    mine = untouched(client, page)
    edit(client, webinar, capacity="20")
    response = client.post(page, mine | {"capacity": "many"})
    assert response.status_code == 422
    again = client.post(page, mine | {"capacity": "30", "seen": typed(response)["seen"]})
    assert (again.status_code, fresh(webinar).capacity) == (409, 20)


def test_while_one_types_the_page_says_how_times_read(client: Client) -> None:
    query = {
        "starts_at": "2027-07-14T18:00",
        "ends_at": "2027-07-14T19:00",
        "time_zone": "Europe/Berlin",
    }
    webinar = winter_webinar()
    for page in (url("create-webinar"), url("edit-webinar", webinar.pk)):
        assert client.get(page, query).context["readings"] == [
            ("starts_at", "Wed 14 Jul 2027, 18:00 CEST / Thu 15 Jul, 01:00 JST"),
            ("ends_at", "Wed 14 Jul 2027, 19:00 CEST / Thu 15 Jul, 02:00 JST"),
        ]


def test_the_stored_times_are_read_on_both_clocks(client: Client) -> None:
    page = client.get(url("edit-webinar", winter_webinar().pk))
    assert page.context["readings"][0][1] == "Thu 14 Jan 2027, 10:00 CET / 18:00 JST"


def test_hours_that_are_found_later_are_put_on_record(client: Client) -> None:
    webinar = winter_webinar(state=State.DONE, time_is_known=False)
    page = client.get(url("edit-webinar", webinar.pk))
    assert texts(page, "p", "webinar-when") == ["14 January 2027"]
    edit(client, webinar)
    assert not fresh(webinar).time_is_known
    edit(client, webinar, time_is_known="on")
    assert reasons(webinar) == [(DANA, "Changed: whether the hours are on record")]
    page = client.get(url("edit-webinar", webinar.pk))
    assert texts(page, "p", "webinar-when") == ["Thu 14 Jan 2027, 10:00 CET / 18:00 JST"]
    assert "time_is_known" not in page.context["form"].fields


def test_the_preview_is_the_public_page(client: Client) -> None:
    webinar = winter_webinar("Hydrogen by rail", state=State.DRAFT)
    page = client.get(url("preview-webinar", webinar.pk))
    assert (page.status_code, texts(page, "h1")) == (200, ["Hydrogen by rail"])
    assert Client().get(webinar.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_history_takes_no_more_queries(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    webinar = winter_webinar()
    for n in range(count):
        register(webinar, f"p{n}@example.org")
        webinar.speakers.create(organisation=f"No. {n}")
        edit(client, webinar, capacity=str(100 + n))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(url("edit-webinar", webinar.pk))
