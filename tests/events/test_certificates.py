"""Certificates of attendance: who gets one, what it says in four languages, who can verify it."""

import io
import uuid
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from events import actions
from events.links import own_token
from events.live import certificates
from events.models import Registration, Webinar
from events.states import State
from tests.events.making import make_webinar, register
from tests.profiles.reading import html_of

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2027, 3, 25, 8, tzinfo=UTC)
TITLES = {
    "en": "Hydrogen between the Rhine and Fukushima",
    "de": "Wasserstoff zwischen Rhein und Fukushima",
    "fr": "L’hydrogène entre le Rhin et Fukushima",
    "ja": "ライン川と福島をつなぐ水素",
}
WHEN = {
    "en": "Thu 25 Mar 2027, 09:00 CET / 17:00 JST",
    "de": "Do 25. Mär 2027, 09:00 CET / 17:00 JST",
    "fr": "jeu 25 Mar 2027, 09:00 CET / 17:00 JST",
    "ja": "2027年3月25日（木）09:00 CET / 17:00 JST",
}
PEOPLE = [
    ("Muster", "Erika", "EnergieAgentur.NRW"),
    ("田中", "春香", "福島県庁"),
    ("Őry", "Łukasz", "Województwo Śląskie"),
]


def attended(family: str = "Muster", given: str = "Erika", organisation: str = "") -> Registration:
    """Somebody who was there, in a webinar that is over."""
    webinar = make_webinar(TITLES["en"], starts_at=BEGINNING, titles=TITLES)
    register(webinar, family_name=family, given_name=given, organisation=organisation)
    end(webinar)
    Registration.objects.update(joined_at=BEGINNING)
    return Registration.objects.get()


def end(webinar: Webinar) -> None:
    webinar.refresh_from_db()
    webinar.move(State.LIVE, by=None, reason="Begins")
    webinar.move(State.DONE, by=None, reason="Ends")


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def lines_of(content: bytes) -> list[str]:
    """Without spaces, and without what pypdf makes of the first byte of a Japanese letter."""
    lines = read(content).pages[0].extract_text().replace("\0", "").splitlines()
    return ["".join(line.split()) for line in lines]


def download(registration: Registration, language: str = "en") -> HttpResponse:
    with translation.override(language):
        path = reverse("events:download-certificate", args=[own_token(registration)])
    return Client().get(path)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
@pytest.mark.parametrize(("family", "given", "organisation"), PEOPLE)
def test_it_says_who_took_part_in_what_and_when(
    family: str, given: str, organisation: str, language: str
) -> None:
    registration = attended(family, given, organisation)
    response = download(registration, language)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    name = f"{family}{given}" if language == "ja" else f"{given}{family}"
    with translation.override(language):
        number = certificates._("Number %(number)s") % {"number": registration.certificate}
        verify = reverse("events:verify-certificate", args=[registration.certificate])
        expected = [
            certificates._("Certificate of attendance"),
            name,
            organisation,
            certificates._("has taken part in the webinar"),
            TITLES[language],
            WHEN[language],
            certificates._time_spent(registration),
            certificates._("EU–Japan Regional Cooperation Helpdesk"),
            number,
            certificates._("Verify at:"),
            f"http://127.0.0.1:8000{verify}",
        ]
    assert lines_of(response.content) == ["".join(line.split()) for line in expected]


def test_it_names_the_file_and_is_kept_by_nobody() -> None:
    response = download(attended(), "de")
    assert response["Content-Disposition"] == (
        'attachment; filename="certificate-2027-03-25-de.pdf"'
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_tells_readers_its_language_and_title(language: str) -> None:
    document = read(download(attended(), language).content)
    root = document.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title.endswith(f" – {TITLES[language]}")
    assert document.metadata.creation_date == datetime(2027, 3, 25, 9, 30, tzinfo=UTC)


def test_its_fonts_are_in_it() -> None:
    page = read(download(attended("田中", "春香"), "de").content).pages[0]
    embedded = {}
    for font in page["/Resources"]["/Font"].values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        files = below["/FontDescriptor"].get_object().keys() & {"/FontFile2", "/FontFile3"}
        embedded[str(font["/BaseFont"]).partition("+")[2]] = len(files)
    assert embedded == {"SourceSansPro": 1, "SourceSansProSemibold": 1, "NotoSansJP": 1}


def test_the_same_facts_make_the_same_bytes() -> None:
    registration = attended("田中", "春香", "福島県庁")
    with translation.override("ja"):
        assert certificates.draw(registration) == certificates.draw(registration)


def test_minutes_stand_in_it_once_they_are_known() -> None:
    registration = attended()
    assert "Duration:90minutes" in lines_of(download(registration).content)
    Registration.objects.update(attended_minutes=73)
    assert "Presentfor73minutes" in lines_of(download(registration).content)


def test_long_titles_and_names_stay_on_one_page() -> None:
    registration = attended("M" * 100, "E" * 100, "O" * 200)
    registration.webinar.texts.filter(language="en").update(title="Wasserstoff " * 16)
    document = read(download(registration).content)
    assert len(document.pages) == 1
    text = "".join(document.pages[0].extract_text().split())
    assert text.count("Wasserstoff") == 16
    assert str(registration.certificate) in text


def test_without_a_name_it_has_a_dash() -> None:
    registration = attended("", "")
    assert lines_of(download(registration).content)[1] == "–"


@pytest.mark.parametrize("came", ["joined_at", "checked_in_at"])
def test_joining_or_being_checked_in_counts(came: str) -> None:
    registration = attended()
    Registration.objects.update(joined_at=None)
    assert download(registration).status_code == 404
    Registration.objects.update(**{came: BEGINNING})
    assert download(registration).status_code == 200


def test_before_the_end_there_is_none() -> None:
    registration = register(make_webinar())
    Registration.objects.update(joined_at=BEGINNING)
    assert download(registration).status_code == 404


def test_who_cancelled_gets_none() -> None:
    webinar = make_webinar()
    registration = register(webinar)
    actions.cancel(registration, by=None, reason="Ill")
    end(webinar)
    Registration.objects.update(joined_at=BEGINNING)
    assert download(registration).status_code == 404


def verify(number: object) -> HttpResponse:
    return Client().get(reverse("events:verify-certificate", args=[number]))


def test_everybody_can_verify_it_and_learns_no_name() -> None:
    registration = attended(organisation="EnergieAgentur.NRW")
    response = verify(registration.certificate)
    shown = html_of(response)
    assert response.status_code == 200
    assert f"for “{TITLES['en']}” on {WHEN['en']}." in shown
    secrets = ["Muster", "Erika", "EnergieAgentur", registration.email]
    assert [word for word in secrets if word in shown] == []
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_what_we_did_not_issue_is_not_there() -> None:
    registration = attended()
    Registration.objects.update(joined_at=None)
    assert verify(registration.certificate).status_code == 404
    assert verify(uuid.uuid4()).status_code == 404


def test_a_font_that_is_missing_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        certificates.font_file("no_such_package", "x.ttf")
