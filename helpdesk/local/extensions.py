"""The PostgreSQL extensions the project cannot do without, wherever its PostgreSQL runs."""

from collections.abc import Iterable

REQUIRED_EXTENSIONS = ("vector", "pg_trgm", "unaccent")


def missing_extensions(available: Iterable[str]) -> list[str]:
    return sorted(set(REQUIRED_EXTENSIONS) - set(available), key=REQUIRED_EXTENSIONS.index)
