"""Registrations as CSV and XLSX: what is in them, that no formula runs, and that it is logged."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from events.models import Feedback, Registration, RegistrationConsent, Webinar
from profiles.models import User
from tests.events.making import make_webinar, register

pytestmark = pytest.mark.django_db

SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
WINTER = datetime(2026, 11, 26, 9, tzinfo=UTC)
TANAKA = {
    "family_name": "田中",
    "given_name": "春香",
    "reading": "たなか はるか",
    "organisation": "福島県",
    "country": "JP",
    "language": "ja",
    "time_zone": "Asia/Tokyo",
}


def export(desk: Client, webinar: Webinar, query: str = "") -> Any:
    return desk.get(reverse("events:export-registrations", args=[webinar.pk]) + query)


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def lines(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content_of(response).decode("utf-8-sig"))))


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar()


@pytest.fixture
def tanaka(webinar: Webinar) -> Registration:
    with time_machine.travel(SUMMER, tick=False):
        return register(webinar, "tanaka@example.jp", came_from="/en/", **TANAKA)


def test_all_there_is_stands_in_a_line(
    desk: Client, webinar: Webinar, tanaka: Registration
) -> None:
    question = webinar.questions.create(kind="tick", text={"en": "Lunch?"})
    fields = {"answers": {str(question.pk): False}, "attended_minutes": 42, "question": "Why?"}
    Registration.objects.filter(pk=tanaka.pk).update(**fields, checked_in_at=WINTER)
    Feedback.objects.create(registration=tanaka, rating=4, text="=Clear")
    for is_given in (False, True):
        RegistrationConsent.objects.create(
            registration=tanaka,
            purpose="listed",
            is_given=is_given,
            version="1",
            digest="0" * 64,
            language="ja",
        )
    assert lines(export(desk, webinar)) == [
        {
            "id": str(tanaka.pk),
            "family_name": "田中",
            "given_name": "春香",
            "reading": "たなか はるか",
            "email": "tanaka@example.jp",
            "organisation": "福島県",
            "country": "JP",
            "country_name": "Japan",
            "state": "confirmed",
            "language": "ja",
            "time_zone": "Asia/Tokyo",
            "created_at_brussels": "2026-07-02 00:30 CEST",
            "created_at_tokyo": "2026-07-02 07:30 JST",
            "arrived_at_brussels": "2026-07-02 00:30 CEST",
            "arrived_at_tokyo": "2026-07-02 07:30 JST",
            "joined_at_brussels": "",
            "joined_at_tokyo": "",
            "checked_in_at_brussels": "2026-11-26 10:00 CET",
            "checked_in_at_tokyo": "2026-11-26 18:00 JST",
            "attended": "yes",
            "attended_minutes": "42",
            "question": "Why?",
            "accessibility": "",
            "came_from": "/en/",
            "rating": "4",
            "comment": "'=Clear",
            "consent_recording": "no",
            "consent_listed": "yes",
            "consent_news": "no",
            "Lunch?": "No",
        }
    ]


def test_the_file_is_marked_as_utf_8(desk: Client, webinar: Webinar, tanaka: Registration) -> None:
    response = export(desk, webinar)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert content_of(response).startswith("\ufeffid,family_name".encode())


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", "＝1", "\t=1"])
def test_no_formula_runs(desk: Client, webinar: Webinar, name: str) -> None:
    register(webinar, given_name=name)
    assert [line["given_name"] for line in lines(export(desk, webinar))] == [f"'{name}"]


def test_a_workbook_holds_the_same(desk: Client, webinar: Webinar, tanaka: Registration) -> None:
    register(webinar, organisation="=cmd|' /C calc'!A0")
    response = export(desk, webinar, "?format=xlsx&sort=arrived")
    rows = list(load_workbook(io.BytesIO(content_of(response))).active.values)
    column = rows[0].index("organisation")
    assert [row[column] for row in rows] == ["organisation", "福島県", "'=cmd|' /C calc'!A0"]
    assert response["Content-Disposition"].endswith('.xlsx"')


def test_only_what_the_filter_finds_is_exported(
    desk: Client, webinar: Webinar, tanaka: Registration
) -> None:
    erika = register(webinar)
    emails = {
        query: [line["email"] for line in lines(export(desk, webinar, query))]
        for query in ("?country=JP", f"?chosen={erika.pk}", "?q=nobody")
    }
    assert emails == {
        "?country=JP": ["tanaka@example.jp"],
        f"?chosen={erika.pk}": ["erika@example.org"],
        "?q=nobody": [],
    }


def test_nobody_of_another_webinar_and_nobody_erased_is_exported(
    desk: Client, webinar: Webinar, tanaka: Registration
) -> None:
    register(make_webinar("Another"))
    Registration.objects.filter(pk=tanaka.pk).update(erased_at=WINTER)
    assert lines(export(desk, webinar)) == []


def test_each_export_is_logged(
    desk: Client, dana: User, webinar: Webinar, tanaka: Registration
) -> None:
    register(webinar)
    content_of(export(desk, webinar, "?format=xlsx"))
    content_of(export(desk, webinar, "?country=JP"))
    log = webinar.transitions.filter(reason__startswith="Registrations exported").order_by("pk")
    assert list(log.values_list("actor", "old", "new", "reason")) == [
        (dana.pk, "open", "open", "Registrations exported: 2"),
        (dana.pk, "open", "open", "Registrations exported: 1"),
    ]


def test_strangers_and_participants_export_nothing(
    charlie: Client, haruka: Client, webinar: Webinar, tanaka: Registration
) -> None:
    assert [export(it, webinar).status_code for it in (charlie, haruka)] == [403, 403]
    assert webinar.transitions.filter(reason__startswith="Registrations exported").count() == 0
