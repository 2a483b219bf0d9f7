"""Lists in pages: the one asked for, and what the links to the others carry along."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict


def without_page(asked: QueryDict) -> QueryDict:
    """The filters alone."""
    filters = asked.copy()
    filters.pop("page", None)
    return filters


def before_page(asked: QueryDict) -> str:
    """What stands before `page=2` in a link: `?` or `?q=hydrogen&`."""
    filters = without_page(asked)
    return f"?{filters.urlencode()}&" if filters else "?"


def paged(rows: QuerySet | Sequence[Any], asked: QueryDict, size: int) -> dict[str, Any]:
    """What every list in pages tells its template: `page_obj`, `query`, `is_filtered`."""
    return {
        "page_obj": Paginator(rows, size).get_page(asked.get("page")),
        "query": before_page(asked),
        "is_filtered": any(without_page(asked).values()),
    }
