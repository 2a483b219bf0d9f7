"""1,000 people sign up for 100 seats over real HTTP, confirm at once, and 50 cancel at once.

Each is a browser of their own, at an address of their own that a trusted proxy vouches for: the
limit of sign-ups by address holds as in production. What must come out is checked, not only timed.
"""

import http.client
import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.load import PERCENTILE
from benchmarks.measure import Figure, beside
from benchmarks.pages import start_web
from helpdesk import local

FOLDER = local.LOCAL / "bench-sign-ups"
PEOPLE, SEATS, LEAVING = 1000, 100, 50
CONNECTIONS = 50
"""At once: far more than there are threads to answer them."""
HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ADDRESS = re.compile(r"https?://\S+")
REQUIRED_SECONDS = 600


@dataclass
class Browser:
    """One person with one address and their own cookie."""

    number: int
    cookie: str = ""
    token: str = ""

    @property
    def email(self) -> str:
        return f"p{self.number:04}@example.org"

    @property
    def headers(self) -> dict[str, str]:
        network = f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"
        return {"X-Forwarded-For": network} | ({"Cookie": self.cookie} if self.cookie else {})

    def open(self, connection: http.client.HTTPConnection, path: str) -> None:
        """Fetch the page with the form, its cookie and its token against forgery."""
        page, answer = ask(connection, "GET", path, headers=self.headers)
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").partition(";")[0]
        self.token = HIDDEN.findall(page.partition("<main")[2])[0]

    def send(
        self, connection: http.client.HTTPConnection, path: str, **fields: str
    ) -> tuple[float, float]:
        """Press the button; when it was sent and when it was answered."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self.token})
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        ask(connection, "POST", path, body=body, headers=headers, expected=302)
        return start, time.perf_counter()


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, expected: int = 200, **more: Any
) -> tuple[str, http.client.HTTPResponse]:
    connection.request(method, path, **more)
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != expected:
        raise RuntimeError(f"{method} {path}: {answer.status}")
    return page, answer


@dataclass
class Rush:
    """What many do at the same time, each once, over some connections."""

    spans: dict[int, tuple[float, float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def a_second(self) -> float:
        return len(self.spans) / self.seconds

    def within(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        times = sorted(end - start for start, end in self.spans.values())
        return 1000 * times[int(share * len(times))]


def rush(count: int, connect: Callable[[], Any], act: Callable[[Any, int], Any]) -> Rush:
    """`act(connection, n)` for every n, in order, by whoever is free; gives back when it was."""
    queue: SimpleQueue[int] = SimpleQueue()
    for n in range(count):
        queue.put(n)
    found = Rush()

    def work() -> None:
        connection = connect()
        while not queue.empty():
            n = queue.get()
            try:
                found.spans[n] = act(connection, n)
            except Exception as error:
                found.faults.append(f"{n}: {error!r}")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(min(CONNECTIONS, count))]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=REQUIRED_SECONDS)
    found.seconds = time.perf_counter() - start
    if found.faults:
        raise RuntimeError(f"{len(found.faults)} faults, the first: {found.faults[0]}")
    return found


def sign_ups() -> dict[str, Figure]:
    """Durable: every commit is on the disk before it is answered."""
    with local.servers(FOLDER):
        os.environ |= {"HELPDESK_DEMO": "1", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        os.environ |= {"TRUSTED_PROXIES": "1", "LOG_LEVEL": "WARNING"}
        import django

        django.setup()
        from django.utils import translation

        with translation.override("en"):
            return _measured()


def _measured() -> dict[str, Figure]:
    webinar = _set_up()
    browsers = [Browser(n) for n in range(PEOPLE)]
    with start_web(FOLDER) as port:

        def connect() -> http.client.HTTPConnection:
            return http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        form = f"/en/webinars/{webinar.pk}/register/"
        journeys = rush(PEOPLE, connect, lambda it, n: _journey(browsers[n], it, form))
        sent = rush(PEOPLE, connect, lambda it, n: _sign_up(browsers[n], it, form))
        bare = _bare_inserts(webinar)
        links = _links("webinar_confirm")
        rush(PEOPLE, connect, lambda it, n: _opened(browsers[n], it, links[browsers[n].email]))
        confirmed = rush(
            PEOPLE, connect, lambda it, n: browsers[n].send(it, links[browsers[n].email])
        )
        _check_order(webinar, confirmed)
        left = _cancel(webinar, browsers, connect)
    _check_mails()
    return {
        "sign-ups, the form opened": Figure(journeys.a_second, "pages/s"),
        "sign-ups, sent": beside(sent.a_second, "sign-ups/s", bare.a_second),
        "sign-ups, sent, p50": beside(sent.within(0.5), "ms", bare.within(0.5)),
        "sign-ups, sent, p95": beside(sent.within(PERCENTILE), "ms", bare.within(PERCENTILE)),
        "sign-ups, confirmed": beside(confirmed.a_second, "confirmations/s", bare.a_second),
        "sign-ups, confirmed, p50": beside(confirmed.within(0.5), "ms", bare.within(0.5)),
        "sign-ups, confirmed, p95": beside(
            confirmed.within(PERCENTILE), "ms", bare.within(PERCENTILE)
        ),
        "sign-ups, 50 cancelled at once": Figure(left.seconds, "s"),
        "sign-ups, 1,000 opened, sent and confirmed": beside(
            journeys.seconds + sent.seconds + confirmed.seconds, "s", REQUIRED_SECONDS
        ),
    }


def _set_up() -> Any:
    """An empty list of participants, and a webinar that everybody wants to come to."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.utils import timezone

    from events.models import Registration, Webinar
    from events.states import State
    from helpdesk.celery import app
    from profiles.models import Mail
    from profiles.purging import purging

    call_command("catalogues", "compile", verbosity=0)
    call_command("migrate", verbosity=0)
    with purging():
        Registration.objects.all().delete()
        Mail.objects.all().delete()
        Webinar.objects.all().delete()
    cache.clear()
    app.control.purge()
    begins = timezone.now() + timedelta(days=30)
    webinar = Webinar.objects.create(
        starts_at=begins, ends_at=begins + timedelta(hours=1), capacity=SEATS
    )
    webinar.texts.create(language="en", title="Hydrogen", summary="From wind to hydrogen.")
    webinar.move(State.OPEN, by=None, reason="Benchmark")
    return webinar


