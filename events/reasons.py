"""Why registrations moved, as their log has it: our own sentences, which name nobody.

Whatever else stands there, people of the helpdesk wrote for each other.
"""

from django.utils.translation import gettext_noop

PUT_OFF = gettext_noop("Put off: attendance before that does not count")
DELETED = gettext_noop("The participant deleted their data")
REGISTERED_OTHERWISE = gettext_noop("This address has another registration")
CANCELLING = {
    "": gettext_noop("Cancelled by the participant"),
    "time": gettext_noop("The participant cannot come at that time"),
    "other": gettext_noop("Somebody else comes in the participant’s place"),
    "interest": gettext_noop("The participant is not interested any more"),
    "technical": gettext_noop("The participant cannot use the video call"),
}
"""By what participants choose when they cancel."""
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
        DELETED,
        REGISTERED_OTHERWISE,
        *CANCELLING.values(),
        BY_THE_HELPDESK,
    }
)
