"""Why registrations moved, as their log has it: our own sentences, which name nobody.

Whatever else stands there, people of the helpdesk wrote for each other.
"""

from django.utils.translation import gettext_noop

ADDRESS_CONFIRMED = gettext_noop("Address confirmed")
MOVED_UP = gettext_noop("Moved up from the waiting list")
ACCEPTED = gettext_noop("Accepted the seat")
DEADLINE_PASSED = gettext_noop("Deadline passed")
CHECKED_IN = gettext_noop("Checked in")
CHECK_IN_TAKEN_BACK = gettext_noop("Check-in taken back")
ATTENDANCE_IMPORTED = gettext_noop("Attendance imported")
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
        ADDRESS_CONFIRMED,
        MOVED_UP,
        ACCEPTED,
        DEADLINE_PASSED,
        CHECKED_IN,
        CHECK_IN_TAKEN_BACK,
        ATTENDANCE_IMPORTED,
        PUT_OFF,
        DELETED,
        REGISTERED_OTHERWISE,
        *CANCELLING.values(),
        BY_THE_HELPDESK,
    }
)
