"""The desk puts right who somebody is and whether they were there, also after the end."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import actions
from events.live import certificates
from events.models import Registration
from events.states import State
from tests.events.making import make_webinar, register
from tests.profiles.reading import elements, html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def erika() -> Registration:
    """Who was there, in a webinar that is over."""
    erika = register(make_webinar(), organisation="H2 Cluster")
    for state in (State.LIVE, State.DONE):
        erika.webinar.refresh_from_db()
        erika.webinar.move(state, by=None, reason="x")
    erika.joined_at, erika.attended_minutes = timezone.now(), 95
    erika.save()
    return erika


def correct(desk: Client, person: Registration, **changes: Any) -> Any:
    """As a browser sends it: what stands, with what it stood as, then the changes."""
    form = desk.get(reverse("events:show-attendee", args=[person.pk])).context["correction"]
    sent = {}
    for field in form:
        if field.value() not in (None, False):
            sent[field.html_name] = sent[field.html_initial_name] = field.value()
    return send(desk, person, **{**sent, "reason": "Wrong list", **changes})


def send(desk: Client, person: Registration, **data: Any) -> Any:
    answer = desk.post(reverse("events:correct-attendee", args=[person.pk]), data)
    person.refresh_from_db()
    return answer


def logged(person: Registration) -> list[tuple[str, str]]:
    rows = person.transitions.order_by("pk").exclude(actor=None).select_related("actor")
    return [(it.actor.email, it.reason) for it in rows]


def test_members_cannot(charlie: Client, erika: Registration) -> None:
    assert send(charlie, erika, family_name="X", reason="x").status_code == 403
    assert erika.family_name == "Muster"


def test_the_name_of_the_certificate_is_corrected_after_the_end(
    desk: Client, erika: Registration
) -> None:
    answer = correct(desk, erika, family_name="Mustermann", organisation="H2 Cluster Nord")
    assert answer["Location"] == reverse("events:show-attendee", args=[erika.pk])
    assert (erika.name, erika.organisation) == ("Erika Mustermann", "H2 Cluster Nord")
    assert erika.attended_minutes == 95
    assert logged(erika) == [("dana@example.org", "Name or organisation corrected: Wrong list")]
    page = desk.get(answer["Location"])
    assert "Name or organisation corrected: Wrong list" in html_of(page)


def test_minutes_are_corrected(desk: Client, erika: Registration) -> None:
    correct(desk, erika, attended_minutes="12")
    assert (erika.attended_minutes, erika.joined_at is None) == (12, False)
    assert logged(erika) == [("dana@example.org", "Attendance corrected: Wrong list")]


def test_who_did_not_attend_gets_no_certificate(desk: Client, erika: Registration) -> None:
    assert certificates.is_due(erika)
    correct(desk, erika, was_absent="on", given_name="Erik")
    assert (erika.joined_at, erika.checked_in_at, erika.attended_minutes) == (None, None, None)
    assert (erika.given_name, certificates.is_due(erika)) == ("Erik", False)
    assert [reason.partition(":")[0] for _actor, reason in logged(erika)] == [
        "Name or organisation corrected",
        "Attendance corrected",
    ]


def test_what_was_not_touched_on_the_page_stays(desk: Client, erika: Registration) -> None:
    page = {"attended_minutes": "95", "initial-attended_minutes": "95", "reason": "Typing error"}
    Registration.objects.update(attended_minutes=60)
    send(desk, erika, family_name="Mustermann", **page)
    assert (erika.family_name, erika.attended_minutes) == ("Mustermann", 60)


def test_untouched_nothing_is_logged(desk: Client, erika: Registration) -> None:
    answer = correct(desk, erika)
    told = [str(it) for it in desk.get(answer["Location"]).context["messages"]]
    assert (told, logged(erika)) == (["Nothing was changed."], [])


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"reason": ""}, {"reason": ["This field is required."]}),
        (
            {"family_name": "", "given_name": "", "organisation": " "},
            {"family_name": ["Give a name or an organisation."]},
        ),
        (
            {"attended_minutes": "2000"},
            {"attended_minutes": ["Ensure this value is less than or equal to 1440."]},
        ),
    ],
)
def test_faults_are_said_and_nothing_is_written(
    desk: Client, erika: Registration, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = correct(desk, erika, **{"reading": "Erika", **changes})
    assert (answer.status_code, answer.context["correction"].errors) == (422, errors)
    assert (erika.reading, erika.attended_minutes, logged(erika)) == ("", 95, [])
    here = [it.text for it in elements(answer, "a") if it["aria-current"] == "true"]
    assert "Registrations" in here


def test_who_gave_the_seat_back_was_not_there(desk: Client) -> None:
    person = register(make_webinar())
    actions.cancel(person, by=None, reason="Ill")
    form = desk.get(reverse("events:show-attendee", args=[person.pk])).context["correction"]
    assert [name for name in form.fields if name in ("attended_minutes", "was_absent")] == []


def test_of_who_was_erased_nothing_is_written(desk: Client, erika: Registration) -> None:
    actions.erase(erika)
    page = desk.get(reverse("events:show-attendee", args=[erika.pk]))
    assert reverse("events:correct-attendee", args=[erika.pk]) not in html_of(page)
    send(desk, erika, family_name="Muster", reason="x")
    assert erika.family_name == ""
