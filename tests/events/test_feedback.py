"""After the end: feedback, once and changeable; wishes for introductions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events import actions
from events.links import join_token, own_token
from events.live import wishes
from events.models import Feedback, Interest, Registration, Webinar
from events.presenting import presented
from events.states import FollowUp, State
from profiles.models import Membership
from tests.events.making import make_webinar, register
from tests.makers import make_profile, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2026, 12, 10, 9, tzinfo=UTC)
LONG_BEFORE = BEGINNING - timedelta(days=20)
END = BEGINNING + timedelta(minutes=90)
WISH_QUERIES = 7


@pytest.fixture
def erika() -> Registration:
    with time_machine.travel(LONG_BEFORE, tick=False):
        return register(make_webinar(starts_at=BEGINNING))


def path_to(name: str, registration: Registration) -> str:
    return reverse(f"events:{name}", args=[own_token(registration)])


def give(registration: Registration, moment: datetime = END, **fields: object) -> HttpResponse:
    with time_machine.travel(moment, tick=False):
        return Client().post(path_to("give-feedback", registration), fields)


def look(registration: Registration, moment: datetime = END) -> HttpResponse:
    with time_machine.travel(moment, tick=False):
        return Client().get(path_to("give-feedback", registration))


def test_ratings_are_choices_in_words(erika: Registration) -> None:
    response = look(erika)
    labels = [it for it in texts(response, "label") if it[0].isdigit()]
    assert labels == ["5 – very good", "4 – good", "3 – fair", "2 – poor", "1 – very poor"]
    assert texts(response, "legend") == ["How was it?"]


def test_it_is_given_once_and_changed(erika: Registration) -> None:
    response = give(erika, rating=4, text="Very clear")
    assert response.status_code == 302
    assert Client().get(response["Location"]).status_code == 200
    give(erika, rating=2, text="")
    assert list(Feedback.objects.values_list("rating", "text")) == [(2, "")]
    shown = look(erika)
    checked = [it["value"] for it in elements(shown, "input") if "checked" in it.attributes]
    assert checked == ["2"]
    assert "You have given your feedback." in html_of(shown)


def test_it_opens_at_the_end(erika: Registration) -> None:
    before = END - timedelta(seconds=1)
    assert "Feedback opens at the end" in html_of(look(erika, before))
    give(erika, before, rating=5)
    assert Feedback.objects.count() == 0
    give(erika, END, rating=5)
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("rating", ["", "0", "6", "x"])
def test_what_was_typed_is_kept_when_the_rating_is_missing(
    erika: Registration, rating: str
) -> None:
    response = give(erika, rating=rating, text="A long text")
    assert response.status_code == 422
    assert "A long text" in html_of(response)
    assert Feedback.objects.count() == 0


def test_only_who_had_a_seat_says_how_it_was() -> None:
    webinar = make_webinar(capacity=1)
    register(webinar, "first@example.org")
    waiting = register(webinar, "waiting@example.org")
    assert Client().get(path_to("give-feedback", waiting)).status_code == 404
    assert Client().get(path_to("ask-introduction", waiting)).status_code == 404


@pytest.mark.parametrize("name", ["give-feedback", "ask-introduction", "download-certificate"])
def test_another_key_does_not_open_it(erika: Registration, name: str) -> None:
    """Not even the one of the way in."""
    for token in ("no-token-of-ours", join_token(erika)):
        assert Client().get(reverse(f"events:{name}", args=[token])).status_code == 404


def over(*keys: str) -> Registration:
    """Somebody in a webinar that is over and presented these organisations."""
    webinar = make_webinar()
    registration = register(webinar)
    webinar = Webinar.objects.get(pk=webinar.pk)
    webinar.move(State.LIVE, by=None, reason="Begins")
    webinar.move(State.DONE, by=None, reason="Ends")
    webinar.profiles.set([make_profile(key, texts={"en": key.upper()}) for key in keys])
    return Registration.objects.get(pk=registration.pk)


def test_a_wish_is_a_line_for_the_desk_once() -> None:
    registration = over("jp-07", "de-nw")
    path = path_to("ask-introduction", registration)
    response = Client().get(path)
    assert [it for it in texts(response, "label") if "-" in it] == ["JP-07", "DE-NW"]
    keys = list(registration.webinar.profiles.order_by("pk").values_list("pk", flat=True))
    text = "Electrolysers for our port"
    assert Client().post(path, {"profiles": keys[:1], "text": text}).status_code == 302
    row = Interest.objects.get()
    assert (row.profile_id, row.text, row.state) == (keys[0], text, FollowUp.OPEN)
    assert Client().post(path, {"profiles": keys[:1], "text": "Again"}).status_code == 422
    assert Client().post(path, {"profiles": keys[1:], "text": ""}).status_code == 302
    assert Interest.objects.count() == 2
    notes = texts(Client().get(path), "span", "presented__note")
    assert notes == ["Asked: the helpdesk will write to you."] * 2
    assert elements(Client().get(path), "input", "") == []


def test_a_member_asks_with_their_own_organisation() -> None:
    registration = over("jp-07", "de-nw")
    japan = registration.webinar.profiles.get(key="jp-07")
    own = make_profile("de-by", texts={"en": "Bayern"})
    alice = make_user("alice@example.org")
    Membership.objects.create(user=alice, profile=own, role="owner")
    client = Client()
    client.force_login(alice)
    response = client.get(path_to("ask-introduction", registration))
    request = reverse("introductions:request-introduction", args=[own.pk, japan.pk])
    links = [it["href"] for it in elements(response, "a", "button--small")]
    assert request in links
    assert [it for it in texts(response, "label") if "-" in it] == ["DE-NW"]
    answer = client.post(
        path_to("ask-introduction", registration), {"profiles": [japan.pk], "text": ""}
    )
    assert answer.status_code == 422


def test_somebody_who_only_looks_on_asks_the_desk() -> None:
    registration = over("jp-07")
    viewer = make_user("viewer@example.org")
    own = make_profile("de-by")
    Membership.objects.create(user=viewer, profile=own, role="viewer")
    assert [it.can_be_wished for it in wishes.offers_for(registration, viewer)] == [True]


def test_organisations_of_speakers_are_presented_drafts_are_not() -> None:
    registration = over()
    webinar = registration.webinar
    japan = make_profile("jp-27", texts={"en": "Osaka"})
    webinar.speakers.create(family_name="田中", profile=japan)
    webinar.speakers.create(family_name="Muster")
    webinar.profiles.add(make_profile("de-be", published=False), japan)
    assert [it.key for it in presented(webinar)] == ["jp-27"]


def test_before_the_beginning_there_is_nobody_to_choose(erika: Registration) -> None:
    erika.webinar.profiles.add(make_profile("jp-07"))
    response = Client().get(path_to("ask-introduction", erika))
    assert "There is nobody to choose" in html_of(response)


def test_nobody_can_be_wished_who_was_not_presented() -> None:
    registration = over("jp-07")
    other = make_profile("jp-01")
    path = path_to("ask-introduction", registration)
    assert Client().post(path, {"profiles": [other.pk]}).status_code == 422
    assert Interest.objects.count() == 0


def test_a_registration_that_was_cancelled_asks_nothing(erika: Registration) -> None:
    with time_machine.travel(LONG_BEFORE, tick=False):
        actions.cancel(erika, by=None, reason="Ill")
    assert Client().get(path_to("ask-introduction", erika)).status_code == 404


@pytest.mark.parametrize("keys", [["jp-01"], ["jp-01", "jp-02", "jp-03"]])
def test_it_costs_the_same_for_any_number(
    keys: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = path_to("ask-introduction", over(*keys))
    with django_assert_num_queries(WISH_QUERIES):
        Client().get(path)
