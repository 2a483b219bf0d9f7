"""Files as people and attackers upload them."""

import io
import struct
import zlib

from PIL import Image


def picture(
    form: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode not in ("L", "P") else 0).save(out, form, **options)
    return out.getvalue()


def with_position() -> bytes:
    """A JPEG that tells where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn it right
    exif[0x010E] = "Taken at 47.32 N, 5.04 E by Alice Martin"
    return picture("JPEG", exif=exif)


def bomb(side: int = 50_000) -> bytes:
    """A few hundred bytes of PNG that claim 2,500 million pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.4\n1 0 obj\n"
