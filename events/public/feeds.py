"""Webinars for programs: calendars (RFC 5545) and Atom (RFC 4287), in the language in force.

A webinar has the same UID in every language, and stays in the feeds when it is cancelled.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.hours import moment
from events.mails import entry_of
from events.models import Webinar
from events.states import State
from matching.introductions.ics import PUBLISH, Entry, calendar
from profiles.languages import language_name
from profiles.letters import address_of, one_line

REFRESH = timedelta(hours=6)
"""How often readers should look again."""
NEVER = datetime(2021, 1, 1, tzinfo=UTC)
"""When a feed with nothing in it was last changed."""


def entry(webinar: Webinar) -> Entry:
    """With every clock, the languages and where to read more in its description."""
    url = address_of(webinar.get_absolute_url())
    starts_at = webinar.starts_at
    if not webinar.time_is_known:
        starts_at = starts_at.astimezone(ZoneInfo(webinar.time_zone))
    return replace(
        entry_of(webinar, url=url),
        starts_at=starts_at,
        description="\n".join(filter(None, [*lines(webinar), url])),
        is_cancelled=webinar.state == State.CANCELLED,
        is_whole_day=not webinar.time_is_known,
        stamp=webinar.changed_at,
    )


def lines(webinar: Webinar) -> list[str]:
    """What every feed says of a webinar, line by line."""
    text = webinar.text
    found = [_("Cancelled.")] if webinar.state == State.CANCELLED else []
    found.append(moment(webinar))
    if not webinar.time_is_known:
        found.append(_("Only the day is on record, the hours are not."))
    for line, codes in (
        (_("Spoken: %(languages)s"), webinar.spoken),
        (_("Interpreted: %(languages)s"), webinar.interpreted),
    ):
        if codes:
            found.append(line % {"languages": ", ".join(named(codes))})
    return [*found, text.summary if text else ""]


def named(codes: Iterable[str]) -> list[str]:
    """Languages by their names for the reader."""
    return [language_name(code, get_language() or "en") for code in codes]


def ics(webinars: Iterable[Webinar], name: str) -> bytes:
    entries = [entry(webinar) for webinar in webinars]
    return calendar(entries, method=PUBLISH, name=name, refresh=REFRESH)


class Atom(Atom1Feed):
    """An empty feed has not been changed just now."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


def atom(webinars: Iterable[Webinar], *, name: str, path: str) -> str:
    """`path` is the feed's own, with its filters."""
    feed = Atom(
        title=one_line(name),
        link=address_of(reverse("events:list-webinars")),
        description="",
        language=get_language(),
        feed_url=address_of(path),
        author_name=_("EU–Japan Regional Cooperation Helpdesk"),
        feed_guid=address_of(path),
    )
    for webinar in webinars:
        feed.add_item(
            title=one_line(webinar.title),
            link=address_of(webinar.get_absolute_url()),
            description=linebreaks(escape("\n".join(one_line(it) for it in lines(webinar)))),
            unique_id=uuid.uuid5(webinar.uid, get_language() or "en").urn,
            pubdate=webinar.created_at,
            updateddate=webinar.changed_at,
            categories=[str(sector.name) for sector in webinar.sectors.all()],
        )
    return str(feed.writeString("utf-8"))


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
