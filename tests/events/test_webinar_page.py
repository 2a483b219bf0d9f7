"""One webinar's page: state, clocks, programme, people, example, what there is after it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from events.models import Series, Webinar
from events.states import State
from tests.events.clocks import CHANGES
from tests.events.making import make_webinar, register
from tests.events.parsing import page
from tests.makers import make_profile, make_sector, make_staff, make_topic, make_user
from tests.matching.partnerships.making import make_partnership
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 31
NOVEMBER = datetime(2026, 11, 24, 8, tzinfo=UTC)
NASTY = "A; B, C\n<script>alert(1)</script> & “D”"


# State ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words", "button"),
    [
        (State.PUBLISHED, "Registration has not opened yet.", None),
        (State.OPEN, "Registration is open. You need no account.", "Sign up"),
        (
            State.FULL,
            "All seats are taken. Whoever is on the waiting list is offered a seat as soon as one"
            " is free, in the order in which they came.",
            "Join the waiting list",
        ),
        (State.CLOSED, "Registration is closed.", None),
        (
            State.LIVE,
            "It is taking place now. If you have a seat, take the personal link in your mail.",
            "Sign up",
        ),
        (State.DONE, "This webinar is over.", None),
        (State.CANCELLED, "This webinar was cancelled.", None),
    ],
)
def test_the_state_in_words_and_what_to_do(
    client: Client, state: State, words: str, button: str | None
) -> None:
    webinar = make_webinar(state=state)
    answer = page(client, webinar)
    assert texts(answer, "p", "when__words") == [words]
    sign_up = f"/en/webinars/{webinar.pk}/register/"
    buttons = [it for it in elements(answer, "a", "button") if it["href"] == sign_up]
    assert [it.text.strip() for it in buttons] == ([button] if button else [])
    assert ("Add to calendar" in html_of(answer)) is (state not in (State.DONE, State.CANCELLED))


def test_a_draft_is_not_found_even_by_the_desk(client: Client) -> None:
    draft = make_webinar(state=State.DRAFT)
    assert page(client, draft).status_code == 404
    client.force_login(make_staff())
    assert page(client, draft).status_code in (302, 404)


def test_when_registration_opens_and_closes_is_told_on_both_clocks(client: Client) -> None:
    webinar = make_webinar(state=State.PUBLISHED, opens_at=NOVEMBER)
    assert texts(page(client, webinar), "p", "when__words") == [
        "Registration opens on Tue 24 Nov 2026, 09:00 CET / 17:00 JST."
    ]
    webinar = make_webinar(closes_at=NOVEMBER)
    assert "Sign up until Tue 24 Nov 2026, 09:00 CET / 17:00 JST." in html_of(page(client, webinar))


@pytest.mark.parametrize(("capacity", "words"), [(3, "2 seats are left."), (2, "1 seat is left.")])
def test_seats_left_are_counted(client: Client, capacity: int, words: str) -> None:
    webinar = make_webinar(capacity=capacity)
    register(webinar)
    register(webinar, "unconfirmed@example.org", confirmed=False)
    assert words in html_of(page(client, webinar))


def test_where_there_is_no_limit_no_seat_is_counted(client: Client) -> None:
    assert "seat" not in html_of(page(client, make_webinar("Wind")))


def test_the_address_is_the_title_and_follows_it(client: Client) -> None:
    webinar = make_webinar("Hydrogen now", titles={"ja": "水素"})
    for language in ("en", "ja"):
        for query in ("", "?from=partner.example"):
            answer = client.get(f"/{language}/webinars/{webinar.pk}/old-name/{query}")
            assert (answer.status_code, answer["Location"]) == (
                302,  # not for good: the title may become the old one again
                f"/{language}/webinars/{webinar.pk}/hydrogen-now/{query}",
            )
    japanese = make_webinar("風", language="ja")
    assert client.get(f"/en/webinars/{japanese.pk}/-/").status_code == 200


@pytest.mark.parametrize("title", ["Register", "11", "2026"])
def test_no_title_hides_its_page_behind_another(client: Client, title: str) -> None:
    webinar = make_webinar(title, pk=2026)
    answer = client.get(webinar.get_absolute_url())
    assert texts(answer, "h1") == [title]
    assert webinar.get_absolute_url() == f"/en/webinars/2026/{title.lower()}-webinar/"


# When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moment", "told"), CHANGES)
def test_the_abbreviation_is_right_on_every_day(client: Client, moment: str, told: str) -> None:
    """The page tells the end too, which may have another abbreviation."""
    webinar = make_webinar(starts_at=datetime.fromisoformat(moment), minutes=15)
    spans = texts(page(client, webinar), "span", "clock-list__hours")
    _, rest = told.split(", ", 1)
    begins = [it.replace(",", "") for it in rest.split(" / ")]
    assert [f"{it.partition('–')[0]} {it.rpartition(' ')[2]}" for it in spans] == begins


def test_a_webinar_during_which_the_clocks_change_has_both_abbreviations(client: Client) -> None:
    webinar = make_webinar(starts_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), minutes=60)
    assert texts(page(client, webinar), "span", "clock-list__hours") == [
        "02:30 CEST–02:30 CET",
        "09:30–10:30 JST",
    ]
    webinar = make_webinar(starts_at=datetime(2027, 3, 28, 0, 30, tzinfo=UTC), minutes=60)
    assert texts(page(client, webinar), "span", "clock-list__hours")[0] == "01:30 CET–03:30 CEST"


def test_an_organiser_elsewhere_and_a_reader_elsewhere_have_their_clocks(client: Client) -> None:
    webinar = make_webinar(starts_at=NOVEMBER, time_zone="Europe/London")
    client.force_login(make_user(time_zone="Europe/Athens"))
    answer = page(client, webinar)
    assert texts(answer, "span", "clock-list__hours") == [
        *("10:00–11:30 EET", "09:00–10:30 CET", "17:00–18:30 JST", "08:00–09:30 GMT"),
    ]
    whose = texts(answer, "span", "clock-list__whose")
    assert whose == ["Your time", "Organiser’s time"]


def test_a_webinar_past_midnight_says_on_which_day_it_ends(client: Client) -> None:
    webinar = make_webinar(starts_at=datetime(2026, 11, 24, 14, 30, tzinfo=UTC))
    assert texts(page(client, webinar, "ja"), "span", "clock-list__hours") == [
        "23:30–11月25日（水）01:00 JST",
        "15:30–17:00 CET",
    ]


def test_where_the_hours_are_not_on_record_none_is_shown(client: Client) -> None:
    webinar = make_webinar(state=State.DONE, starts_at=NOVEMBER, time_is_known=False)
    answer = page(client, webinar)
    assert "Only the day is on record, the hours are not." in html_of(answer)
    assert texts(answer, "time", "leaf") == ["24 November 2026 Tuesday"]
    assert texts(answer, "span", "clock-list__hours") == []


def test_languages_are_named_for_the_reader(client: Client) -> None:
    webinar = make_webinar(spoken=["en", "ja"], interpreted=["fr"])
    (words,) = texts(page(client, webinar, "de"), "p", "when__languages")
    assert words.split() == [
        "Gesprochen:",
        "Englisch,",
        "Japanisch",
        "Gedolmetscht:",
        "Französisch",
    ]


# Texts and people -----------------------------------------------------------------------------


def test_texts_are_in_the_readers_language_else_in_the_original(client: Client) -> None:
    webinar = make_webinar("Wasserstoff", language="de", titles={"ja": "水素"})
    webinar.texts.filter(language="de").update(description="Beschreibung.")
    japanese = page(client, webinar, "ja")
    assert texts(japanese, "h1") == ["水素"]
    assert languages_of(japanese, "Beschreibung.") == ["de"]
    english = page(client, webinar)
    assert (texts(english, "h1"), languages_of(english, "Wasserstoff")[-1]) == (
        ["Wasserstoff"],
        "de",
    )
    assert "Original in German" in html_of(english)


@pytest.mark.parametrize(("language", "name"), [("en", "Naohiro Horie"), ("ja", "Horie Naohiro")])
def test_speakers_are_named_in_the_readers_order(client: Client, language: str, name: str) -> None:
    webinar = make_webinar()
    webinar.speakers.create(
        family_name="Horie",
        given_name="Naohiro",
        organisation="Fukushima",
        office={"en": "Director", "ja": "課長"},
        biography={"ja": "福島県出身。"},
    )
    answer = page(client, webinar, language)
    assert texts(answer, "h3", "speaker__name") == [name]
    assert texts(answer, "p", "speaker__office") == [{"en": "Director", "ja": "課長"}[language]]
    assert languages_of(answer, "福島県出身。") == ["ja"]
    assert ("Original in Japanese" in html_of(answer)) is (language == "en")


def test_a_speaker_is_linked_to_their_published_organisation(client: Client) -> None:
    webinar = make_webinar()
    known, hidden = make_profile("de-nw"), make_profile("de-by", published=False)
    webinar.speakers.create(organisation="Old name", profile=known)
    webinar.speakers.create(organisation="In preparation", profile=hidden)
    answer = page(client, webinar)
    assert texts(answer, "p", "speaker__organisation") == ["de-nw", "In preparation"]
    links = [it["href"] for it in elements(answer, "a")]
    assert (known.get_absolute_url() in links, hidden.get_absolute_url() in links) == (True, False)
    assert texts(answer, "h3", "speaker__name") == []


def test_the_programme_has_clocks_and_speakers(client: Client) -> None:
    webinar = make_webinar(starts_at=NOVEMBER)
    speaker = webinar.speakers.create(family_name="Horie", given_name="Naohiro")
    begins = NOVEMBER + timedelta(minutes=10)
    session = webinar.sessions.create(
        starts_at=begins, ends_at=begins + timedelta(minutes=25), title={"en": "Wind", "ja": "風"}
    )
    session.speakers.set([speaker])
    answer = page(client, webinar)
    assert texts(answer, "h3", "programme__title") == ["Wind"]
    assert texts(answer, "li", "hours__clock") == ["09:10–09:35 CET", "17:10–17:35 JST"]
    assert texts(answer, "p", "programme__who") == ["Naohiro Horie"]


@pytest.fixture
def pictured(settings: Settings, tmp_path: object) -> Webinar:
    settings.MEDIA_ROOT = tmp_path
    webinar = make_webinar()
    webinar.speakers.create(family_name="A", picture=ContentFile(b"\x89PNG", name="a.png"))
    webinar.speakers.create(family_name="B", picture=ContentFile(b"<svg/>", name="b.svg"))
    return webinar


def test_pictures_are_shown_to_everybody(client: Client, pictured: Webinar) -> None:
    first, second = pictured.speakers.all()
    answer = client.get(f"/en/webinars/speakers/{first.pk}/picture/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue() == b"\x89PNG"
    assert client.get(f"/en/webinars/speakers/{second.pk}/picture/").status_code == 404


def test_no_picture_of_a_draft_is_shown(client: Client, pictured: Webinar) -> None:
    speaker = pictured.speakers.first()
    draft = make_webinar(state=State.DRAFT)
    draft.speakers.add(speaker)
    assert client.get(f"/en/webinars/speakers/{speaker.pk}/picture/").status_code == 404


def test_a_picture_that_is_gone_is_not_found(client: Client) -> None:
    speaker = make_webinar().speakers.create(family_name="A", picture="speakers/none.png")
    assert client.get(f"/en/webinars/speakers/{speaker.pk}/picture/").status_code == 404


# The rest -------------------------------------------------------------------------------------


def test_sectors_and_topics_lead_to_searches(client: Client) -> None:
    webinar = make_webinar(series=Series.objects.create(slug="examples"))
    webinar.sectors.add(make_sector("energy"))
    webinar.topics.add(make_topic("hydrogen"))
    hrefs = [it["href"] for it in elements(page(client, webinar), "a")]
    for wanted in (
        "/en/webinars/?sector=energy",
        "/en/partners/?topic=hydrogen",
        "/en/webinars/series/examples/",
    ):
        assert wanted in hrefs


def test_markup_is_text_wherever_it_stands(client: Client) -> None:
    webinar = make_webinar(NASTY, state=State.DONE)
    webinar.texts.update(description=NASTY, looking_back=NASTY, summary=NASTY)
    webinar.speakers.create(
        family_name=NASTY, organisation=NASTY, office={"en": NASTY}, biography={"en": NASTY}
    )
    webinar.sessions.create(
        starts_at=timezone.now(), ends_at=timezone.now() + timedelta(1), title={"en": NASTY}
    )
    answer = page(client, webinar)
    assert texts(answer, "h1") == [" ".join(NASTY.split())]
    assert "<script>alert" not in html_of(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    partnership = make_partnership()
    webinar = make_webinar(
        series=Series.objects.create(slug="examples"), partnership=partnership, capacity=5
    )
    for n in range(count):
        profile = make_profile(f"de-{n}", priorities={"energy": 2})
        partnership.parties.create(profile=profile, position=n)
        webinar.profiles.add(profile)
        webinar.topics.add(make_topic(f"topic-{n}"))
        speaker = webinar.speakers.create(family_name="A", profile=profile)
        session = webinar.sessions.create(
            starts_at=webinar.starts_at, ends_at=webinar.ends_at, title={"en": "A"}
        )
        session.speakers.add(speaker)
        webinar.chapters.create(second=n, title={"en": "A"})
        webinar.materials.create(kind="slides", title="A", language="en", url="https://a.example")
    with django_assert_num_queries(PAGE_QUERIES):
        page(client, webinar)


def test_the_site_from_which_somebody_came_is_carried_along(client: Client) -> None:
    """Else the desk would learn only of our own page; of our pages, the form learns by itself."""
    webinar = make_webinar()
    for referrer, query in (
        ("https://partner.example/news", "?from=partner.example"),
        ("http://testserver/en/webinars/", ""),
    ):
        answer = client.get(webinar.get_absolute_url(), headers={"referer": referrer})
        (button,) = [it for it in elements(answer, "a", "button") if "register" in it["href"]]
        assert button["href"] == f"/en/webinars/{webinar.pk}/register/{query}"


def test_the_readers_own_clock_is_left_to_their_browser_unless_we_know_it(client: Client) -> None:
    """Hidden until it is filled in; members have told us their zone."""
    webinar = make_webinar(starts_at=NOVEMBER, time_zone="Europe/London")
    (line,) = elements(page(client, webinar), "li", "own-clock")
    assert ("hidden" in line.attributes, line["data-shown"], line["data-day"]) == (
        True,
        "60 540 0",
        "2026-11-24",
    )
    assert [it["src"] for it in elements(page(client, webinar), "script") if "clocks" in it["src"]]
    client.force_login(make_user("alice@example.org"))
    answer = page(client, webinar)
    assert not [it for it in elements(answer, "script") if "clocks" in it["src"]]
