"""Runs through real workers at 10,000 profiles: speed-up, writing, and from edit to page."""

import http.client
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.measure import Figure, beside, seconds
from benchmarks.pages import start_web
from helpdesk import local

FOLDER = local.LOCAL / "bench-worker"
PER_SIDE = 5000
EDITS = 40
ROWS = 100_000
RUN_SECONDS = 1800


def worker() -> dict[str, Figure]:
    """10,000 profiles in the database, half of them a side."""
    with local.servers(FOLDER, durable=False):
        os.environ |= {"HELPDESK_DEMO": "1", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        import django

        django.setup()
        from benchmarks import crowd

        crowd.fill(PER_SIDE)
        one, two = run_seconds(1), run_seconds(2)
        figures = {
            "full run, 10,000 profiles, one worker process": Figure(one, "s"),
            "full run, 10,000 profiles, two worker processes": beside(two, "s", one),
        }
        return figures | writing() | edits()


@contextmanager
def workers(processes: int) -> Iterator[None]:
    from helpdesk.processes import Supervisor

    supervisor = Supervisor(FOLDER)
    command = ("celery", "-A", "helpdesk", "worker", "-Q", "default,mail,matching")
    supervisor.start("worker", *command, "-c", str(processes), "-l", "WARNING")
    try:
        yield
    finally:
        supervisor.stop()


def run_seconds(processes: int) -> float:
    """From the run's beginning to its end, as its own row tells."""
    from matching import actions
    from matching.models import Run
    from matching.states import RunState

    with workers(processes):
        run, _ = actions.start_run(by=None, reason="Benchmark")
        limit = time.monotonic() + RUN_SECONDS
        while Run.objects.active().filter(pk=run.pk).exists():
            if time.monotonic() > limit:
                raise RuntimeError("the run takes too long")
            time.sleep(0.2)
    run.refresh_from_db()
    if run.state != RunState.DONE or run.duration is None:
        raise RuntimeError(f"the run failed: {run.error}")
    print(f"  {processes} processes: {run.duration}, {run.matches_kept} matches", flush=True)
    return float(run.duration.total_seconds())


def writing() -> dict[str, Figure]:
    """Rows a second of `copy_matches`, beside a bare COPY of the same bytes into a like table."""
    from django.db import connection, transaction

    from matching import copying
    from matching.engine.parts import take_apart
    from matching.models import Run
    from matching.snapshots import load_scene

    run = Run.objects.live().get()
    scene = load_scene(run.pk)
    draw = np.random.default_rng(1)
    pairs = draw.choice(len(scene.europe) * len(scene.japan), ROWS, replace=False)
    i, j = np.divmod(pairs, len(scene.japan))
    apart = take_apart(scene.left, scene.right, i, j, scene.weights)
    europe, japan = scene.europe.ids[i], scene.japan.ids[j]
    content = copying.packed(run.pk, europe, japan, apart)

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE bare")
            statement = f"COPY bare ({copying.COLUMNS}) FROM STDIN (FORMAT BINARY)"
            with cursor.copy(statement) as copy:
                copy.write(copying.HEADER)
                copy.write(content)
                copy.write(copying.TRAILER)

    def ours() -> None:
        with transaction.atomic():
            copying.copy_matches(spare.pk, europe, japan, apart)
            transaction.set_rollback(True)

    spare = Run.objects.create(weights=run.weights, state="failed", reason="Benchmark")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bare (LIKE {copying.TABLE} INCLUDING ALL)")
    reference, own = ROWS / seconds(bare), ROWS / seconds(ours)
    return {"writing matches": beside(own, "rows/s", reference)}


def edits() -> dict[str, Figure]:
    """From saving an edit to a page that shows it, through a worker with one process."""
    from matching.models import Run
    from profiles.models import Profile

    run = Run.objects.live().get()
    profiles = list(Profile.objects.on_side("europe").order_by("pk")[:EDITS])
    times = []
    with workers(1), start_web(FOLDER) as port:
        for number, profile in enumerate(profiles):
            times.append(1000 * edit(run.pk, profile, number, port))
    print(f"  first edit after the run: {times[0]:.0f} ms", flush=True)
    return {
        "edit to page at 10,000 profiles, p50": Figure(float(np.percentile(times, 50)), "ms"),
        "edit to page at 10,000 profiles, p95": Figure(float(np.percentile(times, 95)), "ms"),
        "edit to page at 10,000 profiles, first": Figure(times[0], "ms"),
    }


def edit(run_id: int, profile, number: int, port: int) -> float:  # type: ignore[no-untyped-def]
    """Seconds until the page of the profile's best pair has answered with its new score."""
    from django.utils import timezone

    from matching import tasks
    from matching.models import Match

    matches = Match.objects.filter(run=run_id).of(profile)
    before = set(matches.values_list("pk", flat=True))
    text = profile.texts.get(language="en")
    start = time.perf_counter()
    text.description += f" Our new programme number {number} helps start-ups in hydrogen."
    text.save()
    profile.changed_at = timezone.now()
    profile.save()
    tasks.rescore_profile.delay(profile.pk)
    while not (fresh := matches.exclude(pk__in=before).best_first().first()):
        if time.perf_counter() - start > 60:
            raise RuntimeError("the edit does not arrive")
        time.sleep(0.005)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/en/matches/{fresh.europe_id}-{fresh.japan_id}/")
    if connection.getresponse().status != http.HTTPStatus.OK:
        raise RuntimeError("the page does not answer")
    return time.perf_counter() - start
