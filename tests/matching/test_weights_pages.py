"""Versions of the weights: tried, saved, learned, adopted, and taken back."""

import re
from dataclasses import asdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching import tasks
from matching.engine.learning import LEAST_PAIRS, NAMES
from matching.engine.weights import Weights
from matching.models import Run, WeightAdoption, WeightSet
from profiles.models import User
from tests.conftest import wait_until
from tests.makers import make_staff, make_user
from tests.matching.cast import make_partners, make_world, scored

PERCENT = {name: str(100 * value) for name, value in asdict(Weights()).items()}
PAGES = ("list-weights", "try-weights", "show-weights")
ACTIONS = ("learn-weights", "save-weights", "adopt-weights")


@pytest.fixture
def dana(db: None) -> User:
    return make_staff()


@pytest.fixture
def desk(client: Client, dana: User) -> Client:
    client.force_login(dana)
    return client


def url(name: str, version: WeightSet | None = None) -> str:
    takes_version = name in {"show-weights", "adopt-weights"}
    version = version or WeightSet.objects.current()
    return reverse(f"matching:{name}", args=[version.pk] if takes_version else [])


def make_version(**shares: float) -> WeightSet:
    """A version that gives everything to one part, unless told otherwise."""
    values = dict.fromkeys(NAMES, 0.0) | (shares or {"text": 1.0}) | {"one_sided": 0.25}
    return WeightSet.objects.create(source="staff", values=values, note="Only texts")


@pytest.mark.parametrize("name", [*PAGES, *ACTIONS])
def test_only_staff_get_in(client: Client, dana: User, name: str) -> None:
    ask = client.get if name in PAGES else client.post
    where = url(name)
    assert ask(where).url == f"{reverse('account_login')}?next={where}"
    client.force_login(make_user())
    assert ask(where).status_code == 403
    client.force_login(dana)
    assert ask(where).status_code in {200, 302, 422}


@pytest.mark.parametrize("name", ACTIONS)
def test_a_link_changes_nothing(desk: Client, name: str) -> None:
    assert desk.get(url(name)).status_code == 405


def test_a_new_site_shows_the_defaults_in_force(desk: Client) -> None:
    page = desk.get(url("list-weights"))
    assert [v.values for v in page.context["versions"]] == [asdict(Weights())]
    assert "in force" in page.content.decode()


def test_the_list_takes_as_many_queries_for_three_versions_as_for_one(desk: Client) -> None:
    WeightSet.objects.current().adopt(by=None, reason="First")
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            desk.get(url("list-weights"))
        counted.append(len(queries))
        for version in (make_version(), make_version(kind=1.0)):
            version.adopt(by=None, reason="A test")
    assert counted[0] == counted[1]


def test_trying_shows_a_ranking_and_saves_nothing(desk: Client) -> None:
    europe, _ = make_world(3, 3)
    scored()
    before = WeightSet.objects.count()
    page = desk.get(url("try-weights"), PERCENT | {"text": "80", "profile": europe[0].pk})
    assert (page.status_code, len(page.context["rows"])) == (200, 3)
    assert page.context["profile"] == europe[0]
    assert WeightSet.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": "-1"}, "greater than or equal to 0"),
        ({"text": "much"}, "Enter a number."),
        ({"one_sided": "51"}, "less than or equal to 50"),
        (dict.fromkeys(NAMES, "0"), "At least one weight must be above zero."),
    ],
)
def test_weights_that_cannot_be_are_refused(
    desk: Client, changed: dict[str, str], words: str
) -> None:
    WeightSet.objects.current()
    sent = PERCENT | changed | {"note": "Bold"}
    answer = desk.post(url("save-weights"), sent)
    assert (answer.status_code, WeightSet.objects.count()) == (422, 1)
    html = answer.content.decode()
    assert words in html
    assert 'value="Bold"' in html  # nothing typed is lost


def test_saved_weights_are_a_version_that_is_not_in_force(desk: Client, dana: User) -> None:
    sent = PERCENT | dict.fromkeys(NAMES, "1") | {"one_sided": "10", "note": "All alike"}
    answer = desk.post(url("save-weights"), sent, follow=True)
    version = WeightSet.objects.newest()[0]
    assert (version.note, version.created_by, version.is_current) == ("All alike", dana, False)
    assert version.weights().topics == pytest.approx(1 / len(NAMES))
    assert version.weights().one_sided == pytest.approx(0.1)
    assert answer.context["version"] == version


def test_adopting_starts_a_run_and_rolling_back_another(desk: Client, dana: User) -> None:
    old, new = WeightSet.objects.current(), make_version()
    for version in (new, old):
        answer = desk.post(url("adopt-weights", version))
        run = Run.objects.active().get()
        assert answer.url == reverse("matching:show-run", args=[run.pk])
        assert (run.weights, run.requested_by) == (version, dana)
        assert WeightSet.objects.current() == version
        run.delete()
    log = WeightAdoption.objects.order_by("pk").values_list("weights", "actor", "reason")
    assert list(log) == [(v.pk, dana.pk, "Adopted by staff") for v in (new, old)]


def test_adopting_what_is_in_force_does_nothing(desk: Client) -> None:
    current = WeightSet.objects.current()
    answer = desk.post(url("adopt-weights", current), follow=True)
    assert "in force already" in answer.content.decode()
    assert (WeightAdoption.objects.count(), Run.objects.count()) == (0, 0)


def test_a_version_is_compared_and_its_movers_are_named(desk: Client) -> None:
    make_world(8, 8)
    scored()
    version = make_version(kind=0.5, text=0.5)
    page = desk.get(url("show-weights", version))
    rows = {name: (now, then) for name, now, then in page.context["rows"]}
    assert rows["Kind of organisation"] == (pytest.approx(7), pytest.approx(50))
    moved = [abs(mover.after - mover.before) for mover, _, _ in page.context["movers"]]
    assert moved == sorted(moved, reverse=True)
    assert 0 < len(moved) <= 10
    assert min(moved) > 0


def test_with_little_evidence_the_weights_stay_and_say_so(desk: Client, dana: User) -> None:
    europe, japan = make_world(4, 4)
    scored()
    for one, other in zip(europe[:3], japan[:3], strict=True):
        make_partners(one, other)
    pk = tasks.learn_weights(dana.pk)
    learned = WeightSet.objects.get(pk=pk)
    assert (learned.source, learned.values) == ("learned", asdict(Weights()))
    assert (learned.quality["pairs"], learned.quality["stays"]) == (3, True)
    html = desk.get(url("show-weights", learned)).content.decode()
    assert re.search(rf"too little evidence: 3 pairs [^.]* of {LEAST_PAIRS}", html)
    assert WeightSet.objects.current().pk != pk


def test_before_the_first_run_there_is_nothing_to_learn_from(desk: Client, dana: User) -> None:
    answer = desk.post(url("learn-weights"), follow=True)
    assert "nothing to learn from before the first run" in answer.content.decode()
    assert tasks.learn_weights(dana.pk) == 0


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_worker_learns_and_the_page_waits_for_it(client: Client, worker: object) -> None:
    make_world(4, 4)
    scored()
    client.force_login(make_staff())
    answer = client.post(url("learn-weights"))
    waiting = client.get(answer.url)
    assert waiting.context["is_learning"] in {True, False}  # the worker may have been quicker
    wait_until(WeightSet.objects.filter(source="learned").exists, "the new version")
    page = client.get(answer.url)
    assert page.context["is_learning"] is False
    assert page.context["versions"][0].source == "learned"
