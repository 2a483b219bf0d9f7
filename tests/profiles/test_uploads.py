"""Files are what their content says."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from profiles import uploads
from profiles.uploads import OFFICE, PDF, TEXT, clean_upload, content_type_of


def archive(*names: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return content.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (WORD, f"{OFFICE}.wordprocessingml.document"),
        (archive("xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
        (archive("ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
        ("水素について\n".encode(), TEXT),
        (b"\xef\xbb\xbfMit BOM", TEXT),
        (archive("word/document.xml", "word/vbaProject.bin"), None),
        (archive("evil.exe"), None),
        (b"PK\x03\x04 broken", None),
        (b"MZ\x90\x00", None),
        ("水素".encode("shift_jis"), None),
        (b"a\x00b", None),
        (b"", None),
        (b" \n", None),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: str | None) -> None:
    assert content_type_of(content) == kind


def test_the_name_tells_nothing() -> None:
    kept = clean_upload(SimpleUploadedFile("malware.exe", WORD, content_type="text/html"))
    assert (kept.content, kept.suffix) == (WORD, ".docx")


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ\x90", "wrong_kind"), (b"%PDF-" + b"x" * 20, "too_large")]
)
def test_others_are_refused(content: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 24)
    with pytest.raises(ValidationError) as caught:
        clean_upload(SimpleUploadedFile("a.pdf", content))
    assert caught.value.code == code
