"""Series of webinars: what is said of them, and that an empty one goes.

A series has no log of its own: what changes of it stands in the history of each of its webinars.
"""

import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from events.deeds import SERIES_CHANGED, note
from events.editor.editing import things_of, write_texts
from events.models import Series
from profiles.models import User

logger = logging.getLogger(__name__)


class HasWebinars(Exception):
    """Only an empty series is removed."""

    def __str__(self) -> str:
        return _("Webinars belong to this series. Move them to another one first.")


def listed() -> QuerySet[Series]:
    """In their order, with the number of their webinars."""
    found = Series.objects.annotate(count=Count("webinars")).prefetch_related("texts")
    return found.order_by("position", "pk")


def save_series(series: Series, texts: Mapping[str, Mapping[str, str]], *, by: User) -> list[str]:
    """Exactly these texts, by language; returns the languages that changed."""
    with transaction.atomic():
        codes = write_texts(series, texts)
        if codes:
            logger.info("Series %s: user %s wrote %s", series.slug, by.pk, ", ".join(codes))
            for webinar in series.webinars.all():
                note(webinar, SERIES_CHANGED, things_of(codes), by=by)
    return codes


def remove_series(series: Series, *, by: User) -> None:
    """Raises HasWebinars; the caller holds the row, so that none is added meanwhile."""
    if series.webinars.exists():
        raise HasWebinars
    logger.info("Series %s: user %s removed it", series.slug, by.pk)
    series.delete()
