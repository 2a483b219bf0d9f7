"""Files of webinars: slides, summaries, captions, recordings. Told by content, not by name."""

import zipfile
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events.models import Material
from profiles.uploads import PARTS, PDF, SUFFIXES, TEXT, check_size, content_type_of

MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_VIDEO_BYTES = 50 * MEGABYTE, 500 * MEGABYTE
HEAD = 64
"""Bytes in which a video says what it is."""
MP4, WEBM, VTT = "video/mp4", "video/webm", "text/vtt"
ODP = "application/vnd.oasis.opendocument.presentation"
PPTX, DOCX = PARTS["ppt/presentation.xml"], PARTS["word/document.xml"]
VIDEOS = (MP4, WEBM)
KINDS: dict[str, tuple[str, ...]] = {
    Material.Kind.RECORDING: VIDEOS,
    Material.Kind.SLIDES: (PDF, PPTX, ODP),
    Material.Kind.SUMMARY: (PDF, DOCX, TEXT),
    Material.Kind.CAPTIONS: (VTT,),
    Material.Kind.OTHER: (PDF, PPTX, ODP, DOCX, TEXT, VTT, *VIDEOS),
}
ENDINGS = SUFFIXES | {MP4: ".mp4", WEBM: ".webm", VTT: ".vtt", ODP: ".odp"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Checked:
    """An uploaded file and what its content is."""

    file: UploadedFile
    content_type: str

    @property
    def suffix(self) -> str:
        return ENDINGS[self.content_type]


def kind_of(file: UploadedFile) -> str | None:
    """By what stands in it; None for anything that is not in `ENDINGS`. Leaves it at its start."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return WEBM
    if head.startswith(b"PK") and _is_odp(file):
        return ODP
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    kind = content_type_of(content)
    if kind == TEXT and content.removeprefix(BYTE_ORDER_MARK).startswith(b"WEBVTT"):
        return VTT
    return kind


def _is_odp(file: UploadedFile) -> bool:
    """A presentation in the open format, without macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype") if "mimetype" in names[:1] else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, KeyError, EOFError):
        return False
    finally:
        file.seek(0)
    has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
    return kind == ODP.encode() and not has_macros


def checked(file: UploadedFile, kind: str) -> Checked:
    """Raises ValidationError for what is too large, or no file of this kind of material."""
    content_type = kind_of(file)
    check_size(file, MOST_VIDEO_BYTES if content_type in VIDEOS else MOST_BYTES)
    if content_type not in KINDS[kind]:
        wanted = ", ".join(ENDINGS[it].lstrip(".") for it in KINDS[kind])
        raise ValidationError(
            _("For this kind, choose a file of one of these kinds, without macros: %(kinds)s."),
            params={"kinds": wanted},
        )
    return Checked(file, content_type)


class MaterialField(forms.FileField):
    """Its form checks it, because what is allowed depends on the kind."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
