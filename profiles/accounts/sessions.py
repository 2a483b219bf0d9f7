"""How long a session lasts: it ends when nothing is done, after a working day, or by hand."""

from datetime import timedelta

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from profiles.accounts.second_factor import has_second_factor
from profiles.models import User

MEMBER_IDLE = timedelta(hours=2)
"""A long form may be filled in between two requests."""
STAFF_IDLE = timedelta(minutes=30)
"""They see everybody's data."""
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How exactly activity is known: a note costs writes, so not every request makes one."""

BEGAN, SEEN, SECURED = "began_at", "seen_at", "has_second_factor"
"""Keys in the session: two times in seconds since 1970, and what staff have shown to have."""


def begin(request: HttpRequest, user: User) -> None:
    """Start the clocks of a session; whoever signs in again starts them again."""
    request.session[BEGAN] = request.session[SEEN] = _now()
    request.session[SECURED] = user.is_staff and has_second_factor(user)


def has_run_out(session: SessionBase, user: User) -> bool:
    idle = STAFF_IDLE if user.is_staff else MEMBER_IDLE
    return (
        _now() - session.get(SEEN, _now()) > idle.total_seconds()
        or _now() - session.get(BEGAN, _now()) > LONGEST.total_seconds()
    )


def note(request: HttpRequest) -> None:
    """Note once a minute that the session is in use, for its clock and for the list of sessions.

    The second factor is looked up again then: it may have been taken away elsewhere.
    """
    session, user = request.session, request.user
    if BEGAN not in session:
        begin(request, user)
    elif _now() - session[SEEN] < NOTED_EVERY.total_seconds():
        return
    session[SEEN] = _now()
    session[SECURED] = user.is_staff and has_second_factor(user)
    UserSession.objects.create_from_request(request)


def is_secured(request: HttpRequest) -> bool:
    """Whether this person has a second factor; once it is there, that is known for a minute."""
    if request.session.get(SECURED):
        return True
    if has_second_factor(request.user):
        request.session[SECURED] = True
        return True
    return False


@transaction.atomic
def end_sessions(user: User) -> int:
    """End every session of a person; how many."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def deactivate(user: User) -> None:
    """Close an account: nobody signs in with it any more, and every session ends."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)


def start_clocks(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    if BEGAN in request.session:  # Django keeps the key of a session that is signed in already
        request.session.cycle_key()
    begin(request, user)


def change_key(
    sender: object, request: HttpRequest, reauthenticated: bool = False, **kwargs: object
) -> None:
    """Whoever proves again who they are goes on under a new key; the old one is dead."""
    if reauthenticated:
        request.session.cycle_key()
        UserSession.objects.create_from_request(request)


def _now() -> float:
    return timezone.now().timestamp()


def connect() -> None:
    """Called once, when the app is ready."""
    user_logged_in.connect(start_clocks, dispatch_uid="profiles.sessions.start_clocks")
    authentication_step_completed.connect(change_key, dispatch_uid="profiles.sessions.change_key")
