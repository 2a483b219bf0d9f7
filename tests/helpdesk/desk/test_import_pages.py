"""Uploading, reading the report and importing, as staff do it."""

import re
import subprocess
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from profiles.exchange import applying, checking
from profiles.models import ImportFile, Profile, User
from profiles.states import ImportState, Status
from tests.conftest import wait_until
from tests.makers import make_profile
from tests.profiles.exchange.tables import csv_of, make_world, row, xlsx_of

pytestmark = pytest.mark.django_db

UPLOAD = "/en/desk/import/"
PAGE_QUERIES = 11
LIST_QUERIES = 3


def upload(browser: Client, content: bytes, name: str = "profiles.csv") -> HttpResponse:
    make_world()
    return browser.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def run(browser: Client, file: ImportFile, mode: str = "drafts") -> HttpResponse:
    address = reverse("desk:run-import", args=[file.pk])
    return browser.post(address, {"mode": mode}, follow=True)


def text_of(response: HttpResponse) -> str:
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def stats(response: HttpResponse) -> list[int]:
    return [int(n) for n in re.findall(r'stat__number">(\d+)<', response.content.decode())]


def test_a_file_is_checked_shown_and_imported(desk: Client, dana: User) -> None:
    make_profile("c-3", kind="cluster", place="FRC1", texts={"en": ("Robotics Hub", "Robots.")})
    response = upload(desk, csv_of(row(1), row(2), row(3, host="Lyon")))
    file = ImportFile.objects.get()
    assert response.url == reverse("desk:show-import", args=[file.pk])
    page = desk.get(response.url)
    assert stats(page) == [2, 1, 0, 0]
    assert "Import these 3 profiles" in text_of(page)
    assert "3 fields (Hosted by, Sectors, Topics)" in text_of(page)
    assert Profile.objects.count() == 1
    done = run(desk, file, "public")
    assert "Imported" in text_of(done)
    assert "Import these" not in text_of(done)
    assert {profile.status for profile in Profile.objects.all()} == {Status.PUBLISHED}
    assert Profile.objects.get(key="c-3").host == "Lyon"


def test_drafts_are_what_is_proposed(desk: Client) -> None:
    upload(desk, csv_of(row(1)))
    file = ImportFile.objects.get()
    html = desk.get(reverse("desk:show-import", args=[file.pk])).content.decode()
    chosen = re.findall(r'<input type="radio" name="mode" value="(\w+)"[^>]*checked', html)
    assert chosen == ["drafts"]
    run(desk, file)
    assert Profile.objects.get().status == Status.DRAFT


def test_faults_are_listed_by_line_and_column(desk: Client) -> None:
    response = upload(desk, csv_of(row(1, kind="club"), row(2, topics="quidditch")))
    page = desk.get(response.url)
    assert "It has 2 faults. Repair them and upload the file again." in text_of(page)
    assert "2 kind “club” is not known here." in text_of(page)
    assert "3 topics “quidditch” is not in the vocabulary." in text_of(page)
    assert "Import these" not in text_of(page)
    run(desk, ImportFile.objects.get(), "public")
    assert Profile.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Bitte gültige E-Mail-Adresse eingeben."),
        ("ja", "有効なメールアドレスを入力してください。"),
    ],
)
def test_faults_are_told_in_the_readers_language(
    desk: Client, language: str, sentence: str
) -> None:
    upload(desk, csv_of(row(1, email="nobody")))
    page = desk.get(f"/{language}/desk/import/{ImportFile.objects.get().pk}/")
    assert sentence in text_of(page)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"<html>", "This is a web page, not a table. Save it as CSV or as .xlsx."),
        (b"%PDF-1.7\0", "This is not a table that can be read here."),
        (b"key\n" + b"x" * 5_300_000, "The file is larger than 5 MB. Split it."),
        (b"PK\x03\x04", "This workbook is damaged. Open it and save it again."),
    ],
)
def test_what_is_no_table_is_refused_at_the_field(
    desk: Client, content: bytes, sentence: str
) -> None:
    response = upload(desk, content, "profiles.csv")
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not ImportFile.objects.exists()


def test_without_a_file_nothing_happens(desk: Client) -> None:
    response = desk.post(UPLOAD)
    assert (response.status_code, "This field is required." in text_of(response)) == (422, True)


def test_names_of_files_are_shown_as_texts(desk: Client) -> None:
    response = upload(desk, csv_of(row(1)), "<script>alert(1)</script>.csv")
    html = desk.get(response.url).content.decode()
    assert "<script>alert" not in html
    html = desk.get(UPLOAD).content.decode()
    assert "<script>alert" not in html


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_what_was_exported_comes_back_unchanged(desk: Client, make: Any) -> None:
    make_world()
    make_profile(
        "c-1",
        kind="cluster",
        place="FRC1",
        texts={"en": ("=cmd|'/C calc'!A0", "+ more"), "ja": "発酵"},
        offers=["-1 degree | or two"],
        phone="+81245211111",
    )
    kind = "csv" if make is csv_of else "xlsx"
    response = desk.get("/en/desk/export/", {"format": kind})
    content = b"".join(response.streaming_content)
    page = desk.get(upload(desk, content, f"profiles.{kind}").url)
    assert stats(page) == [0, 0, 1, 0]
    assert "Every profile says this already: there is nothing to import." in text_of(page)


