"""The page about one's own data: consents given and withdrawn, disclosures, mails."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles import outbox
from profiles.consents import WORDINGS, give_consent, standing_consent, withdraw_consent
from profiles.disclosing import disclose
from profiles.letters import Letter
from profiles.models import Consent, MailRefusal, Membership, User
from profiles.privacy.subscriptions import LABELS, register_subscription
from tests.makers import make_profile, make_user
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PAGE = "/en/account/data/"
CONSENTS, MAILS = f"{PAGE}consents/", f"{PAGE}mails/"
PAGE_QUERIES = 8
DISCLOSURE, NEWS = Consent.Purpose.DISCLOSURE, Consent.Purpose.NEWS


@pytest.fixture
def alice(client: Client) -> User:
    """Signed in."""
    user = make_user("alice@example.org")
    client.force_login(user)
    return user


def answer(purpose: str, said: str = "give", **fields: Any) -> dict[str, str]:
    return {"purpose": purpose, "answer": said, "version": WORDINGS[purpose].version} | fields


def test_nothing_has_happened_yet(client: Client, alice: User) -> None:
    response = client.get(PAGE)
    assert (response.status_code, texts(response, "h1")) == (200, ["My data"])
    assert texts(response, "p", "choices__state") == ["You have not agreed."] * 2
    assert texts(response, "h3", "empty__title") == ["Nobody so far"]


def test_the_wordings_stand_beside_the_buttons(client: Client, alice: User) -> None:
    response = client.get(PAGE)
    expected = [str(WORDINGS[it].text) for it in (DISCLOSURE, NEWS)]
    assert texts(response, "blockquote", "choices__wording") == expected


@pytest.mark.parametrize("purpose", [NEWS, DISCLOSURE])
def test_a_consent_is_given_and_withdrawn(client: Client, alice: User, purpose: str) -> None:
    assert client.post(CONSENTS, answer(purpose)).status_code == 302
    given = standing_consent(alice, purpose)
    assert (given.version, given.source, given.language) == (
        WORDINGS[purpose].version,
        "my-data",
        "en",
    )
    assert given.digest == WORDINGS[purpose].digest
    client.post(CONSENTS, answer(purpose, "withdraw"))
    assert standing_consent(alice, purpose) is None
    assert [row.is_given for row in alice.consents.all()] == [True, False]


def test_the_page_says_when_by_both_clocks(client: Client, alice: User) -> None:
    with time_machine.travel("2026-11-24T08:00:00Z", tick=False):
        give_consent(alice, NEWS, source="sign-up")
    state = texts(client.get(PAGE), "p", "choices__state")[1]
    assert state == (
        "You agreed on Tue 24 Nov 2026, 09:00 CET / 17:00 JST. Version of the wording: 2026-11."
    )


def test_a_consent_that_was_withdrawn_is_shown_as_a_no(client: Client, alice: User) -> None:
    give_consent(alice, NEWS, source="sign-up")
    with time_machine.travel("2099-11-24T08:00:00Z", tick=False):
        withdraw_consent(alice, NEWS, source="my-data")
    states = texts(client.get(PAGE), "p", "choices__state")
    assert states == [
        "You have not agreed.",
        "You said no on Tue 24 Nov 2099, 09:00 CET / 17:00 JST.",
    ]


def test_the_log_names_every_answer(client: Client, alice: User) -> None:
    give_consent(alice, NEWS, source="sign-up")
    withdraw_consent(alice, NEWS, source="my-data")
    rows = elements(client.get(PAGE), "td")
    said = [cell.text for cell in rows if cell["data-label"] == "What you said"]
    assert said == ["Withdrawn", "Agreed"]


@pytest.mark.parametrize(
    "faulty",
    [
        answer(NEWS, version="1999-01"),
        answer(NEWS, version=""),
        answer(NEWS, "perhaps"),
        answer(NEWS) | {"purpose": "everything"},
        {},
    ],
)
def test_a_faulty_answer_changes_nothing(
    client: Client, alice: User, faulty: dict[str, str]
) -> None:
    assert client.post(CONSENTS, faulty).status_code == 422
    assert Consent.objects.count() == 0


def test_the_consent_to_the_account_ends_with_it(client: Client, alice: User) -> None:
    give_consent(alice, Consent.Purpose.ACCOUNT, source="sign-up")
    response = client.post(CONSENTS, answer(Consent.Purpose.ACCOUNT, "withdraw"))
    assert response.status_code == 422
    assert standing_consent(alice, Consent.Purpose.ACCOUNT) is not None
    assert "That ends when you erase your account." in html_of(client.get(PAGE))


def test_extra_fields_change_nothing(client: Client, alice: User) -> None:
    charlie = make_user()
    extra = {"user": str(charlie.pk), "is_given": "", "source": "elsewhere", "is_staff": "on"}
    client.post(CONSENTS, answer(NEWS) | extra)
    row = Consent.objects.get()
    assert (row.user, row.is_given, row.source) == (alice, True, "my-data")
    alice.refresh_from_db()
    assert alice.is_staff is False


def test_a_newer_wording_is_said_to_be_newer(client: Client, alice: User) -> None:
    alice.consents.create(purpose=NEWS, is_given=True, version="2020-01", language="en")
    assert "The wording above is newer." in texts(client.get(PAGE), "p", "choices__state")[1]


def test_it_says_who_has_seen_what_and_on_what_ground(client: Client, alice: User) -> None:
    own = make_profile("de-nw", kind="cluster")
    seen_by = make_profile("jp-12", kind="cluster", legal_status="legal_entity", texts={"en": "K"})
    join(own, alice)
    disclose(alice, of=own, to=seen_by, fields=["name", "email"], cause="introduction-1")
    response = client.get(PAGE)
    cells = [cell.text for cell in elements(response, "td")][1:]
    assert [cell.text for cell in elements(response, "th") if cell["scope"] == "row"] == ["K"]
    assert cells == [
        "Name, E-mail address",
        "GDPR Art. 45: adequacy decision for private operators in Japan",
    ]


def test_nobody_sees_another_ones_data(client: Client, alice: User) -> None:
    own, other = make_profile("de-nw"), make_profile("fr-other", texts={"en": "Secret recipient"})
    join(own, alice)
    disclose(alice, of=own, to=other, cause="introduction-1")
    give_consent(alice, NEWS, source="sign-up")
    charlie = Client()
    charlie.force_login(make_user())
    shown = html_of(charlie.get(PAGE))
    assert "Secret recipient" not in shown
    assert "You agreed" not in shown
    assert "Secret recipient" in html_of(client.get(PAGE))


def test_mails_are_ended_and_renewed(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LABELS, "digest", "")
    register_subscription("digest", "New profiles for your searches")
    client.post(MAILS, {"kind": "digest", "answer": "end"})
    assert MailRefusal.objects.get().user == alice
    assert "New profiles for your searches – ended" in html_of(client.get(PAGE))
    client.post(MAILS, {"kind": "digest", "answer": "renew"})
    assert MailRefusal.objects.count() == 0
    assert "New profiles for your searches – you get them" in html_of(client.get(PAGE))


def test_a_kind_without_a_name_is_shown_once_one_has_got_it(client: Client, alice: User) -> None:
    def write() -> Letter:
        return Letter(subject="News", paragraphs=["Something new."])

    outbox.post(write, to=alice, key="n", kind="monthly_news", is_subscription=True)
    assert "monthly news – you get them" in html_of(client.get(PAGE))


@pytest.mark.parametrize("faulty", [{}, {"kind": "x y", "answer": "end"}, {"kind": "x"}])
def test_faulty_choices_of_mails_change_nothing(
    client: Client, alice: User, faulty: dict[str, str]
) -> None:
    assert client.post(MAILS, faulty).status_code == 302
    assert MailRefusal.objects.count() == 0


@pytest.mark.parametrize("path", ["", "consents/", "mails/", "export/", "read/", "erase/"])
def test_strangers_are_asked_to_sign_in(client: Client, path: str) -> None:
    for response in (client.get(PAGE + path), client.post(PAGE + path)):
        assert response.status_code == 302
        assert response["Location"].startswith("/en/account/login/?next=")


@pytest.mark.parametrize("path", ["consents/", "mails/"])
def test_a_get_is_refused_and_changes_nothing(client: Client, alice: User, path: str) -> None:
    data = answer(NEWS) | {"kind": "digest"}
    assert client.get(PAGE + path, data).status_code == 405
    assert (Consent.objects.count(), MailRefusal.objects.count()) == (0, 0)


@pytest.mark.parametrize("path", ["consents/", "mails/", "erase/"])
def test_a_form_without_its_token_is_refused(alice: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    data = answer(NEWS) | {"kind": "digest", "email": alice.email}
    assert client.post(PAGE + path, data).status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()
    assert (Consent.objects.count(), MailRefusal.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(
    client: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    own = make_profile("de-nw")
    join(own, alice, Membership.Role.VIEWER)
    for number in range(count):
        disclose(alice, of=own, to=make_profile(f"fr-{number}"), cause="introduction-1")
        give_consent(alice, NEWS, source="my-data")
        alice.mail_refusals.create(kind=f"digest-{number}")
    client.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(PAGE)
