"""Circulars, attendance and check-in by two people, or two workers, at the same moment; and what
the pages cost."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events.desk import attendance_matching, attending, circulars
from events.desk.attendance import parse
from events.models import AttendanceFile, Circular, Registration, Webinar
from profiles.models import Mail, User
from tests.events.attendees import TANAKA
from tests.events.making import make_webinar, register
from tests.matching.test_crowd import at_once
from tests.profiles.reading import elements

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PEOPLE = 5
IMPORT_QUERIES = 5
FILE_QUERIES = 5
WRITE_QUERIES = 7
AGAIN_QUERIES = 2


def crowd(count: int = PEOPLE) -> Webinar:
    webinar = make_webinar()
    for number in range(count):
        register(webinar, f"p{number}@example.org", given_name=f"Erika{number}")
    return webinar


def circular_to_all(webinar: Webinar, dana: User) -> Circular:
    people = [it.pk for it in webinar.registrations.all()]
    texts = {"en": "Words"}
    return circulars.draft(webinar, subject=texts, text=texts, recipients=people, by=dana)


def list_of(webinar: Webinar, dana: User) -> AttendanceFile:
    lines = [f"{it.email},30" for it in webinar.registrations.all()]
    content = "\n".join(["email,minutes", *lines]).encode()
    return attendance_matching.keep(webinar, parse(content), name="list.csv", by=dana)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_a_circular_at_once_send_one(dana: User) -> None:
    webinar = crowd()
    circular = circular_to_all(webinar, dana)

    def send() -> int:
        return circulars.send(Circular.objects.get(pk=circular.pk), by=dana)

    assert sorted(at_once(send, send)) == [0, PEOPLE]
    assert webinar.transitions.filter(reason__startswith="Mail sent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_each_mail_once(dana: User) -> None:
    webinar = crowd()
    circular = circular_to_all(webinar, dana)
    circulars.send(circular, by=dana)

    def write() -> int:
        return circulars.write_mails(Circular.objects.select_related("webinar").get())

    assert not [it for it in at_once(write, write, write) if isinstance(it, Exception)]
    mails = Mail.objects.filter(kind="webinar_circular").values_list("address", flat=True)
    assert Counter(mails) == Counter(f"p{number}@example.org" for number in range(PEOPLE))


@pytest.mark.django_db(transaction=True)
def test_two_who_apply_a_list_at_once_apply_it_once(dana: User) -> None:
    webinar = crowd()
    file = list_of(webinar, dana)

    def apply() -> int:
        return attendance_matching.apply(
            AttendanceFile.objects.get(pk=file.pk), numbers=[], by=dana
        )

    assert sorted(at_once(apply, apply)) == [0, PEOPLE]
    first = webinar.registrations.order_by("pk").first()
    assert first.transitions.filter(reason="Attendance imported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_attendance_and_check_in_at_once_do_not_undo_each_other(dana: User) -> None:
    webinar = crowd()
    file, ids = list_of(webinar, dana), [it.pk for it in webinar.registrations.all()]
    answers = at_once(
        lambda: attendance_matching.apply(file, numbers=[], by=dana),
        lambda: attending.check_in(webinar, ids, by=dana),
    )
    assert answers == [PEOPLE, PEOPLE]
    done = Registration.objects.filter(attended_minutes=30).exclude(checked_in_at=None)
    assert done.count() == PEOPLE


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_attendance_cost_the_same(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, dana: User, count: int
) -> None:
    webinar = crowd(count)
    files = [list_of(webinar, dana) for _number in range(count)]
    index = reverse("events:import-attendance", args=[webinar.pk])
    one = reverse("events:show-attendance-file", args=[files[0].pk])
    desk.get(index)
    with django_assert_num_queries(IMPORT_QUERIES):
        desk.get(index)
    with django_assert_num_queries(FILE_QUERIES):
        desk.get(one)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_to_write_costs_the_same(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, dana: User, count: int
) -> None:
    webinar = crowd(count)
    for _number in range(count):
        circular_to_all(webinar, dana)
    url = reverse("events:write-circular", args=[webinar.pk])
    desk.get(url)
    with django_assert_num_queries(WRITE_QUERIES):
        desk.get(url)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_a_task_that_runs_again_finds_nothing_left_to_write(
    django_assert_num_queries: DjangoAssertNumQueries, dana: User, count: int
) -> None:
    webinar = crowd(count)
    circular = circular_to_all(webinar, dana)
    circulars.send(circular, by=dana)
    circular.refresh_from_db()
    assert circulars.write_mails(circular) == count
    again = Circular.objects.select_related("webinar").get()
    with django_assert_num_queries(AGAIN_QUERIES):
        assert circulars.write_mails(again) == 0


@pytest.mark.django_db
def test_the_page_of_a_participant_leads_to_a_mail_to_them_alone(desk: Client, dana: User) -> None:
    webinar = crowd(2)
    tanaka = register(webinar, "tanaka@example.jp", **TANAKA)
    page = desk.get(reverse("events:show-attendee", args=[tanaka.pk]))
    link = reverse("events:write-circular", args=[webinar.pk]) + f"?chosen={tanaka.pk}"
    assert link in [it["href"] for it in elements(page, "a")]
    desk.post(link, {"subject_en": "About your talk", "text_en": "Hello"})
    assert Circular.objects.get().recipients == [tanaka.pk]
