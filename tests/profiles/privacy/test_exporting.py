"""Everything that is known of a person, and nothing of anybody else; no column is forgotten."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.test import Client
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from pytest_django import DjangoAssertNumQueries

from matching.facts import block_pair, give_verdict
from matching.models import Verdict
from profiles.models import Mail, MembershipRequest, User
from profiles.privacy import exporting
from profiles.privacy.sections import column, fields_to_people, trace_fields
from tests.events.making import make_webinar
from tests.events.making import register as book
from tests.makers import REASON, make_profile, make_staff, make_user
from tests.matching.introductions.people import leave_traces
from tests.matching.partnerships.making import do_together, make_partnership
from tests.profiles.documents import register
from tests.profiles.privacy.people import (
    MARKERS,
    make_factor,
    make_known_person,
    sign_in,
    sign_in_again,
)
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

EXPORT, READ = "/en/account/data/export/", "/en/account/data/read/"
NOTHING = "Of these there is nothing"
EXPORT_QUERIES = 35
SECTIONS = {
    "account": {
        "email",
        "family_name",
        "given_name",
        "reading",
        "job_title",
        "phone",
        "language",
        "time_zone",
        "is_staff",
        "date_joined",
        "last_login",
    },
    "email_addresses": {"address", "is_verified", "is_primary"},
    "second_factors": {"kind", "created_at", "last_used_at"},
    "sessions": {"created_at", "last_seen_at", "ip", "device"},
    "memberships": {"organisation", "role", "joined_at"},
    "requests": {"organisation", "kind", "message", "state", "created_at"},
    "invitations_received": {
        "organisation",
        "address",
        "role",
        "state",
        "language",
        "created_at",
        "expires_at",
    },
    "invitations_sent": {
        "organisation",
        "address",
        "role",
        "state",
        "language",
        "created_at",
        "expires_at",
    },
    "revisions": {"organisation", "state", "created_at", "changed_at", "content"},
    "consents": {"purpose", "is_given", "version", "digest", "language", "source", "at"},
    "disclosures": {"recipient", "basis", "fields", "cause", "at"},
    "mails": {
        "subject",
        "kind",
        "address",
        "language",
        "state",
        "created_at",
        "sent_at",
        "body",
    },
    "mail_refusals": {"kind", "at"},
    "log_entries": {"about", "old", "new", "reason", "at"},
    "traces": {"about", "action", "at"},
    "verdicts": {"about", "opinion", "until", "reason", "at"},
    "facts": {"about", "kind", "is_stated", "reason", "at"},
    "introductions": {"about", "message", "language", "state", "created_at"},
    "introduction_contacts": {"about", "state", "answer", "at"},
    "introduction_messages": {"about", "body", "language", "at"},
    "introduction_outcomes": {"about", "days", "result", "at"},
    "partnerships": {"about", "kind", "content", "at"},
    "webinars": {
        "about",
        "state",
        "email",
        "family_name",
        "given_name",
        "reading",
        "organisation",
        "country",
        "language",
        "time_zone",
        "question",
        "accessibility",
        "answers",
        "created_at",
        "joined_at",
        "attended_minutes",
        "checked_in_at",
        "consents",
        "asked",
        "interests",
        "feedback",
    },
}
"""The schema of the export: who changes it raises `exporting.VERSION`."""


def exported(user: User) -> dict[str, Any]:
    """As it stands in the file."""
    with translation.override("en"):
        return json.loads(json.dumps(exporting.export(user), cls=DjangoJSONEncoder))


def with_everything() -> User:
    """A person of whom every section has something."""
    person, profile = make_known_person()
    register(person)
    profile.transitions.create(actor=person, old="draft", new="published", reason=REASON)
    mail = Mail.objects.get(key="out")
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    pair = (profile, make_profile("jp-07", kind="prefecture"))
    voice = Verdict.Voice.EUROPE
    give_verdict(*pair, Verdict.Opinion.INTERESTED, voice=voice, by=person)
    block_pair(*pair, voice=voice, by=person, reason="They wrote every day")
    profile.revisions.create(content={}, claimed_by=person, claimed_at=timezone.now())
    leave_traces(person, *pair)
    do_together(make_partnership(*pair), "2024-05-01", by=person)
    book(make_webinar(), person.email, user=person)
    return person


def test_every_column_that_points_to_a_person_is_exported_or_exempt() -> None:
    """Who adds one registers a section for it, or says in `exempt` why not."""
    explained = exporting.covered() | exporting.EXEMPT.keys()
    explained |= {column(model, name) for model, name in trace_fields()}
    pointing = {column(model, it.name) for model, it in fields_to_people()}
    assert sorted(pointing - explained) == []


def test_what_is_covered_exists() -> None:
    pointing = {column(model, it.name) for model, it in fields_to_people()}
    assert sorted(exporting.covered() - pointing) == []
    assert [name for name, reason in exporting.EXEMPT.items() if not reason] == []


def test_rows_of_a_persons_own_are_no_mere_traces() -> None:
    """What goes with a person has a section of its own."""
    own = {
        column(model, it.name)
        for model, it in fields_to_people()
        if it.remote_field.on_delete is models.CASCADE
    }
    explained = exporting.covered() | exporting.EXEMPT.keys()
    assert sorted(own - explained) == []


def test_every_column_with_an_address_is_known() -> None:
    """A person's address stands in these columns only; each is exported or the organisation's."""
    found = {
        f"{model._meta.label}.{it.name}"
        for model in apps.get_models()
        for it in model._meta.get_fields()
        if isinstance(it, models.EmailField)
    }
    assert found == {
        "account.EmailAddress.email",
        "events.Registration.email",
        "introductions.Party.email",  # of a third party, which has no account
        "profiles.Invitation.email",
        "profiles.Mail.address",
        "profiles.Profile.email",  # the general mailbox
        "profiles.User.email",
    }


def test_the_schema() -> None:
    person = with_everything()
    sign_in(person)
    make_factor(person)
    document = exported(person)
    assert {name: value for name, value in document.items() if name != "sections"} == {
        "format": exporting.FORMAT,
        "version": exporting.VERSION,
        "site": settings.SITE_URL,
        "made_at": document["made_at"],
    }
    assert parse_datetime(document["made_at"]).utcoffset() is not None
    found = {name: set(rows[0]) if rows else set() for name, rows in document["sections"].items()}
    assert found == SECTIONS
    assert all(
        set(row) == SECTIONS[name] for name, rows in document["sections"].items() for row in rows
    )


def test_everything_that_was_planted_is_in_it() -> None:
    person, _profile = make_known_person()
    sign_in(person)
    text = json.dumps(exported(person), ensure_ascii=False)
    hidden = {"factor", "attachment", "letter to others"}
    missing = {what for what, words in MARKERS.items() if words not in text}
    assert missing == hidden


def test_secrets_are_not_in_it() -> None:
    person, _profile = make_known_person()
    make_factor(person)
    mail = Mail.objects.get(key="waits")
    Mail.objects.filter(pk=mail.pk).update(kind="account_code", text="Your code: 123456")
    document = exported(person)
    text = json.dumps(document)
    assert MARKERS["factor"] not in text
    assert "123456" not in text
    assert person.password not in text
    assert document["sections"]["second_factors"][0]["kind"] == "totp"
    bodies = {row["kind"]: bool(row["body"]) for row in document["sections"]["mails"]}
    assert bodies == {"note": True, "account_code": False}


def test_nothing_of_anybody_else_is_in_it() -> None:
    with_everything()
    charlie = User.objects.get(email="colleague@example.org")
    text = json.dumps(exported(charlie), ensure_ascii=False)
    written_to_them = {"letter to others", "given_name", "family_name"}  # in a mail written to them
    found = {what for what, words in MARKERS.items() if words in text}
    assert found == written_to_them


def test_the_address_of_somebody_whom_one_invited_is_theirs() -> None:
    person, _profile = make_known_person()
    rows = exported(person)["sections"]["invitations_sent"]
    assert [row["address"] for row in rows] == [""]
    assert "somebody@example.org" not in json.dumps(exported(person))


def test_mails_to_an_address_that_was_only_typed_in_are_somebody_elses() -> None:
    charlie = make_user()
    charlie.emailaddress_set.create(email="victim@example.org", verified=False)
    mail = {"kind": "invitation", "address": "victim@example.org", "language": "en"}
    Mail.objects.create(key="v", message_id="v", subject="S", text="A token", html="", **mail)
    assert exported(charlie)["sections"]["mails"] == []


def test_the_file_is_an_attachment_that_nobody_keeps(client: Client) -> None:
    person, _profile = make_known_person()
    client = sign_in_again(person, sign_in(person))
    response = client.get(EXPORT)
    day = timezone.localdate()
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="my-data-{day:%Y-%m-%d}.json"'
    assert "no-store" in response["Cache-Control"]
    document = json.loads(response.content)
    assert document["sections"]["account"][0]["family_name"] == MARKERS["family_name"]


@pytest.mark.parametrize("path", [EXPORT, READ, "/en/account/data/erase/"])
def test_the_password_is_asked_for_again(path: str) -> None:
    person, _profile = make_known_person()
    client = Client()
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/en/account/reauthenticate/?next=")


@pytest.mark.parametrize("path", [EXPORT, READ])
def test_a_post_is_refused(path: str) -> None:
    person, _profile = make_known_person()
    client = sign_in_again(person, sign_in(person))
    assert client.post(path).status_code == 405


def test_charlie_gets_his_own(client: Client) -> None:
    with_everything()
    charlie = make_user("charlie@example.org")
    client = sign_in_again(charlie, sign_in(charlie))
    for path in (EXPORT, READ):
        shown = html_of(client.get(path))
        assert "charlie@example.org" in shown
        assert [it for it in (MARKERS["email"], MARKERS["phone"]) if it in shown] == []


def test_it_can_be_read() -> None:
    person = with_everything()
    client = sign_in_again(person, sign_in(person))
    response = client.get(READ)
    labels = [str(section.label) for section in exporting.sections()]
    assert texts(response, "h2") == [it for it in labels if it != "Second factors"] + [NOTHING]
    assert "Second factors" in texts(response, "li")
    shown = html_of(response)
    hidden = {"factor", "attachment", "letter to others"}
    assert {what for what, words in MARKERS.items() if words not in shown} == hidden
    values = texts(response, "dd")
    assert "Given" not in values
    assert {"Yes", "Owner", "Interested", "Name, Function, E-mail address, Phone"} <= set(values)
    assert "None" not in values
    assert elements(response, "pre", "record__document") != []


def test_ones_own_account_comes_first() -> None:
    names = [section.name for section in exporting.sections()]
    asked = [f"introduction{name}" for name in ("s", "_contacts", "_messages", "_outcomes")]
    assert (names[0], names[-7:]) == ("account", ["verdicts", "facts", *asked, "partnerships"])


def test_every_key_has_a_word_in_every_row() -> None:
    person = with_everything()
    sign_in(person)
    make_factor(person)
    for section in exporting.SECTIONS.values():
        keys = {key for row in section.rows(person) for key in row}
        assert sorted(keys - exporting.WORDS.keys() - section.words.keys()) == []


def test_an_upper_app_adds_a_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SECTIONS", {})
    words = {"title": "Title"}
    exporting.register("notes", "Notes", lambda user: [{"title": user.email}], words=words)
    charlie = make_user()
    assert exported(charlie)["sections"] == {"notes": [{"title": charlie.email}]}
    expected = exporting.Reading("Notes", [[("Title", charlie.email)]])
    assert exporting.readable(charlie) == [expected]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    alice, dana = make_user("alice@example.org"), make_staff()
    for number in range(count):
        profile = make_profile(f"de-{number}")
        join(profile, alice)
        profile.revisions.create(content={}, author=alice)
        profile.transitions.create(actor=alice, old="draft", new="published", reason=REASON)
        asked = make_profile(f"fr-{number}")
        MembershipRequest.objects.create(profile=asked, user=alice, message="Let me in")
        pair = (profile, make_profile(f"jp-{number}"))
        block_pair(*pair, voice=Verdict.Voice.EUROPE, by=alice, reason=REASON)
        give_verdict(*pair, Verdict.Opinion.INTERESTED, voice=Verdict.Voice.EUROPE, by=alice)
    assert exported(dana)["sections"]["memberships"] == []
    with django_assert_num_queries(EXPORT_QUERIES):
        exporting.export(alice)


def test_the_log_lines_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="profiles")
    caplog.set_level("INFO")
    person, _profile = make_known_person()
    client = sign_in_again(person, sign_in(person))
    client.get(EXPORT)
    client.get(READ)
    said = " ".join(it.getMessage() for it in caplog.records).lower()
    assert [what for what, words in MARKERS.items() if words.lower() in said] == []
