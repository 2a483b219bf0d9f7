"""Requests a second and p95 of our pages, beside a trivial page on the same server."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import Load
from benchmarks.measure import Figure, beside
from helpdesk import local

FOLDER = local.LOCAL / "bench"


def pages() -> dict[str, Figure]:
    """Browse, profile, suggestions and pair, 198 real profiles, four clients."""
    with local.servers(FOLDER, durable=False), site() as (port, paths):
        loads = {name: Load(port, path) for name, path in paths.items()}
        for load in loads.values():
            load.run()
    trivial = loads["page: one row"]
    figures: dict[str, Figure] = {}
    for name, load in loads.items():
        if load.failures:
            raise RuntimeError(f"{name}: {load.failures} answers were no 200")
        figures[name] = beside(load.a_second, "requests/s", trivial.a_second)
        figures[f"{name}, p95"] = beside(load.p95, "ms", trivial.p95)
    return figures


@contextmanager
def site() -> Iterator[tuple[int, dict[str, str]]]:
    """Our site on a free port, loaded and scored; and the pages to ask for."""
    os.environ |= {"HELPDESK_DEMO": "1", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    import django

    django.setup()
    from profiles.models import Profile

    set_up()
    europe, japan = (Profile.objects.on_side(side).earliest("pk") for side in ("europe", "japan"))
    with start_web(FOLDER) as port:
        yield (
            port,
            {
                "page: one row": "/one-row/",
                "page: browse": "/en/partners/",
                "page: profile": europe.get_absolute_url(),
                "page: suggestions": f"/en/partners/{europe.pk}/suggestions/",
                "page: pair": f"/en/matches/{europe.pk}-{japan.pk}/",
            },
        )


@contextmanager
def start_web(folder: Path) -> Iterator[int]:
    """The web server of production on a free port, with two processes."""
    from helpdesk.processes import Supervisor, wait_for

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    supervisor = Supervisor(folder)
    command = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    supervisor.start("web", *command, "--workers", "2", "helpdesk.wsgi:application")
    try:
        wait_for(lambda: answers(port), supervisor, 30, "The web server")
        yield port
    finally:
        supervisor.stop()


def set_up() -> None:
    """Migrate, load and score in this process: the worker is not what is measured here."""
    from django.conf import settings
    from django.core.management import call_command

    from matching import actions
    from matching.models import Run
    from profiles.loading.loader import load

    call_command("catalogues", "compile", verbosity=0)
    call_command("migrate", verbosity=0)
    load(settings.DATA_DIR)
    if not Run.objects.live().exists():
        run, _ = actions.start_run(by=None, reason="Benchmark")
        actions.begin_run(run)
        for block in run.blocks.select_related("run__weights"):
            actions.score_block(block)
        run.refresh_from_db()
        actions.finish_run(run)


def answers(port: int) -> bool:
    try:
        load = Load(port, "/readyz")
        load.ask(1)
    except OSError:
        return False
    return not load.failures
