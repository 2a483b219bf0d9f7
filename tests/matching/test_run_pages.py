"""The staff's pages about runs: who may see them, and how a run is started and watched."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from matching.models import Run, RunBlock, WeightSet
from matching.states import RunState
from tests.makers import make_staff, make_user

RUNS_QUERIES = 4
LIST = "/en/desk/runs/"
START = "/en/desk/runs/start/"
NOBODY = 2**40
HTMX = {"HX-Request": "true"}


def make_run(state: str = RunState.DONE, **fields: object) -> Run:
    return Run.objects.create(
        weights=WeightSet.objects.current(), state=state, reason="For a test", **fields
    )


def page_of(run: Run) -> str:
    return reverse("matching:show-run", args=[run.pk])


def cancelling(run: Run) -> str:
    return reverse("matching:cancel-run", args=[run.pk])


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Again after a test that posts in another language."""
    with translation.override("en"):
        yield


@pytest.fixture
def dana(client: Client, db: None) -> Client:
    """Signed in as staff."""
    client.force_login(make_staff())
    return client


@pytest.fixture
def charlie(client: Client, db: None) -> Client:
    """Signed in, but not staff."""
    client.force_login(make_user())
    return client


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    run = make_run(RunState.QUEUED)
    for url in (LIST, START, page_of(run), cancelling(run)):
        for response in (client.get(url), client.post(url)):
            assert response.status_code == 302
            assert response.url == f"{reverse('account_login')}?next={url}"
    assert Run.objects.get().state == RunState.QUEUED


def test_who_is_not_staff_is_refused(charlie: Client) -> None:
    run = make_run(RunState.RUNNING, error="Secret words")
    answers = [charlie.get(LIST), charlie.get(page_of(run))]
    answers += [charlie.post(START), charlie.post(cancelling(run))]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert ["Secret words" in answer.content.decode() for answer in answers] == [False] * 4
    assert charlie.get(page_of(run), headers=HTMX).status_code == 403
    assert list(Run.objects.values_list("pk", "state")) == [(run.pk, "running")]


def test_staff_see_the_runs(dana: Client) -> None:
    runs = [make_run(), make_run(is_live=True), make_run(RunState.RUNNING)]
    response = dana.get(LIST)
    assert response.status_code == 200
    assert list(response.context["runs"]) == runs[::-1]
    html = response.content.decode()
    assert re.findall(r'/desk/runs/(\d+)/"', html) == [str(run.pk) for run in runs[::-1]]
    assert html.count("tag--live") == 1


def test_without_runs_the_list_says_so(dana: Client) -> None:
    assert "No run yet" in dana.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    dana: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        run = make_run(requested_by=make_user(f"staff{n}@example.org"))
        RunBlock.objects.create(run=run, side="europe", start=0, stop=3)
    with django_assert_num_queries(RUNS_QUERIES):
        response = dana.get(LIST)
    assert response.content.decode().count('role="rowheader"') == count


def test_a_run_shows_its_state_progress_and_error(dana: Client) -> None:
    run = make_run(RunState.RUNNING, europeans=3, japanese=2, error="<b>Out of paper</b>")
    RunBlock.objects.create(run=run, side="europe", start=0, stop=3, done_at=timezone.now())
    RunBlock.objects.create(run=run, side="japan", start=0, stop=2)
    html = dana.get(page_of(run)).content.decode()
    assert "1 of 2 blocks" in html
    assert '<progress max="2" value="1"' in html
    assert "&lt;b&gt;Out of paper&lt;/b&gt;" in html
    assert re.findall(r'stat__number">([^<]+)<', html)[:3] == ["3", "2", "0"]


def test_a_run_tells_its_moves(dana: Client) -> None:
    run = make_run(RunState.QUEUED)
    run.move(RunState.RUNNING, by=None, reason="A worker took it up", started_at=timezone.now())
    run.move(RunState.FAILED, by=None, reason="An error", finished_at=timezone.now())
    html = dana.get(page_of(run)).content.decode()
    assert re.findall(r'timeline__what">([^<]+)<', html) == [
        "Requested – For a test",
        "Running",
        "Failed",
    ]


