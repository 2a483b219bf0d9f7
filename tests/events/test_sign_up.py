"""Signing up without an account: what is asked, what is kept, and what strangers learn."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events import actions
from events.models import CustomQuestion, Registration, Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import make_webinar, register
from tests.events.visiting import form_of, link_in, page_of, rows, sign_up, typed
from tests.makers import REASON, make_place, make_profile, make_user
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import elements, html_of, texts

pytestmark = MARKS

PLACES = [f"/{language}/webinars/" for language in ("de", "en", "fr", "ja")]


def kinds() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def member(**fields: Any) -> tuple[Client, Any]:
    user = make_user(
        "haruka@example.jp",
        family_name="佐藤",
        given_name="遥",
        language="ja",
        time_zone="Asia/Tokyo",
        **fields,
    )
    client = visitor()
    client.force_login(user)
    return client, user


def test_somebody_signs_up_and_confirms() -> None:
    webinar = make_webinar()
    client = visitor()
    sent = sign_up(webinar, client, question="Who pays?", accessibility="Captions")
    assert (sent.status_code, sent["Location"]) == (302, f"{form_of(webinar)}sent/")
    assert texts(client.get(sent["Location"]), "h1") == ["Look into your mailbox"]
    row = Registration.objects.get()
    known = (row.state, row.email, row.organisation, row.country, row.question, row.accessibility)
    expected = ("unconfirmed", "erika@example.org", "BioCluster", "DE", "Who pays?", "Captions")
    assert known == expected
    assert (row.language, row.time_zone, row.user) == ("de", "Europe/Berlin", None)
    link = link_in(Mail.objects.get())
    assert link.startswith("/de/webinars/confirm/")
    confirmed = client.post(link)
    assert (confirmed.status_code, client.get(confirmed["Location"]).status_code) == (302, 200)
    assert rows(webinar) == [("erika@example.org", Booking.CONFIRMED)]


def test_looking_at_the_link_confirms_nothing_and_following_it_twice_is_fine() -> None:
    """Scanners of mails follow links."""
    webinar, client = make_webinar(), visitor()
    sign_up(webinar, client)
    link = link_in(Mail.objects.get())
    assert client.get(link).status_code == 200
    assert rows(webinar) == [("erika@example.org", Booking.UNCONFIRMED)]
    client.post(link)
    assert [client.get(link).status_code, client.post(link).status_code] == [302, 302]
    assert kinds() == ["webinar_confirm", "webinar_booked"]


def test_the_page_of_the_link_shows_what_was_entered() -> None:
    """The mail does not: somebody else may have entered an advertisement."""
    webinar, client = make_webinar(), visitor()
    sign_up(
        webinar,
        client,
        family_name="Offer",
        given_name="Special",
        organisation="Pills",
        listed="on",
    )
    mail = Mail.objects.get()
    said = mail.subject + mail.text + mail.html
    assert [word for word in ("Special", "Offer", "Pills") if word in said] == []
    page = html_of(client.get(link_in(mail)))
    assert [word for word in ("Special Offer", "Pills", "erika@example.org") if word in page] == [
        "Special Offer",
        "Pills",
        "erika@example.org",
    ]


@pytest.mark.parametrize(
    ("language", "order"),
    [("ja", ["family_name", "given_name"]), ("de", ["given_name", "family_name"])],
)
def test_names_are_asked_in_the_order_of_the_language(language: str, order: list[str]) -> None:
    page = visitor().get(form_of(make_webinar(), language))
    names = [it["name"] for it in elements(page, "input") if it["name"].endswith("_name")]
    assert names == order
    zones = [it for it in elements(page, "option") if "selected" in it.attributes]
    chosen = ["ja", "Asia/Tokyo"] if language == "ja" else ["de", "Europe/Brussels"]
    assert [it["value"] for it in zones if it["value"]] == chosen


def test_countries_are_named_in_the_language_of_the_reader() -> None:
    page = visitor().get(form_of(make_webinar(), "ja"))
    countries = {it["value"]: it.text for it in elements(page, "option")}
    assert (countries["DE"], countries["GR"], countries["BR"]) == ("ドイツ", "ギリシャ", "ブラジル")
    assert "EU" not in countries


def test_nothing_typed_is_lost_by_a_mistake() -> None:
    webinar = make_webinar()
    page = sign_up(webinar, email="erika@", organisation="", question="Who pays?", listed="on")
    assert page.status_code == 422
    faulty = [it["name"] for it in elements(page, "input") if it["aria-invalid"] == "true"]
    assert faulty == ["email", "organisation"]
    values = {it["name"]: it["value"] for it in elements(page, "input")}
    assert (values["email"], values["given_name"]) == ("erika@", "Erika")
    assert elements(page, "textarea")[0].text.strip() == "Who pays?"
    ticked = [it["name"] for it in elements(page, "input") if "checked" in it.attributes]
    assert ticked == ["listed"]
    selected = [it["value"] for it in elements(page, "option") if "selected" in it.attributes]
    assert selected == ["DE", "de", "Europe/Berlin"]
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "fault",
    [
        {"country": "XX"},
        {"country": "EU"},
        {"language": "xx"},
        {"time_zone": "Mars/Olympus"},
        {"family_name": "http://x.example"},
        {"question": "x" * 1001},
        {"organisation": "x" * 201},
        {"email": f"erika@{'.'.join(['x' * 60] * 4)}.example.org"},
    ],
)
def test_what_cannot_be_is_refused(fault: dict[str, str]) -> None:
    assert sign_up(make_webinar(), **fault).status_code == 422
    assert Registration.objects.count() == 0


def test_an_address_may_be_typed_in_full_width() -> None:
    sign_up(make_webinar(), email=" ｅｒｉｋａ＠example．org ")
    assert Registration.objects.get().email == "erika@example.org"


def test_a_robot_is_told_the_same_and_nothing_is_kept() -> None:
    webinar = make_webinar()
    answers = [sign_up(webinar, nickname="x"), sign_up(webinar)]
    assert len({(it.status_code, it["Location"]) for it in answers}) == 1
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 1)
    page = visitor().get(form_of(webinar))
    [bait] = [it for it in elements(page, "input") if it["name"] == "nickname"]
    assert (bait["tabindex"], bait["autocomplete"]) == ("-1", "off")
    assert [it["aria-hidden"] for it in elements(page, "div", "trap")] == ["true"]


def test_a_second_registration_is_answered_like_the_first() -> None:
    webinar = make_webinar()
    register(webinar, "erika@example.org")
    known, new = (
        sign_up(webinar, email="ERIKA@example.org"),
        sign_up(webinar, email="b@example.org"),
    )
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    again, *_ = Mail.objects.filter(kind="webinar_again")
    assert link_in(again).startswith("/en/webinars/registration/")
    assert Registration.objects.filter(email__iexact="erika@example.org").count() == 1


@pytest.mark.parametrize("confirmed", [True, False])
def test_nobody_fills_a_mailbox_by_entering_its_address(confirmed: bool) -> None:
    webinar = make_webinar()
    register(webinar, "erika@example.org", confirmed=confirmed)
    before = Mail.objects.count()
    sent = {}
    for minutes in (30, 40, 50, 89, 95, 170):
        with time_machine.travel(timezone.now() + timezone.timedelta(minutes=minutes), tick=False):
            sign_up(webinar)
            sent[minutes] = Mail.objects.count() - before
    if confirmed:  # the first one tells of the registration
        assert sent == {30: 1, 40: 1, 50: 1, 89: 1, 95: 2, 170: 3}
    else:
        assert sent == {30: 0, 40: 0, 50: 0, 89: 1, 95: 1, 170: 2}


def test_until_it_is_confirmed_what_was_typed_last_counts() -> None:
    webinar = make_webinar()
    sign_up(webinar, given_name="Erka", listed="on")
    sign_up(webinar)
    row = Registration.objects.get()
    assert row.given_name == "Erika"
    given = row.consents.filter(purpose="listed").values_list("is_given", flat=True)
    assert list(given) == [True, False]
    actions.confirm(row)
    sign_up(webinar, given_name="Mallory")
    assert Registration.objects.get().given_name == "Erika"


def test_a_full_webinar_says_so_before_one_signs_up() -> None:
    webinar = make_webinar(capacity=1)
    register(webinar, "first@example.org")
    page = visitor().get(form_of(webinar))
    assert texts(page, "div", "notice--warning")[0].startswith("All seats are taken.")
    assert texts(page, "button")[-1] == "Join the waiting list"
    assert texts(visitor().get(form_of(make_webinar())), "button")[-1] == "Register"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (State.PUBLISHED, "Registration for this webinar is not open yet."),
        (State.CLOSED, "Registration for this webinar is closed."),
        (State.LIVE, "This webinar has begun already: one cannot register any more."),
        (State.CANCELLED, "This webinar does not take place: it was cancelled."),
    ],
)
def test_why_one_cannot_register_is_said_and_nothing_typed_is_lost(state: State, says: str) -> None:
    webinar = make_webinar(state=state, closes_at=timezone.now())
    assert texts(visitor().get(form_of(webinar)), "div", "notice--error") == [says]
    page = sign_up(webinar)
    assert (page.status_code, texts(page, "div", "notice--error")) == (409, [says])
    values = {it["name"]: it["value"] for it in elements(page, "input")}
    assert values["given_name"] == "Erika"


def test_a_draft_is_nobodys_business() -> None:
    webinar = make_webinar(state=State.DRAFT)
    assert visitor().get(form_of(webinar)).status_code == 404
    assert sign_up(webinar).status_code == 404
    assert visitor().get(f"{form_of(webinar)}sent/").status_code == 404


def test_a_closed_registration_cannot_be_confirmed() -> None:
    webinar, client = make_webinar(), visitor()
    sign_up(webinar, client, language="en")
    webinar.move(State.CLOSED, by=None, reason=REASON)
    link = link_in(Mail.objects.get())
    for page in (client.get(link), client.post(link)):
        assert (page.status_code, texts(page, "button")[1:]) == (409, [])
        assert texts(page, "div", "notice--error") == ["Registration for this webinar is closed."]


def test_a_link_to_what_was_cancelled_says_so() -> None:
    registration = register(make_webinar(), confirmed=False)
    actions.cancel(registration, by=None, reason=REASON)
    link = link_in(Mail.objects.get(kind="webinar_confirm"))
    for page in (visitor().get(link), visitor().post(link)):
        assert page.status_code == 409
        assert len(texts(page, "div", "notice--error")) == 1


def test_a_member_finds_their_data_filled_in() -> None:
    client, user = member()
    make_place("EL30", "Attica")
    profile = make_profile("el30", place="EL30", texts={"en": "Region of Attica"})
    profile.memberships.create(user=user, role="editor")
    page = client.get(form_of(make_webinar()))
    values = {it["name"]: it["value"] for it in elements(page, "input")}
    known = [values[it] for it in ("email", "family_name", "given_name", "organisation")]
    assert known == ["haruka@example.jp", "佐藤", "遥", "Region of Attica"]
    selected = [it["value"] for it in elements(page, "option") if "selected" in it.attributes]
    assert selected == ["GR", "ja", "Asia/Tokyo"]
    assert [it["name"] for it in elements(page, "input") if "checked" in it.attributes] == []


def test_a_member_with_their_own_address_needs_not_confirm_it() -> None:
    client, user = member()
    webinar = make_webinar(capacity=1)
    answer = sign_up(webinar, client, email="Haruka@example.jp")
    registration = Registration.objects.get()
    assert (registration.user, registration.state) == (user, Booking.CONFIRMED)
    assert client.get(answer["Location"]).status_code == 200
    assert kinds() == ["webinar_booked"]
    again = sign_up(webinar, client, email="haruka@example.jp")
    assert again["Location"].startswith("/en/webinars/registration/")
    assert Registration.objects.count() == 1
    page = client.get(form_of(webinar))
    assert texts(page, "div", "notice")[-1] == "You are registered already. To your registration"


def test_a_member_with_somebody_elses_address_confirms_like_everybody() -> None:
    client, _user = member()
    webinar = make_webinar()
    answer = sign_up(webinar, client, email="erika@example.org")
    assert answer["Location"] == f"{form_of(webinar)}sent/"
    row = Registration.objects.get()
    assert (row.user, row.state) == (None, Booking.UNCONFIRMED)


def test_a_member_takes_over_what_they_registered_before_signing_in() -> None:
    client, user = member()
    webinar = make_webinar()
    early = register(webinar, "haruka@example.jp")
    assert sign_up(webinar, client, email="haruka@example.jp").status_code == 302
    early.refresh_from_db()
    assert early.user == user
    assert "webinar_again" not in kinds()


def ask(webinar: Webinar, kind: str, **fields: Any) -> CustomQuestion:
    text = {"en": "Why do you come?", "de": "Warum kommen Sie?"}
    return webinar.questions.create(kind=kind, **({"text": text} | fields))


def test_a_webinars_own_questions() -> None:
    webinar = make_webinar()
    words = ask(webinar, "text", is_required=True)
    choices = [{"en": "Wind", "de": "Wind"}, {"en": "Hydrogen", "de": "Wasserstoff"}]
    choice = ask(webinar, "choice", choices=choices)
    tick = ask(webinar, "tick", text={"ja": "昼食"})
    page = visitor().get(form_of(webinar, "de"))
    labels = texts(page, "label")
    assert [it for it in ("Warum kommen Sie?", "昼食") if it in labels] == [
        "Warum kommen Sie?",
        "昼食",
    ]
    assert [it.text for it in elements(page, "option") if it.text == "Wasserstoff"] == [
        "Wasserstoff"
    ]
    assert sign_up(webinar).status_code == 422
    assert (
        sign_up(webinar, **{f"custom_{words.pk}": "x", f"custom_{choice.pk}": "7"}).status_code
        == 422
    )
    answers = {
        f"custom_{words.pk}": "To learn",
        f"custom_{choice.pk}": "1",
        f"custom_{tick.pk}": "on",
    }
    assert sign_up(webinar, **answers).status_code == 302
    row = Registration.objects.get()
    assert row.answers == {str(words.pk): "To learn", str(choice.pk): "1", str(tick.pk): True}
    page = visitor().get(page_of(row, language="de"))
    assert [it for it in texts(page, "dd") if it in ("To learn", "Wasserstoff")] == [
        "To learn",
        "Wasserstoff",
    ]


def test_a_tick_that_is_required_has_to_be_ticked() -> None:
    webinar = make_webinar()
    tick = ask(webinar, "tick", is_required=True)
    assert sign_up(webinar).status_code == 422
    assert sign_up(webinar, **{f"custom_{tick.pk}": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("query", "referrer", "kept"),
    [
        ("?from=Partner.example.org", "", "partner.example.org"),
        ("?from=<script>", "https://news.example.org/a?b=c", "news.example.org"),
        ("", "http://testserver/en/webinars/", "/en/webinars/"),
        ("", "http://testserver/en/webinars/registration/a-secret-key/", ""),
        ("", "http://testserver/nowhere/", ""),
        ("", "https://[broken", ""),
        ("", "", ""),
        (f"?from={'x' * 300}", "", "x" * 200),
    ],
)
def test_where_somebody_came_from(query: str, referrer: str, kept: str) -> None:
    webinar, client = make_webinar(), visitor()
    page = client.get(form_of(webinar) + query, headers={"referer": referrer})
    [field] = [it for it in elements(page, "input") if it["name"] == "came_from"]
    sign_up(webinar, client, came_from=field["value"])
    assert Registration.objects.get().came_from == kept


def test_an_invented_origin_is_not_kept() -> None:
    sign_up(make_webinar(), came_from="<b>x</b>")
    assert Registration.objects.get().came_from == ""


def test_the_form_carries_a_token_against_forgery() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(form_of(make_webinar()), typed()).status_code == 403
