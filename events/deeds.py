"""The log of what is changed in a webinar: rows of its transitions that keep the state.

A reason is "Changed: beginning, seats", or "Registrations exported: 12": English words that the
page translates one by one; a number stays as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from events.models import Webinar, WebinarTransition
from events.states import State
from profiles.models import User

CHANGED, ADDED = gettext_noop("Changed"), gettext_noop("New")
REMOVED, REORDERED = gettext_noop("Removed"), gettext_noop("Put in order")
EXPORTED = gettext_noop("Registrations exported")
MAILED = gettext_noop("Mail sent to participants")
FOLLOW_UPS_EXPORTED = gettext_noop("Follow-ups exported")
SERIES_CHANGED = gettext_noop("Series changed")
VERBS = (
    *(CHANGED, ADDED, REMOVED, REORDERED, MAILED, SERIES_CHANGED),
    *(EXPORTED, FOLLOW_UPS_EXPORTED),
)
COPIED = gettext_noop("Made as a copy")
CREATED = gettext_noop("Made")

WORDS: dict[str, str] = {
    "series": gettext_noop("series"),
    "language": gettext_noop("original language"),
    "time_zone": gettext_noop("organiser’s clock"),
    "starts_at": gettext_noop("beginning"),
    "ends_at": gettext_noop("end"),
    "time_is_known": gettext_noop("whether the hours are on record"),
    "opens_at": gettext_noop("opening of registration"),
    "closes_at": gettext_noop("closing of registration"),
    "capacity": gettext_noop("seats"),
    "accept_hours": gettext_noop("hours to accept a seat"),
    "reminders": gettext_noop("reminders"),
    "spoken": gettext_noop("spoken languages"),
    "interpreted": gettext_noop("languages interpreted"),
    "video_url": gettext_noop("link to the video call"),
    "recording_url": gettext_noop("link to the recording"),
    "text_en": gettext_noop("English text"),
    "text_ja": gettext_noop("Japanese text"),
    "text_de": gettext_noop("German text"),
    "text_fr": gettext_noop("French text"),
    "text_besides": gettext_noop("text in another language"),
    "partnership": gettext_noop("partnership"),
    "profiles": gettext_noop("organisations"),
    "sectors": gettext_noop("sectors"),
    "topics": gettext_noop("topics"),
    "programme": gettext_noop("times of the programme"),
    "speaker": gettext_noop("speaker"),
    "session": gettext_noop("point of the programme"),
    "question": gettext_noop("question"),
    "material": gettext_noop("material"),
    "chapter": gettext_noop("chapter"),
}
LATEST = 50
"""Lines of the history that are shown."""


def note(
    webinar: Webinar, verb: str, things: Iterable[str], *, by: User | None
) -> WebinarTransition:
    """Log it; `things` are keys of `WORDS`."""
    words = ", ".join(WORDS[thing] for thing in things)
    return log(webinar, f"{verb}: {words}", by=by)


def log(webinar: Webinar, reason: str, *, by: User | None) -> WebinarTransition:
    row: WebinarTransition = webinar.transitions.create(
        actor=by, old=webinar.state, new=webinar.state, reason=reason
    )
    return row


@dataclass(frozen=True)
class Deed:
    """A line of the history, in the reader's language."""

    at: datetime
    what: str
    actor: User | None
    reason: str


def history(webinar: Webinar, *, most: int = LATEST) -> list[Deed]:
    """The newest first."""
    rows = webinar.transitions.select_related("actor").order_by("-at", "-pk")[:most]
    return [_deed(row) for row in rows]


def _deed(row: WebinarTransition) -> Deed:
    if row.old == row.new:
        return Deed(row.at, in_words(row.reason), row.actor, "")
    what = pgettext("states", "%(old)s → %(new)s") % {
        "old": State(row.old).label,
        "new": State(row.new).label,
    }
    return Deed(row.at, what, row.actor, _(row.reason) if row.reason else "")


def in_words(reason: str) -> str:
    verb, colon, words = reason.partition(": ")
    if not colon or verb not in VERBS:
        return _(reason)
    things = ", ".join(_(word) for word in words.split(", "))
    return pgettext("log", "%(verb)s: %(things)s") % {"verb": _(verb), "things": things}
