"""Webinars on the pages of whom they present: organisations and partnerships."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from events.models import Series, Webinar
from events.states import State
from matching.partnerships.models import Partnership
from profiles.models import Membership, Profile
from tests.events.making import make_webinar
from tests.makers import make_profile, make_sector, make_user
from tests.matching.partnerships.making import make_partnership
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
QUERIES = {"profile": 11, "partnership": 21}
"""The first webinar costs three: texts, texts of its series, sectors."""

Subject = Profile | Partnership


def make_example() -> Partnership:
    return make_partnership(make_profile("de-by"), make_profile("jp-14"))


@pytest.fixture(params=QUERIES)
def subject(request: pytest.FixtureRequest) -> Subject:
    """Whoever has a page on which webinars stand."""
    return make_profile("de-nw") if request.param == "profile" else make_example()


def present(subject: Subject, title: str = "Wind", *, days: int = 30, **fields: object) -> Webinar:
    """So many days from now."""
    webinar = make_webinar(title, starts_at=timezone.now() + timedelta(days=days), **fields)
    if isinstance(subject, Profile):
        webinar.profiles.add(subject)
    else:
        Webinar.objects.filter(pk=webinar.pk).update(partnership=subject)
    return webinar


def past(subject: Subject, title: str, days: int, **fields: object) -> Webinar:
    return present(subject, title, days=-days, state=State.DONE, **fields)


def fetch(client: Client, subject: Subject, language: str = "en") -> HttpResponse:
    with translation.override(language):
        answer = client.get(subject.get_absolute_url())
    assert answer.status_code == 200
    return answer


def listed(client: Client, subject: Subject) -> list[str]:
    return texts(fetch(client, subject), "h3", "webinar__title")


def test_coming_ones_first_then_the_past_back_in_time(client: Client, subject: Subject) -> None:
    for title, days in (("Second", 20), ("First", 10), ("Third", 30)):
        present(subject, title, days=days)
    past(subject, "Older", 60)
    past(subject, "Newer", 30)
    assert listed(client, subject) == ["First", "Second", "Third", "Newer", "Older"]


def test_the_title_leads_to_the_webinar_and_below_is_the_way_to_all(
    client: Client, subject: Subject
) -> None:
    webinar = present(subject)
    answer = fetch(client, subject)
    assert "Webinars" in texts(answer, "h2")
    links = [(it.text, it["href"]) for it in elements(answer, "a")]
    assert [it for it in links if it[0] in ("Wind", "All webinars")] == [
        ("Wind", webinar.get_absolute_url()),
        ("All webinars", "/en/webinars/"),
    ]


def test_no_more_than_a_handful(client: Client, subject: Subject) -> None:
    for number in range(4):
        present(subject, f"Coming {number}", days=number + 1)
        past(subject, f"Past {number}", number + 1)
    assert listed(client, subject) == [*(f"Coming {number}" for number in range(4)), "Past 0"]


def test_what_was_ended_early_is_past(client: Client, subject: Subject) -> None:
    present(subject, "Coming")
    present(subject, "Ended", days=0, state=State.DONE)
    assert listed(client, subject) == ["Coming", "Ended"]


def test_who_is_presented_nowhere_has_no_such_section(client: Client, subject: Subject) -> None:
    make_webinar("Of others")
    answer = fetch(client, subject)
    assert "Webinars" not in texts(answer, "h2")
    assert "css/webinars" not in html_of(answer)
    present(subject)
    assert "css/webinars" in html_of(fetch(client, subject))


@pytest.mark.parametrize("days", [30, -30])
def test_drafts_and_what_was_cancelled_do_not_stand_there(
    client: Client, subject: Subject, days: int
) -> None:
    webinar = present(subject, days=days, state=State.DRAFT)
    for state in State:
        Webinar.objects.update(state=state)
        is_shown = webinar.get_absolute_url() in html_of(fetch(client, subject))
        assert is_shown is (state not in (State.DRAFT, State.CANCELLED)), state


def test_everybody_sees_the_same(client: Client, subject: Subject) -> None:
    """Neither does Charlie see more of it, nor do its own people see drafts."""
    present(subject, "Known")
    present(subject, "Secret", state=State.DRAFT)
    own = subject if isinstance(subject, Profile) else subject.parties.first().profile
    alice, charlie = make_user("alice@example.org"), make_user("charlie@example.org")
    Membership.objects.create(user=alice, profile=own, role="owner")
    for user in (None, charlie, alice):
        if user:
            client.force_login(user)
        assert listed(client, subject) == ["Known"]


def test_one_of_whose_speakers_is_of_the_organisation_presents_it_once(client: Client) -> None:
    profile = make_profile("de-nw")
    webinar = present(profile, "Wind")
    only_spoken = make_webinar("Only spoken", starts_at=timezone.now() + timedelta(days=50))
    for family_name in ("Weber", "Braun"):
        for one in (webinar, only_spoken):
            one.speakers.create(family_name=family_name, profile=profile)
    make_webinar("Of others").speakers.create(profile=make_profile("jp-07"))
    assert listed(client, profile) == ["Wind", "Only spoken"]


def test_the_page_and_the_webinar_agree_on_who_is_presented(client: Client) -> None:
    """That its partnership is the example does not present a party that is not linked itself."""
    partnership = make_example()
    webinar = present(partnership)
    party = partnership.parties.first().profile
    answer = client.get(webinar.get_absolute_url())
    assert partnership.get_absolute_url() in html_of(answer)
    assert "Who is presented" not in texts(answer, "h2")
    assert listed(client, party) == []


def test_another_organisation_s_do_not_stand_there(client: Client) -> None:
    present(make_profile("jp-07"), "Of others")
    present(make_example(), "Of others")
    assert listed(client, make_profile("de-nw")) == []


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("language", "day", "clocks"),
    [
        ("fr", "31 décembre 2026 jeudi", ["21:00 CET", "ven 1 Jan 05:00 JST"]),
        ("ja", "2027年1月 1日 金曜日", ["05:00 JST", "12月31日（木） 21:00 CET"]),
    ],
)
def test_a_visitor_reads_the_clock_of_their_language_first(
    client: Client, subject: Subject, language: str, day: str, clocks: list[str]
) -> None:
    webinar = present(subject)
    starts_at = datetime(2026, 12, 31, 20, tzinfo=UTC)
    ends_at = starts_at + timedelta(hours=1)
    Webinar.objects.filter(pk=webinar.pk).update(starts_at=starts_at, ends_at=ends_at)
    answer = fetch(client, subject, language)
    assert texts(answer, "time", "leaf") == [day]
    assert texts(answer, "li", "hours__clock") == clocks
    assert own_clock_is_added(answer)


@time_machine.travel(NOW, tick=False)
def test_somebody_signed_in_reads_their_own(client: Client, subject: Subject) -> None:
    client.force_login(make_user(time_zone="Europe/Helsinki"))
    present(subject, days=1)
    clocks = ["14:00 EET", "13:00 CET", "21:00 JST"]
    answer = fetch(client, subject, "ja")
    assert texts(answer, "li", "hours__clock") == clocks
    assert not own_clock_is_added(answer)


def own_clock_is_added(answer: HttpResponse) -> bool:
    return any(it["src"].endswith("/clocks.js") for it in elements(answer, "script"))


def test_words_are_in_the_readers_language_else_marked(client: Client, subject: Subject) -> None:
    present(subject, "Wasserstoff", language="de", titles={"fr": "Hydrogène"})
    french = fetch(client, subject, "fr")
    assert languages_of(french, "Hydrogène") == ["fr"]
    assert "Webinaires" in texts(french, "h2")
    assert languages_of(fetch(client, subject, "ja"), "Wasserstoff") == ["de"]


def test_recordings_and_what_is_made_up_are_marked(client: Client, subject: Subject) -> None:
    """The foot of every page explains the mark once more."""
    past(subject, "Bare", 30)
    assert texts(fetch(client, subject), "span", "tag--demo") == ["Demonstration data"]
    address = "https://example.org/v"
    past(subject, "Shown", 20, recording_url=address, is_demonstration=True)
    answer = fetch(client, subject)
    assert texts(answer, "li", "badge") == ["Recording"]
    assert texts(answer, "span", "tag--demo") == ["Demonstration data"] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client: Client, subject: Subject, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        series = Series.objects.create(slug=f"series-{number}")
        webinar = present(subject, f"Wind {number}", series=series)
        webinar.sectors.add(make_sector("energy"))
        webinar.speakers.create(profile=make_profile(f"jp-{number}"))
    address = subject.get_absolute_url()
    with django_assert_num_queries(QUERIES[type(subject).__name__.lower()]):
        answer = client.get(address)
    assert len(texts(answer, "h3", "webinar__title")) == count
