"""What the desk puts right of a participant, also after the end: names, who was there.

Certificates and lists say what stands then. The log says what was corrected and why, not what
stood there before.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from events.models import Registration
from events.presence import CAME, log
from events.seats import lock
from profiles.models import User

NAMES: Final = ("family_name", "given_name", "reading", "organisation")
NAME_CORRECTED: Final = gettext_noop("Name or organisation corrected")
ATTENDANCE_CORRECTED: Final = gettext_noop("Attendance corrected")
VERBS: Final = (NAME_CORRECTED, ATTENDANCE_CORRECTED)


def correct(
    registration: Registration, values: Mapping[str, Any], *, by: User, reason: str
) -> list[str]:
    """Write these columns, and log it; returns those that changed. Of somebody who was erased
    nothing is written any more."""
    with transaction.atomic():
        lock(registration)
        if registration.erased_at:
            return []
        changed = [name for name, value in values.items() if getattr(registration, name) != value]
        for name in changed:
            setattr(registration, name, values[name])
        registration.save(update_fields=changed)
        for verb in _verbs(changed):
            log([registration], by=by, reason=f"{verb}: {reason}")
    return changed


def _verbs(changed: Iterable[str]) -> list[str]:
    found = {ATTENDANCE_CORRECTED if name in CAME else NAME_CORRECTED for name in changed}
    return [verb for verb in VERBS if verb in found]


def in_words(reason: str) -> str:
    """Of a registration's log, in the reader's language; what staff typed stays as it is."""
    verb, colon, typed = reason.partition(": ")
    if not colon or verb not in VERBS:
        return _(reason) if reason else ""
    return pgettext("log", "%(verb)s: %(things)s") % {"verb": _(verb), "things": typed}
