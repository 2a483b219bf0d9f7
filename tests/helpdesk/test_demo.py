"""The demonstration: its people, what it asks of the database server, and when it refuses."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from pytest_django import Settings

from events.models import Series
from events.states import State
from helpdesk.cast import PASSWORD, ensure_cast
from helpdesk.checks import extensions_available
from helpdesk.local import REQUIRED_EXTENSIONS, missing_extensions
from helpdesk.management.commands.demo import public_pages
from helpdesk.processes import only_one
from profiles.models import User
from tests.events.making import make_webinar
from tests.makers import make_profile
from tests.matching.partnerships.making import make_partnership


@pytest.mark.django_db
def test_the_cast_exists_once(settings: Settings) -> None:
    settings.DEMO = True
    ensure_cast()
    ensure_cast()
    dana = User.objects.get(is_staff=True)
    assert (dana.email, dana.is_staff, dana.is_superuser) == ("dana@example.org", True, False)
    request = RequestFactory().post("/")
    assert authenticate(request, email=dana.email, password=PASSWORD) == dana


@pytest.mark.django_db
def test_the_cast_is_refused_outside_the_demonstration(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured, match="HELPDESK_DEMO=1"):
        ensure_cast()
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_somebody_who_is_there_already_keeps_the_password(settings: Settings) -> None:
    settings.DEMO = True
    User.objects.create_user("dana@example.org", "another long password")
    ensure_cast()
    dana = User.objects.get(email="dana@example.org")
    assert dana.check_password("another long password") is True


@pytest.mark.parametrize(
    ("available", "missing"),
    [
        (["plpgsql", "vector", "unaccent", "pg_trgm"], []),
        (["plpgsql", "unaccent"], ["vector", "pg_trgm"]),
        ([], list(REQUIRED_EXTENSIONS)),
        (["VECTOR", "vectors", "pg_trgm", "unaccent"], ["vector"]),
    ],
)
def test_missing_extensions(available: list[str], missing: list[str]) -> None:
    assert missing_extensions(iter(available)) == missing


@pytest.mark.django_db
def test_our_database_server_has_them_all() -> None:
    assert extensions_available(databases=["default"]) == []


def test_without_databases_nobody_is_asked() -> None:
    assert extensions_available(databases=None) == []


@pytest.mark.django_db
def test_every_kind_of_page_is_requested_in_every_language() -> None:
    europe, japan = make_profile("de-nw"), make_profile("jp-07")
    partnership = make_partnership(europe, japan)
    make_partnership(europe, japan, is_public=False)
    series = Series.objects.create(slug="examples")
    begins = datetime(2100, 1, 31, 8, tzinfo=UTC)
    coming = make_webinar("Coming", starts_at=begins, series=series)
    past = make_webinar("Past", state=State.DONE, starts_at=datetime(2021, 1, 8, 8, tzinfo=UTC))
    make_webinar("Secret", state=State.DRAFT, starts_at=begins)
    pages = public_pages()
    paths = [
        "",
        "about/",
        "accessibility/",
        "privacy/",
        "partners/",
        "partners/?side=japan&sector=energy",
        f"partners/{europe.pk}-de-nw/",
        f"partners/{japan.pk}-jp-07/",
        f"partners/{europe.pk}/suggestions/",
        f"partners/{japan.pk}/suggestions/",
        f"partners/{europe.pk}/suggestions/?sector=energy",
        f"matches/{europe.pk}-{japan.pk}/",
        "partnerships/",
        "partnerships/?sector=energy&state=active",
        f"partnerships/{partnership.pk}/",
        "webinars/",
        "webinars/?sector=energy&language=ja&when=past",
        f"webinars/{coming.pk}/coming/",
        f"webinars/{past.pk}/past/",
        f"webinars/{coming.pk}.ics",
        f"webinars/{past.pk}.ics",
        "webinars/2100/1/",
        "webinars/2021/1/",
        "webinars/series/examples/",
        "webinars/series/examples.ics",
        "webinars/feed.ics",
        "webinars/feed.atom",
        "webinars/embed/",
        "webinars/subscribe/",
        "account/login/",
        "account/login/code/",
        "account/password/reset/",
        "account/signup/",
    ]
    languages = ("de", "en", "fr", "ja")
    expected = [f"/{language}/{path}" for language in languages for path in paths]
    assert pages == ["/healthz", "/readyz", "/robots.txt", *expected]


@pytest.mark.django_db
def test_the_command_refuses_a_port_that_is_taken(tmp_path: Path, settings: Settings) -> None:
    settings.LOCAL_DIR = tmp_path
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"^Port {port} is taken by another program"):
            call_command("demo", port=port)


@pytest.mark.django_db
def test_the_command_runs_once_at_a_time(tmp_path: Path, settings: Settings) -> None:
    settings.LOCAL_DIR = tmp_path
    with only_one(tmp_path, "http://elsewhere"), pytest.raises(CommandError, match="elsewhere"):
        call_command("demo", port=1235)
