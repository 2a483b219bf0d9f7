"""What stands in a mail: language, zone, salutation, text and HTML."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from profiles import outbox
from profiles.clock import both_clocks
from profiles.letters import Letter, one_line, reading
from profiles.models import Mail
from tests.makers import make_user
from tests.profiles.mail.makers import letter, make_alice, make_haruka, posted

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def words(mail: Mail) -> list[str]:
    """Of the HTML, as a reader sees them; an address that a link shows counts once."""
    body = mail.html.partition("<body>")[2]
    return unescape(re.sub(r"<[^>]+>", " ", body)).split()


def first_line(mail: Mail) -> str:
    return mail.text.splitlines()[0]


def test_a_mail_is_written_in_the_recipients_language_and_zone() -> None:
    told = []

    def write() -> Letter:
        told.append((translation.get_language(), str(timezone.get_current_timezone())))
        return Letter("Note", [f"{timezone.localtime(MOMENT):%d. %H:%M}", both_clocks(MOMENT)])

    mails = [posted(write, to=user, key=user.email) for user in (make_haruka(), make_alice())]
    assert told == [("ja", "Asia/Tokyo"), ("de", "Europe/Berlin")]
    assert [mail.language for mail in mails] == ["ja", "de"]
    assert [re.findall(r"^\d\d\. \d\d:\d\d$", mail.text, re.M) for mail in mails] == [
        ["02. 07:30"],
        ["02. 00:30"],
    ]
    assert [re.findall(r'<html lang="(\w+)"', mail.html) for mail in mails] == [["ja"], ["de"]]


def test_the_writers_own_language_and_zone_come_back() -> None:
    with reading("fr", "Europe/Paris"):
        posted(to=make_haruka())
        assert translation.get_language() == "fr"
        assert str(timezone.get_current_timezone()) == "Europe/Paris"


def test_a_language_and_a_zone_may_be_given() -> None:
    found: list[str] = []

    def write() -> Letter:
        found.append(str(timezone.get_current_timezone()))
        return Letter("Note", [])

    to_person = posted(write, to=make_haruka(), key="a", language="fr", time_zone="Asia/Seoul")
    to_address = posted(write, to="someone@example.org", key="b", language="ja")
    neither = posted(write, to="someone@example.org", key="c")
    assert [m.language for m in (to_person, to_address, neither)] == ["fr", "ja", "en"]
    assert found == ["Asia/Seoul", "Europe/Brussels", "Europe/Brussels"]


@pytest.mark.parametrize(
    ("language", "order"), [("ja", "佐藤 遥"), ("en", "遥 佐藤"), ("de", "遥 佐藤")]
)
def test_the_salutation_has_the_names_in_the_languages_order(language: str, order: str) -> None:
    mail = posted(to=make_haruka(language=language))
    assert re.findall("佐藤 遥|遥 佐藤", first_line(mail)) == [order]


def test_who_has_no_name_is_greeted_without() -> None:
    mails = [posted(to=make_user(), key="a"), posted(to="someone@example.org", key="b")]
    assert [first_line(mail) for mail in mails] == ["Good day,"] * 2


def test_a_name_with_line_breaks_adds_no_line() -> None:
    user = make_user(given_name="Mallory\r\nBcc: all@example.org", family_name="\n\n")
    mail = posted(to=user)
    assert first_line(mail) == "Dear Mallory Bcc: all@example.org,"


def test_text_and_html_say_the_same() -> None:
    write = letter(
        paragraphs=["First, 5 < 6 & “so on”.", "Second\nline."],
        quote="What <b>they</b> wrote:\nno more.",
        action=("Look at it", "https://helpdesk.example.org/en/a?b=1&c=2"),
        closing=["Until Friday.", "That is why."],
    )
    mail = posted(write, to=make_alice())
    text = mail.text.replace("\n> ", "\n").replace("-- \n", "")
    assert words(mail) == text.replace("Look at it:", "Look at it").split()
    assert "<b>they</b>" not in mail.html
    assert 'href="https://helpdesk.example.org/en/a?b=1&amp;c=2"' in mail.html


def test_every_line_of_a_quote_is_marked() -> None:
    mail = posted(letter(quote="One\n-- \nTwo"))
    assert re.findall(r"^> .*$", mail.text, re.M) == ["> One", "> -- ", "> Two"]


def test_a_subscription_ends_by_a_link_that_both_versions_show(settings: Settings) -> None:
    settings.SITE_URL = "https://helpdesk.example.org/"
    mail = posted(to=make_haruka(), is_subscription=True)
    (in_text,) = re.findall(r"^(https://\S+/unsubscribe/\S+)$", mail.text, re.M)
    (in_html,) = re.findall(r'href="([^"]+/unsubscribe/[^"]+)"', mail.html)
    assert in_text == unescape(in_html)
    assert in_text.startswith("https://helpdesk.example.org/ja/mail/unsubscribe/")
    assert mail.headers == {
        "List-Unsubscribe": f"<{in_text}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_other_mails_have_no_way_out() -> None:
    mail = posted(to=make_haruka())
    assert mail.headers == {}
    assert ["unsubscribe" in version for version in (mail.text, mail.html)] == [False, False]


def test_a_bare_address_has_no_subscription() -> None:
    with pytest.raises(TypeError, match="posted to a person"):
        posted(to="someone@example.org", is_subscription=True)
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("Two\r\nBcc: all@example.org", "Two Bcc: all@example.org"),
        ("  tabs\tand\u2028lines\x00\x7f ", "tabs and lines"),
        ("half a pair \ud83d", "half a pair"),
        ("水素\u3000と 和牛", "水素 と 和牛"),
        ("x" * 10_000, "x" * 249 + "…"),
        ("word " * 2_000, "word " * 49 + "word…"),
        ("x" * 250, "x" * 250),
    ],
)
def test_a_subject_is_one_line_that_fits(subject: str, kept: str) -> None:
    assert posted(letter(subject)).subject == kept


def test_a_line_of_any_length_stays_whole_unless_told() -> None:
    assert one_line("a\nb " * 500) == "a b " * 499 + "a b"


def test_message_ids_are_of_our_domain_and_never_the_same(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "The Helpdesk <desk@helpdesk.example.org>"
    ids = [posted(key=str(n)).message_id for n in range(3)]
    assert len(set(ids)) == 3
    assert {it.rpartition("@")[2] for it in ids} == {"helpdesk.example.org>"}


def test_a_mail_calls_itself_by_its_subject() -> None:
    assert str(posted(letter("About sake"))) == "About sake"
    assert outbox.send_waiting() == 0
