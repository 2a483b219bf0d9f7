"""Files that people send: what they are is told by their content, never by their name."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 10 * 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
PDF, TEXT = "application/pdf", "text/plain"
SIGNATURES = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
PARTS = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}.presentationml.presentation",
}
"""The part that each kind of office document must have."""
SUFFIXES = {
    PDF: ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    PARTS["word/document.xml"]: ".docx",
    PARTS["xl/workbook.xml"]: ".xlsx",
    PARTS["ppt/presentation.xml"]: ".pptx",
    TEXT: ".txt",
}
MACROS = "vbaproject.bin"


@dataclass(frozen=True)
class Upload:
    """A file whose content was looked at."""

    content: bytes
    content_type: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.content_type]


def content_type_of(content: bytes) -> str | None:
    """By what stands in it; None for anything that is not in `SUFFIXES`."""
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK"):
        return _office_type(content)
    return TEXT if _is_text(content) else None


def _office_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith(MACROS) for name in names):
        return None
    return next((kind for part, kind in PARTS.items() if part in names), None)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(ord(it) < ord(" ") and it not in "\n\r\t" for it in text)


def check_size(file: UploadedFile, most: int) -> None:
    """Before it is read. Raises ValidationError for more bytes than these."""
    if file.size is None or file.size > most:
        raise ValidationError(
            _("The file is too large; %(most)s are allowed."),
            code="too_large",
            params={"most": filesizeformat(most)},
        )


def clean_upload(file: UploadedFile) -> Upload:
    """Raises ValidationError for what is too large, or none of the kinds that we keep."""
    check_size(file, MOST_BYTES)
    content = file.read()
    kind = content_type_of(content)
    if kind is None:
        raise ValidationError(
            _("Choose a PDF, Word, Excel or PowerPoint file without macros, a picture or a text."),
            code="wrong_kind",
        )
    return Upload(content, kind)


class UploadField(forms.FileField):
    """A file of one of the kinds that we keep; its cleaned value is an `Upload`."""

    def clean(self, data: UploadedFile | None, initial: object = None) -> Upload | None:
        file = super().clean(data, initial)
        return clean_upload(file) if file else None
