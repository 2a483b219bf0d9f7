"""System checks of our own: what `manage.py check` says about the servers we stand on."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections

from helpdesk.local import REQUIRED_EXTENSIONS, missing_extensions

INSTALL_HINT = (
    "Install them on the database server (pgvector: the package postgresql-NN-pgvector; the "
    "others: postgresql-contrib), then run this again. Nothing was changed."
)


@register(Tags.database)
def extensions_available(databases: list[str] | None = None, **kwargs: Any) -> list[Error]:
    """The database server can give us every extension that the migrations create."""
    errors = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT name FROM pg_available_extensions")
            missing = missing_extensions(name for (name,) in cursor.fetchall())
        if missing:
            errors.append(
                Error(
                    f"The database server lacks: {', '.join(missing)}"
                    f" (of {', '.join(REQUIRED_EXTENSIONS)}).",
                    hint=INSTALL_HINT,
                    id="helpdesk.E001",
                )
            )
    return errors
