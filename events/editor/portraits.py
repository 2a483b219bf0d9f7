"""Pictures of speakers: drawn anew as PNG, as logos are, so that nothing else is in them."""

import io

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from profiles.logos import MOST_BYTES, NO_PICTURE, FaultyLogo, read_picture


class FaultyPortrait(Exception):
    """The file cannot become a picture; `args[0]` says why and what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


NO_IMAGE = _("This is not a PNG, JPEG or WebP picture. Save it as one of these.")


def drawn(content: bytes) -> ContentFile:
    """The picture as PNG, small, without metadata. Raises FaultyPortrait."""
    try:
        picture = read_picture(content[: MOST_BYTES + 1])
    except FaultyLogo as fault:
        raise FaultyPortrait(NO_IMAGE if fault.args[0] is NO_PICTURE else fault.args[0]) from None
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return ContentFile(written.getvalue())