def _journey(browser: Browser, connection: Any, path: str) -> tuple[float, float]:
    start = time.perf_counter()
    browser.open(connection, path)
    return start, time.perf_counter()


_opened = _journey


def _sign_up(browser: Browser, connection: Any, path: str) -> tuple[float, float]:
    return browser.send(
        connection,
        path,
        email=browser.email,
        given_name="Erika",
        family_name="Muster",
        organisation="BioCluster",
        country="DE",
        language="en",
        time_zone="Europe/Berlin",
        listed="on",
    )


def _bare_inserts(webinar: Any) -> Rush:
    """The same row by plain SQL, committed each on its own, by as many connections at once."""
    import psycopg
    from django.db import connection
    from psycopg import sql

    model = webinar.registrations.model
    names = [it.column for it in model._meta.fields if it.column != "id"]
    new = {"email": sql.SQL("'bare-' || email"), "certificate": sql.SQL("gen_random_uuid()")}
    copy = sql.SQL("INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s")
    statement = copy.format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        values=sql.SQL(", ").join(new.get(name, sql.Identifier(name)) for name in names),
    )
    keys = list(webinar.registrations.order_by("pk").values_list("pk", flat=True))
    given = connection.get_connection_params()
    where = {name: given[name] for name in ("dbname", "user", "host", "port") if name in given}

    def act(db: Any, n: int) -> tuple[float, float]:
        start = time.perf_counter()
        db.execute(statement, [keys[n]])
        return start, time.perf_counter()

    try:
        return rush(PEOPLE, lambda: psycopg.connect(**where, autocommit=True), act)
    finally:
        webinar.registrations.filter(email__startswith="bare-").delete()


def _links(kind: str) -> dict[str, str]:
    """The path in everybody's mail."""
    from profiles.models import Mail

    mails = Mail.objects.filter(kind=kind).values_list("address", "text")
    return {address: urlsplit(ADDRESS.findall(text)[0]).path for address, text in mails}


def _check_order(webinar: Any, confirmed: Rush) -> None:
    """100 have a seat, 900 wait; nobody stands before somebody who was answered before they asked.

    And the mails said everybody their true place.
    """
    from profiles.models import Mail

    rows = webinar.registrations.order_by("arrived_at")
    arrived = list(rows.values_list("email", "state"))
    states = [state for _email, state in arrived]
    expect("states", states, ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - SEATS))
    latest_start = 0.0
    for email, _state in arrived:
        start, end = confirmed.spans[int(email[1:5])]
        if end < latest_start:
            raise RuntimeError(f"{email} was answered before, and stands after, somebody else")
        latest_start = max(latest_start, start)
    texts = dict(Mail.objects.filter(kind="webinar_waiting").values_list("address", "text"))
    said = [int(re.findall(r"you were number (\d+)", texts[it])[0]) for it, _ in arrived[SEATS:]]
    expect("places", said, list(range(1, PEOPLE - SEATS + 1)))


def _cancel(webinar: Any, browsers: Iterable[Browser], connect: Callable[[], Any]) -> Rush:
    """Fifty who have a seat give it back at the same moment."""
    people = {it.email: it for it in browsers}
    line = list(webinar.registrations.in_line().values_list("email", flat=True))
    seated = webinar.registrations.confirmed().order_by("certificate")[:LEAVING]
    links = _links("webinar_booked")
    leaving = [(people[email], f"{links[email]}cancel/") for email in (it.email for it in seated)]
    rush(LEAVING, connect, lambda it, n: _opened(leaving[n][0], it, leaving[n][1]))
    left = rush(LEAVING, connect, lambda it, n: leaving[n][0].send(it, leaving[n][1], reason=""))
    offered = webinar.registrations.filter(state="offered").order_by("arrived_at")
    expect("promoted", list(offered.values_list("email", flat=True)), line[:LEAVING])
    still = list(webinar.registrations.in_line().values_list("email", flat=True))
    expect("still waiting", still, line[LEAVING:])
    expect("seated", webinar.registrations.seated().count(), SEATS)
    return left


def _check_mails() -> None:
    from django.db.models import Count

    from profiles.models import Mail

    kinds = dict(Mail.objects.order_by().values_list("kind").annotate(Count("pk")))
    expected = {
        "webinar_confirm": PEOPLE,
        "webinar_booked": SEATS,
        "webinar_waiting": PEOPLE - SEATS,
        "webinar_cancelled": LEAVING,
        "webinar_offer": LEAVING,
    }
    expect("mails", kinds, expected)
    pairs = Mail.objects.values("kind", "address").distinct().count()
    expect("mails without a double", pairs, sum(expected.values()))


def expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise RuntimeError(f"{what}: {str(found)[:400]} instead of {str(expected)[:400]}")