def test_a_shift_jis_file_from_japanese_excel(desk: Client) -> None:
    lines = csv_of(
        row(1, name_ja="発酵クラスター", offers_ja="見学｜試飲|酒", language="ja"), encoding="cp932"
    )
    page = desk.get(upload(desk, lines).url)
    assert "発酵クラスター" in text_of(page)
    assert "(cp932)" in text_of(page)
    run(desk, ImportFile.objects.get(), "public")
    profile = Profile.objects.for_page().get()
    assert [str(it.texts.get().text) for it in profile.offers] == ["見学｜試飲", "酒"]


def test_duplicates_and_gaps_are_shown(desk: Client) -> None:
    make_profile("x", texts={"en": "Fermentation Cluster"})
    page = desk.get(upload(desk, csv_of(row(1), row(2))).url + "?show=doubtful")
    assert "Looks like Fermentation Cluster" in text_of(page)
    assert "Hydrogen Valley" not in text_of(page)
    page = desk.get(f"{page.request['PATH_INFO']}?show=incomplete")
    assert "Missing: A description of some sentences in one language" in text_of(page)
    for shown in ("new", "changed", "unchanged", "nonsense"):
        assert desk.get(f"{page.request['PATH_INFO']}?show={shown}").status_code == 200


def test_two_clicks_import_once(desk: Client) -> None:
    upload(desk, csv_of(row(1)))
    file = ImportFile.objects.get()
    run(desk, file, "public")
    again = run(desk, file, "drafts")
    assert "This file cannot be imported any more: see its history." in again.content.decode()
    assert Profile.objects.get().status == Status.PUBLISHED


def test_newer_changes_stop_an_import(desk: Client) -> None:
    make_profile("c-1", kind="cluster", place="FRC1", texts={"en": "Cluster"})
    upload(desk, csv_of(row(1, host="Dijon")))
    Profile.objects.update(host="Somebody else")
    page = run(desk, ImportFile.objects.get(), "public")
    sentence = "Some of these profiles have changed since the file was checked. Upload it again."
    assert sentence in page.content.decode()
    assert "Nothing was imported." in text_of(page)
    assert Profile.objects.get().host == "Somebody else"


def test_how_it_is_imported_must_be_said(desk: Client) -> None:
    upload(desk, csv_of(row(1)))
    page = run(desk, ImportFile.objects.get(), "somehow")
    assert "Say whether the profiles shall be drafts or published." in page.content.decode()
    assert Profile.objects.count() == 0


def test_a_busy_import_is_asked_after(desk: Client, dana: User) -> None:
    file = ImportFile.objects.create(name="a.csv", digest="0", uploaded_by=dana)
    address = reverse("desk:show-import", args=[file.pk])
    checking.note_progress(file.pk, 500, 5000)
    html = desk.get(address).content.decode()
    assert f'hx-get="{address}" hx-trigger="every 1s"' in html
    assert "500 of 5000 lines" in text_of(desk.get(address))
    part = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert (part.count('id="import"'), "<html" in part) == (1, False)
    file.move(ImportState.FAILED, by=None, reason="Broken")
    assert "hx-trigger" not in desk.get(address).content.decode()


def test_only_staff_come_in(charlie: Client, desk: Client) -> None:
    upload(desk, csv_of(row(1)))
    file = ImportFile.objects.get()
    for name, arguments, method in [
        ("import-profiles", [], "get"),
        ("import-profiles", [], "post"),
        ("show-import", [file.pk], "get"),
        ("run-import", [file.pk], "post"),
        ("download-template", [], "get"),
        ("export-profiles", [], "get"),
    ]:
        address = reverse(f"desk:{name}", args=arguments)
        asked = getattr(Client(), method)(address, {"mode": "public"})
        assert asked.url.startswith(reverse("account_login"))
        content = {"mode": "public", "file": SimpleUploadedFile("a.csv", csv_of(row(2)))}
        assert getattr(charlie, method)(address, content).status_code == 403
    assert (ImportFile.objects.count(), Profile.objects.count()) == (1, 0)
    assert desk.get(reverse("desk:run-import", args=[file.pk])).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_the_same_number_of_queries(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_profile("x", texts={"en": "Fermentation Cluster"})
    rows = [row(n, key=f"k-{n}", name_en="Fermentation Cluster") for n in range(count)]
    address = upload(desk, csv_of(*rows)).url
    with django_assert_num_queries(PAGE_QUERIES):
        desk.get(address)
    for _ in range(count - 1):
        upload(desk, csv_of(*rows))
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(UPLOAD)


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_many_lines_go_through_the_worker(desk: Client, worker: "subprocess.Popen[bytes]") -> None:
    total = checking.ON_THE_SPOT + 20
    rows = [row(n, key=f"k-{n}", name_en=f"Cluster number {n}") for n in range(total)]
    address = upload(desk, csv_of(*rows)).url
    file = ImportFile.objects.get()
    assert file.state == ImportState.UPLOADED

    def has_state(state: str) -> bool:
        return ImportFile.objects.filter(pk=file.pk, state=state).exists()

    wait_until(lambda: has_state(ImportState.CHECKED), "the check", seconds=120)
    assert f"Import these {total} profiles" in text_of(desk.get(address))
    run(desk, file, "public")
    wait_until(lambda: has_state(ImportState.DONE), "the import", seconds=120)
    assert Profile.objects.published().count() == total
    assert applying.resume_imports() == 0