@pytest.mark.parametrize("state", RunState)
def test_only_an_active_run_is_polled(dana: Client, state: RunState) -> None:
    run = make_run(state)
    whole, part = (
        re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())
        for answer in (dana.get(page_of(run)), dana.get(page_of(run), headers=HTMX))
    )
    polling = f'hx-get="{page_of(run)}" hx-trigger="every 1s" hx-swap="outerHTML"'
    times = int(state in {"queued", "running"})
    assert (whole.count(polling), part.count(polling)) == (times, times)
    assert (whole.count("hx-trigger"), part.count("hx-trigger")) == (times, times)
    assert part.startswith('<div class="run" id="run"')
    assert part.strip() in whole


def test_an_unknown_run_is_not_found(dana: Client) -> None:
    assert dana.get(reverse("matching:show-run", args=[NOBODY])).status_code == 404


def test_a_run_is_not_started_by_a_link(dana: Client) -> None:
    assert dana.get(START).status_code == 405
    assert Run.objects.count() == 0


def test_a_run_is_not_started_from_another_site(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff())
    assert client.post(START).status_code == 403
    assert Run.objects.count() == 0


def test_staff_start_a_run_by_the_form(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    dana = make_staff()
    client.force_login(dana)
    form = client.get(LIST).content.decode()
    (token,) = set(re.findall(rf'action="{START}"><input [^>]*value="(\w+)"', form))
    response = client.post(START, {"csrfmiddlewaretoken": token})
    run = Run.objects.get()
    assert (response.status_code, response.url) == (302, page_of(run))
    assert (run.state, run.requested_by, run.reason) == (
        RunState.QUEUED,
        dana,
        "Started by staff",
    )


def test_a_second_start_leads_to_the_run_under_way(dana: Client) -> None:
    first = dana.post(START)
    second = dana.post(START, follow=True)
    run = Run.objects.get()
    assert second.redirect_chain == [(first.url, 302)]
    assert [str(message) for message in second.context["messages"]] == [
        "A run is under way already: here it is."
    ]
    assert second.context["run"] == run


def test_the_reason_of_a_run_does_not_depend_on_the_language_of_its_starter(dana: Client) -> None:
    dana.post(START.replace("/en/", "/ja/"))
    html = dana.get(LIST).content.decode()
    assert "Started by staff" in html


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_staff_cancel_a_run_by_the_form(db: None, state: RunState) -> None:
    client = Client(enforce_csrf_checks=True)
    dana = make_staff()
    client.force_login(dana)
    run = make_run(state)
    form = client.get(page_of(run)).content.decode()
    (token,) = re.findall(rf'action="{cancelling(run)}"><input [^>]*value="(\w+)"', form)
    response = client.post(cancelling(run), {"csrfmiddlewaretoken": token})
    run.refresh_from_db()
    assert (response.status_code, response.url) == (302, page_of(run))
    assert run.state == RunState.CANCELLED
    log = list(run.transitions.values_list("old", "new", "actor", "reason"))
    assert log == [(state, "cancelled", dana.pk, "Cancelled by staff")]
    html = client.get(page_of(run)).content.decode()
    assert re.findall(r'timeline__what">([^<]+)<', html)[1:] == [f"Cancelled: {dana}"]
    assert cancelling(run) not in html


@pytest.mark.parametrize("state", [RunState.DONE, RunState.FAILED, RunState.CANCELLED])
def test_a_run_that_has_ended_is_not_cancelled(dana: Client, state: RunState) -> None:
    run = make_run(state)
    assert cancelling(run) not in dana.get(page_of(run)).content.decode()
    answer = dana.post(cancelling(run), follow=True)
    assert answer.redirect_chain == [(page_of(run), 302)]
    assert [str(m) for m in answer.context["messages"]] == ["The run had ended already."]
    run.refresh_from_db()
    assert (run.state, run.transitions.count()) == (state, 0)


def test_a_run_is_not_cancelled_by_a_link_and_an_unknown_one_not_found(dana: Client) -> None:
    run = make_run(RunState.QUEUED)
    assert dana.get(cancelling(run)).status_code == 405
    unknown = reverse("matching:cancel-run", args=[NOBODY])
    assert dana.post(unknown).status_code == 404
    assert Run.objects.get().state == RunState.QUEUED
