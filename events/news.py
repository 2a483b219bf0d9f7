"""What of a change is news to participants; telling them is the clock's."""

from collections.abc import Mapping, Set
from datetime import datetime

from events.models import Webinar
from events.states import NOT_OVER

TOLD = ("starts_at", "ends_at", "video_url")
"""Participants are told of a change of these columns."""


def news_in(webinar: Webinar, changes: Mapping[str, object]) -> set[str]:
    """Of these new values, the columns of which participants are told.

    A draft has nobody to tell, nor is what is corrected when all was over anybody's news. The
    first link is none, nor that there is none for now: the way in, which everybody has, tells it.
    """
    if webinar.state not in NOT_OVER:
        return set()
    found = {it for it in TOLD if it in changes and getattr(webinar, it) != changes[it]}
    is_another = webinar.video_url and changes.get("video_url")
    return found if is_another else found - {"video_url"}


def note_changes(webinar: Webinar, news: Set[str], *, before: tuple[datetime, datetime]) -> None:
    """The calendar entry gets its next number; a row is there until everybody is told.

    Another link has a row of its own, with the times that stand: should the times be changed back
    before anybody is told, it is still news.
    """
    moments = (webinar.starts_at, webinar.ends_at)
    stood_before = [before] if before != moments else []
    if "video_url" in news:
        stood_before.append(moments)
    for starts_at, ends_at in stood_before:
        webinar.sequence += 1
        if news:
            webinar.changes.create(sequence=webinar.sequence, starts_at=starts_at, ends_at=ends_at)
