"""`make run`: the whole site with real regions on this machine, and everything it needs."""

import os
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext_noop

from events.loading import load_webinars
from events.models import Series, Webinar
from helpdesk import processes
from helpdesk.cast import PASSWORD, RECOVERY_CODES, ensure_cast
from helpdesk.processes import DemoError, Supervisor
from matching.actions import start_run
from matching.models import Run
from matching.partnerships.loading import load_partnerships
from matching.partnerships.models import Partnership
from matching.states import RunState
from profiles.loading.loader import load
from profiles.loading.table import FaultyData
from profiles.models import Profile

PORT = 8000
SCORING_SECONDS = 600
WEB_SECONDS = 30
QUEUES = "default,mail,matching"
PARTNERSHIPS = WEBINARS = 2
"""Pages of so many of each are requested."""


class Command(BaseCommand):
    help = "Set up and run the site: database, broker, real regions, scores, web server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=PORT)
        parser.add_argument(
            "--check", action="store_true", help="request every public page, then stop"
        )

    def handle(self, *, port: int, check: bool, **options: Any) -> None:
        self.address = f"http://127.0.0.1:{port}"
        os.environ.setdefault("SITE_URL", self.address)  # for links in the worker's mails
        self.supervisor = Supervisor(settings.LOCAL_DIR)
        try:
            with (
                processes.terminated_like_interrupted(),
                processes.only_one(settings.LOCAL_DIR, self.address),
            ):
                self.run(port, check)
        except (DemoError, FaultyData) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            self.supervisor.stop()

    def run(self, port: int, check: bool) -> None:
        if left := processes.end_leftovers(settings.LOCAL_DIR):
            self.stdout.write(f"Ended {left} processes that a killed run had left behind.")
        processes.require_free_port(port)
        self.set_up()
        self.start_programs(port)
        self.score()
        with self.step("Web server"):
            processes.wait_for(self.answers, self.supervisor, WEB_SECONDS, "The web server")
        if check:
            self.request_pages()
            return
        self.introduce()
        self.stay()

    def set_up(self) -> None:
        with self.step("Message catalogues"):
            call_command("catalogues", "compile", verbosity=0)
        with self.step("Database"):
            self.require_extensions()
            call_command("migrate", verbosity=0)
        with self.step("Regions, prefectures and clusters"):
            self.changed = load(settings.DATA_DIR).changed
            load_partnerships(settings.DATA_DIR)
            load_webinars(settings.DATA_DIR, with_demonstration=settings.DEMO)
        with self.step("Demonstration accounts"):
            ensure_cast()

    def require_extensions(self) -> None:
        errors = checks.run_checks(tags=[checks.Tags.database], databases=[connection.alias])
        if errors:
            raise DemoError("\n".join(f"{error.msg} {error.hint or ''}" for error in errors))

    def start_programs(self, port: int) -> None:
        celery = ("celery", "-A", "helpdesk")
        self.supervisor.start("worker", *celery, "worker", "-Q", QUEUES, "-c", "2", "-l", "INFO")
        schedule = str(settings.LOCAL_DIR / "beat-schedule")
        self.supervisor.start("beat", *celery, "beat", "-s", schedule, "-l", "INFO")
        web = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
        self.supervisor.start("web", *web, "--workers", "2", "helpdesk.wsgi:application")

    def score(self) -> None:
        """Have the worker score everybody, where there are no scores of these data yet."""
        if Run.objects.live().exists() and not self.changed:
            return
        with self.step("Scoring, in the worker"):
            run, _ = start_run(by=None, reason=gettext_noop("The data files were loaded"))
            self.watch(run)

    def watch(self, run: Run) -> None:
        shown = ""

        def ended() -> bool:
            nonlocal shown
            fresh = Run.objects.prefetch_related("blocks").get(pk=run.pk)
            line = f" {fresh.blocks_done}/{fresh.blocks_total} blocks" if fresh.started_at else " ."
            if line != shown:
                self.stdout.write(line, ending="")
                self.stdout.flush()
                shown = line
            return not fresh.is_active

        processes.wait_for(ended, self.supervisor, SCORING_SECONDS, "Scoring")
        run.refresh_from_db()
        if run.state != RunState.DONE:
            raise DemoError(f"Scoring failed: {run.error}")

    def answers(self) -> bool:
        try:
            return self.status("/readyz") == 200  # noqa: PLR2004 - HTTP OK
        except OSError:
            return False

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.address + path) as answer:  # noqa: S310 - our own
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def request_pages(self) -> None:
        """Every public page in every language must answer. Raises DemoError."""
        bad = []
        pages = public_pages()
        with self.step(f"Requesting {len(pages)} pages"):
            for page in pages:
                code = self.status(page)
                if code != 200:  # noqa: PLR2004 - HTTP OK
                    bad.append(f"{code} {page}")
        if bad:
            raise DemoError("These pages do not answer as they should:\n" + "\n".join(bad))
        self.stdout.write("Everything answers.")

    def introduce(self) -> None:
        europeans = Profile.objects.published().on_side("europe").count()
        japanese = Profile.objects.published().on_side("japan").count()
        self.stdout.write(
            f"\n  The site        {self.address}/en/  (also /de/ /fr/ /ja/)\n"
            f"  Sign in as      dana@example.org (helpdesk staff), password {PASSWORD}\n"
            f"                  then one of the codes {RECOVERY_CODES[0]}, {RECOVERY_CODES[1]} …"
            f" {RECOVERY_CODES[-1]}; each works once\n"
            f"  or as           alice@example.org (Vitagora), haruka@example.org (Fukushima)\n"
            f"  Scoring runs    {self.address}/en/desk/runs/\n"
            f"  Mails           {self.address}/en/desk/mail/\n"
            f"  In it           {europeans} European and {japanese} Japanese profiles\n"
            f"  Logs            {settings.LOCAL_DIR / 'logs'}; mail is in worker.log\n\n"
            "  Ctrl-C stops everything; the data stay.\n"
        )
        if sys.stdout.isatty():
            webbrowser.open(self.address)

    def stay(self) -> None:
        while True:
            self.supervisor.check()
            time.sleep(1)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Say what is being done, and how long it took."""
        self.stdout.write(f"{name} …", ending="")
        self.stdout.flush()
        start = time.monotonic()
        yield
        self.stdout.write(f" {time.monotonic() - start:.1f} s")


def public_pages() -> list[str]:
    """The address of every kind of public page, in every language."""
    some = [Profile.objects.published().on_side(side).first() for side in ("europe", "japan")]
    europe, japan = (profile for profile in some if profile is not None)
    paths = [
        "",
        "about/",
        "accessibility/",
        "privacy/",
        "partners/",
        "partners/?side=japan&sector=energy",
        *(profile.get_absolute_url().split("/", 2)[2] for profile in (europe, japan)),
        *(f"partners/{profile.pk}/suggestions/" for profile in (europe, japan)),
        f"partners/{europe.pk}/suggestions/?sector=energy",
        f"matches/{europe.pk}-{japan.pk}/",
        "partnerships/",
        "partnerships/?sector=energy&state=active",
        *(f"partnerships/{it.pk}/" for it in Partnership.objects.public()[:PARTNERSHIPS]),
        "webinars/",
        "webinars/?sector=energy&language=ja&when=past",
        *webinar_pages(),
        "account/login/",
        "account/login/code/",
        "account/password/reset/",
        "account/signup/",
    ]
    languages = [code for code, _ in settings.LANGUAGES]
    pages = [f"/{language}/{path}" for language in languages for path in paths]
    return ["/healthz", "/readyz", "/robots.txt", *pages]


def webinar_pages() -> list[str]:
    """Pages, feeds and files of webinars, below the language."""
    webinars = Webinar.objects.public().select_related("series").prefetch_related("texts")
    some = [*webinars.upcoming()[:WEBINARS], *webinars.past()[:WEBINARS]]
    months = {f"webinars/{it.starts_at:%Y/%-m}/": None for it in some}
    series = Series.objects.public().values_list("slug", flat=True)
    return [
        *(it.get_absolute_url().split("/", 2)[2] for it in some),
        *(f"webinars/{it.pk}.ics" for it in some),
        *months,
        *(f"webinars/series/{slug}{end}" for slug in series for end in ("/", ".ics")),
        *("webinars/feed.ics", "webinars/feed.atom", "webinars/embed/", "webinars/subscribe/"),
    ]
