"""What a participant reads of their registration's log: our own sentences, nobody's free words."""

from events.models.registrations import RegistrationTransition
from events.reasons import BY_THE_HELPDESK, OURS


def told(row: RegistrationTransition) -> str:
    """In English, as it is logged; whoever shows it translates it.

    By its words, not by its actor: a row of somebody of the desk who has left names nobody.
    """
    return row.reason if row.reason in OURS else BY_THE_HELPDESK
