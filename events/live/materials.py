"""Files of a webinar, whole or in parts: browsers ask for parts to jump about in a recording."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from events.models import Material

CHUNK = 1 << 16
"""Bytes read at a time."""
PARTIAL, BEYOND = 206, 416
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
"""No file is longer than such numbers are; Python refuses to read thousands of digits."""
SUFFIXES = {
    "application/pdf": ".pdf",
    "text/vtt": ".vtt",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
SHOWN_IN_PAGES = ("video/mp4", "video/webm", "text/vtt")
"""A player of ours needs these; all the rest is offered for download."""


def serve(material: Material, wanted: str) -> HttpResponse:
    """The file, or the part that a `Range` header wants; several parts at once are not served."""
    size = material.file.size
    found = _bounds(wanted, size)
    if found == ():
        response = HttpResponse(status=BEYOND)
        response["Content-Range"] = f"bytes */{size}"
    elif found is None:
        response = FileResponse(material.file.open("rb"), content_type=_content_type(material))
    else:
        response = _part(material, *found, size)
    return _safe(response, material)


def _bounds(wanted: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte; empty where they lie beyond the file; None where all of it is meant."""
    match = RANGE.fullmatch(wanted.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and first and int(last) < int(first):
        return None
    return (start, end) if start <= end else ()


def _part(material: Material, start: int, end: int, size: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_read(material.file.open("rb"), start, end), status=PARTIAL)
    response["Content-Type"] = _content_type(material)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _read(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _content_type(material: Material) -> str:
    kind = material.content_type or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _safe(response: HttpResponse, material: Material) -> HttpResponse:
    """What people upload is never run by our own pages."""
    name = slugify(material.title, allow_unicode=True) or "material"
    is_shown = material.content_type in SHOWN_IN_PAGES
    name += SUFFIXES.get(material.content_type, "")
    response["Content-Disposition"] = content_disposition_header(not is_shown, name)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    return response
