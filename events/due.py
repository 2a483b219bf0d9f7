"""What the clock asks of a webinar."""

from datetime import datetime

from events.models import Webinar
from events.states import BOOKABLE, State


def next_state(webinar: Webinar, now: datetime) -> State | None:
    """The next state that the clock asks for, None if it asks for none."""
    state = webinar.state
    if state == State.LIVE:
        return State.DONE if now >= webinar.ends_at else None
    if state in (State.OPEN, State.FULL, State.CLOSED) and now >= webinar.starts_at:
        return State.LIVE
    if state == State.PUBLISHED and now >= webinar.starts_at:
        return State.CLOSED
    closes_at = webinar.closes_at
    if state in BOOKABLE and closes_at and now >= closes_at:
        return State.CLOSED
    opens_at = webinar.opens_at
    is_time = opens_at is not None and now >= opens_at and not (closes_at and now >= closes_at)
    return State.OPEN if state == State.PUBLISHED and is_time else None
