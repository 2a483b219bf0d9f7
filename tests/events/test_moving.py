"""The desk announces, opens, closes, cancels a webinar, or declares it over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.editor import moves
from events.models import Webinar
from events.states import MOVES, State
from tests.events.desk import browser, desk, url
from tests.events.making import make_webinar, register
from tests.events.test_readiness import ready
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
AGO = timedelta(days=3)


@pytest.fixture
def client() -> Client:
    return desk()


def move(client: Client, webinar: Webinar, to: str, reason: str = "") -> Any:
    sent = {"to": to, "reason": reason}
    return client.post(url("move-webinar", webinar.pk), sent, follow=True)


def state_of(webinar: Webinar) -> str:
    return Webinar.objects.get(pk=webinar.pk).state


def last(webinar: Webinar) -> tuple[str, str, str, str]:
    row = webinar.transitions.order_by("-pk").select_related("actor")[0]
    return row.old, row.new, row.reason, row.actor.email


def refusals(response: Any) -> list[str]:
    return texts(response, "div", "notice--error")


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_move_nothing(who: str) -> None:
    webinar, member = make_webinar(), browser(who)
    sent = {"to": "closed", "reason": "Mine"}
    for name in ("move-webinar", "cancel-webinar"):
        assert member.post(url(name, webinar.pk), sent).status_code == 403
    assert state_of(webinar) == State.OPEN


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().post(url("move-webinar", make_webinar().pk)).status_code == 302


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (State.PUBLISHED, "Announced by the helpdesk"),
        (State.OPEN, "Registration opened by the helpdesk"),
    ],
)
def test_a_draft_that_is_ready_is_announced(client: Client, to: State, reason: str) -> None:
    webinar = ready()
    move(client, webinar, to)
    assert (state_of(webinar), last(webinar)) == (to, ("draft", to, reason, DANA))


def test_a_reason_of_ones_own_is_kept(client: Client) -> None:
    webinar = ready()
    move(client, webinar, "published", "The speakers have agreed.")
    assert last(webinar)[2] == "The speakers have agreed."


def test_what_is_missing_forbids_it(client: Client) -> None:
    webinar = ready(spoken=[])
    webinar.texts.filter(language="ja").delete()
    response = move(client, webinar, "published")
    assert refusals(response) == [
        "Error: Not yet possible. Title and summary in this language are missing: Japanese. The"
        " languages spoken are not chosen."
    ]
    assert state_of(webinar) == State.DRAFT


def test_what_is_worth_a_thought_forbids_nothing(client: Client) -> None:
    webinar = ready(capacity=None, video_url="")
    move(client, webinar, "published")
    assert state_of(webinar) == State.PUBLISHED


def test_registration_is_closed_and_opened_again(client: Client) -> None:
    webinar = make_webinar()
    move(client, webinar, "closed")
    assert last(webinar)[1:3] == ("closed", "Registration closed by the helpdesk")
    move(client, webinar, "open")
    assert state_of(webinar) == State.OPEN


def test_opened_again_it_may_be_full(client: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    move(client, webinar, "closed")
    response = move(client, webinar, "open")
    assert state_of(webinar) == State.FULL
    assert texts(response, "div", "notice--success") == [
        "Done: It is now: Full, with a waiting list"
    ]


def test_it_is_not_opened_only_to_be_closed(client: Client) -> None:
    webinar = make_webinar(closes_at=timezone.now() - AGO, state=State.CLOSED)
    assert refusals(move(client, webinar, "open")) == [
        "Error: Registration closes in the past. Set a later time first."
    ]
    assert state_of(webinar) == State.CLOSED


def test_back_to_draft_while_nobody_has_registered(client: Client) -> None:
    webinar = make_webinar(state=State.PUBLISHED)
    move(client, webinar, "draft")
    assert last(webinar) == ("published", "draft", "Back to draft", DANA)


def test_not_back_to_draft_once_somebody_has(client: Client) -> None:
    webinar = make_webinar(state=State.PUBLISHED)
    webinar.registrations.create(email="erika@example.org")
    assert refusals(move(client, webinar, "draft")) == [
        "Error: Somebody has registered: cancel the webinar instead, so that they are told."
    ]
    assert state_of(webinar) == State.PUBLISHED


@pytest.mark.parametrize("state", [State.DRAFT, State.LIVE])
def test_what_has_taken_place_is_declared_over(client: Client, state: State) -> None:
    webinar = make_webinar(starts_at=timezone.now() - AGO, state=state)
    move(client, webinar, "done")
    assert last(webinar)[1:3] == ("done", "Declared over by the helpdesk")


def test_what_has_not_ended_is_not_over(client: Client) -> None:
    webinar = make_webinar(state=State.LIVE)
    assert refusals(move(client, webinar, "done")) == ["Error: It has not ended yet."]


@pytest.mark.parametrize("to", ["full", "live", "cancelled", "", "nothing"])
def test_no_button_leads_there(client: Client, to: str) -> None:
    webinar = make_webinar()
    assert refusals(move(client, webinar, to)) == ["Error: Choose one of the buttons."]
    assert state_of(webinar) == State.OPEN


def test_somebody_else_was_faster(client: Client) -> None:
    webinar = make_webinar(state=State.CANCELLED)
    assert refusals(move(client, webinar, "open")) == [
        "Error: Somebody else was faster, or this is not possible any more. Look again."
    ]


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (State.DRAFT, ["published", "open"]),
        (State.PUBLISHED, ["open", "closed", "draft"]),
        (State.OPEN, ["closed"]),
        (State.FULL, ["closed"]),
        (State.CLOSED, ["open"]),
        (State.LIVE, []),
        (State.DONE, []),
        (State.CANCELLED, []),
    ],
)
def test_buttons_lead_only_where_it_may_go(
    client: Client, state: State, buttons: list[str]
) -> None:
    webinar = make_webinar(state=state)
    page = client.get(url("edit-webinar", webinar.pk))
    found = [it["value"] for it in elements(page, "button") if it["name"] == "to"]
    assert found == buttons
    assert set(found) <= MOVES[state]


def test_every_offered_move_has_a_reason() -> None:
    assert set(moves.LABELS) == set(moves.REASONS)


# Cancelling


def test_cancelling_says_how_many_will_be_told(client: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar, "seat@example.org")
    register(webinar, "waits@example.org")
    register(webinar, "unconfirmed@example.org", confirmed=False)
    page = html_of(client.get(url("cancel-webinar", webinar.pk)))
    assert "2 participants will be told by mail" in page


def test_cancelling_needs_a_reason(client: Client) -> None:
    webinar = make_webinar()
    response = client.post(url("cancel-webinar", webinar.pk), {"reason": " "})
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {"reason": ["This field is required."]},
    )
    assert state_of(webinar) == State.OPEN


def test_cancelling(client: Client) -> None:
    webinar = make_webinar()
    response = client.post(url("cancel-webinar", webinar.pk), {"reason": "A speaker is ill."})
    assert response["Location"] == url("edit-webinar", webinar.pk)
    assert last(webinar) == ("open", "cancelled", "A speaker is ill.", DANA)
    assert Webinar.objects.get().sequence == 1


@pytest.mark.parametrize("state", [State.DRAFT, State.DONE, State.CANCELLED])
def test_what_cannot_be_cancelled(client: Client, state: State) -> None:
    webinar = make_webinar(state=state)
    before = webinar.transitions.count()
    for response in (
        client.get(url("cancel-webinar", webinar.pk)),
        client.post(url("cancel-webinar", webinar.pk), {"reason": "No."}),
    ):
        assert response["Location"] == url("edit-webinar", webinar.pk)
    assert (state_of(webinar), webinar.transitions.count()) == (state, before)
