"""Logos: checked by content, drawn anew as PNG without anything else in it, served as that."""

import io
import warnings
from datetime import timedelta
from typing import BinaryIO, Final

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from profiles.models import Logo, Profile, Revision, User

FORMATS: Final = ("PNG", "JPEG", "WEBP")
MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 4000
"""A side. Told from the header, before anything is unpacked."""
LARGEST: Final = 512
"""Pixels a side of what is kept: twice what pages show, for sharp screens."""
KEPT_UNUSED: Final = timedelta(days=7)
"""So long an uploaded logo waits to be named by a version that is being saved."""


class FaultyLogo(Exception):
    """The file cannot become a logo; `args[0]` says why and what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


def add_logo(profile: Profile, upload: BinaryIO, *, by: User) -> Logo:
    """Keep a new logo, which nothing names yet. Raises FaultyLogo."""
    picture = read_picture(upload.read(MOST_BYTES + 1))
    drawn = io.BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    logo = Logo(profile=profile, width=picture.width, height=picture.height, uploaded_by=by)
    logo.file.save(f"{logo.name}.png", ContentFile(drawn.getvalue()), save=False)
    logo.save()
    return logo


def read_picture(content: bytes) -> Image.Image:
    """The picture in RGBA, upright, small, without metadata. Raises FaultyLogo."""
    if len(content) > MOST_BYTES:
        raise FaultyLogo(_("The file is larger than 2 MB. Make it smaller and try again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FaultyLogo(TOO_WIDE) from None
    except UnidentifiedImageError:
        raise FaultyLogo(NO_PICTURE) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise FaultyLogo(BROKEN) from None


TOO_WIDE = _("The picture is larger than 4,000 × 4,000 pixels. Make it smaller and try again.")
NO_PICTURE = _("This is not a PNG, JPEG or WebP picture. Save your logo as one of these.")
BROKEN = _("The picture is damaged or incomplete. Save it again and upload it anew.")


def _drawn(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if max(opened.size) > MOST_PIXELS:
            raise FaultyLogo(TOO_WIDE)
        opened.load()
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((LARGEST, LARGEST))
    blank = Image.new("RGBA", upright.size)  # a new picture: no profile, comment or text stays
    blank.paste(upright)
    return blank


def delete_unused() -> int:
    """Delete logos that neither their profile nor an open revision names; how many.

    A row goes before its file: a file without a row is rubbish, a row without a file a fault.
    """
    named = set(Profile.objects.exclude(logo=None).values_list("logo__name", flat=True))
    contents = Revision.objects.open().values_list("content__contact__logo", flat=True)
    waiting = {name for name in contents if name}
    deleted = 0
    for logo in Logo.objects.filter(at__lt=timezone.now() - KEPT_UNUSED):
        if logo.name in named or str(logo.name) in waiting:
            continue
        logo.delete()
        logo.file.delete(save=False)
        deleted += 1
    return deleted
