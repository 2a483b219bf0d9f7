"""Pictures of people who speak: only what every browser shows, and nothing that runs."""

from pathlib import PurePath

TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def content_type_of(name: str) -> str:
    """By the suffix under which we stored it; "" for anything else."""
    return TYPES.get(PurePath(name).suffix.lower(), "")
