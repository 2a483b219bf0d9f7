"""What a participant reads of their registration's log: our own sentences, nobody's free words."""

from django.utils.translation import gettext_noop

from events.models.registrations import RegistrationTransition
from events.presence import PUT_OFF
from events.sign_up.forms import CancelForm

BY_THE_HELPDESK = gettext_noop("Changed by the helpdesk")
"""In place of what staff wrote for each other."""
OURS = frozenset(
    {
        gettext_noop("Address confirmed"),
        gettext_noop("Moved up from the waiting list"),
        gettext_noop("Accepted the seat"),
        gettext_noop("Deadline passed"),
        gettext_noop("Checked in"),
        gettext_noop("Check-in taken back"),
        gettext_noop("Attendance imported"),
        PUT_OFF,
        *CancelForm.REASONS.values(),
    }
)


def told(row: RegistrationTransition) -> str:
    """In English, as it is logged; whoever shows it translates it.

    By its words, not by its actor: a row of somebody of the desk who has left names nobody.
    """
    return row.reason if row.reason in OURS else BY_THE_HELPDESK
