"""What participants agree to, in which words, and the log of their yes and no."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Registration, RegistrationConsent
from profiles import consents as of_members
from profiles.consents import Choice, Wording, choices_from

Purpose = RegistrationConsent.Purpose

WORDINGS: dict[str, Wording] = {
    Purpose.RECORDING: Wording(
        "2026-11",
        _(
            "The webinar may be recorded and the recording published. If I speak or switch my"
            " camera on, my voice and picture may be in it."
        ),
    ),
    Purpose.LISTED: Wording(
        "2026-11",
        _(
            "Put me on the list of participants: those who are on it, too, see my name, my"
            " organisation and my country, and I see theirs."
        ),
    ),
    Purpose.NEWS: of_members.WORDINGS[of_members.Purpose.NEWS],
}
"""None of them is a condition: whoever says no takes part all the same."""


def log_consents(registration: Registration, answers: Mapping[str, bool]) -> None:
    """Log every yes and every no to the present wordings, in the language they are read in."""
    language = get_language() or registration.language
    RegistrationConsent.objects.bulk_create(
        RegistrationConsent(
            registration=registration,
            purpose=purpose,
            is_given=is_given,
            version=WORDINGS[purpose].version,
            digest=WORDINGS[purpose].digest,
            language=language,
        )
        for purpose, is_given in answers.items()
    )


def choices_of(registration: Registration) -> list[Choice]:
    """Every purpose with the last line of its log."""
    return choices_from(registration.consents.all(), WORDINGS, *Purpose)
