"""Small things: how values are written, which mails one can end, whose law is whose."""

import csv
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from profiles import outbox
from profiles.actions import teams
from profiles.consents import WORDINGS, give_consent
from profiles.disclosing import EEA, EEA_COUNTRIES, JAPAN, ground, law_of, transfers
from profiles.letters import Letter
from profiles.models import Consent, Membership
from profiles.privacy import exporting, subscriptions
from profiles.privacy.subscriptions import Subscription, subscriptions_of
from profiles.templatetags.personal import as_read
from tests.makers import make_profile, make_user

MOMENT = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (True, "en", "Yes"),
        (False, "en", "No"),
        (0, "en", "0"),
        ("text", "en", "text"),
        (Membership.Role.OWNER, "en", "Owner"),
        (MOMENT, "en", "Tue 24 Nov 2026, 09:00 CET / 17:00 JST"),
        (date(2026, 11, 24), "en", "Nov. 24, 2026"),
        (date(2026, 11, 24), "ja", "2026年11月24日"),
        (["a", Membership.Role.VIEWER], "en", "a, Viewer"),
        ("<b>", "en", "<b>"),
    ],
)
def test_values_are_written_for_people(value: Any, language: str, expected: str) -> None:
    with translation.override(language):
        assert as_read(value) == expected


def test_a_document_is_written_as_it_is_stored_and_does_no_harm() -> None:
    shown = as_read({"name": "<script>発酵</script>"})
    assert "&lt;script&gt;発酵&lt;/script&gt;" in shown
    assert "<script>" not in shown


@pytest.mark.django_db
def test_the_log_is_read_in_ones_own_language() -> None:
    alice = make_user("alice@example.org")
    teams.request_membership(make_profile("de-nw"), by=alice, message="Asked")
    with translation.override("de"):
        rows = [row for section in exporting.readable(alice) for row in section.rows]
        said = [(str(word), value) for row in rows for word, value in row]
    found = [pair for pair in said if pair[1] in ("Asked", "Angefragt")]
    assert found == [("Nachricht", "Asked"), ("Grund", "Angefragt")]


@pytest.mark.django_db
def test_mails_that_one_can_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "LABELS", {})
    subscriptions.register_subscription("digest", "New profiles")
    alice = make_user("alice@example.org")

    def write() -> Letter:
        return Letter(subject="News", paragraphs=["Something new."])

    outbox.post(write, to=alice, key="a", kind="monthly_news", is_subscription=True)
    outbox.post(write, to=alice, key="b", kind="monthly_news", is_subscription=True)
    outbox.post(write, to=alice, key="c", kind="invitation")
    alice.mail_refusals.create(kind="alerts")
    assert subscriptions_of(alice) == [
        Subscription("alerts", "alerts", is_ended=True),
        Subscription("digest", "New profiles", is_ended=False),
        Subscription("monthly_news", "monthly news", is_ended=False),
    ]
    assert subscriptions_of(make_user()) == [Subscription("digest", "New profiles", is_ended=False)]


def test_every_european_country_of_the_directory_is_in_the_economic_area() -> None:
    """So far; whoever adds another one finds its rule in `profiles.disclosing`."""
    with (settings.DATA_DIR / "places.csv").open(encoding="utf-8") as file:
        countries = {row["code"] for row in csv.DictReader(file) if row["kind"] == "country"}
    assert countries - {JAPAN} <= EEA_COUNTRIES
    assert len(EEA_COUNTRIES) == 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "law"),
    [("DEA1", EEA), ("EL30", EEA), ("JP-07", JAPAN), ("UKM7", "UK"), ("CH04", "CH")],
)
def test_the_law_follows_from_the_place(place: str, law: str) -> None:
    side = "japan" if law == JAPAN else "europe"
    assert law_of(make_profile("somebody", place=place, side=side)) == law


def test_the_table_of_transfers_is_the_rule() -> None:
    rows = {
        str(row.person): row.basis for row in transfers() if "Japan, public body" in row.recipients
    }
    assert set(rows.values()) == {ground(EEA, JAPAN, to_private=False)}
    assert len(rows) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_the_wording_that_was_read_is_the_one_that_is_kept(language: str) -> None:
    alice = make_user("alice@example.org")
    with translation.override(language):
        row = give_consent(alice, Consent.Purpose.DISCLOSURE, source="my-data")
        assert (row.language, row.digest) == (language, WORDINGS["disclosure"].digest)
