"""Why something does not go, one class for each cause; raised by `events.actions`."""

from django.utils.translation import gettext_lazy as _

from profiles.clock import both_clocks


class NotBookable(Exception):
    """Registration is not open; each cause is a class of its own."""

    def __str__(self) -> str:
        return str(_("Registration for this webinar is closed."))


class NotOpenYet(NotBookable):
    """`args`: when registration opens, None where that is not settled."""

    def __str__(self) -> str:
        if not self.args[0]:
            return str(_("Registration for this webinar is not open yet."))
        return str(_("Registration opens on %(when)s.")) % {"when": both_clocks(self.args[0])}


class HasBegun(NotBookable):
    def __str__(self) -> str:
        return str(_("This webinar has begun already: one cannot register any more."))


class IsOver(NotBookable):
    def __str__(self) -> str:
        return str(_("This webinar is over. Look at its page for the recording and the slides."))


class IsCancelled(NotBookable):
    def __str__(self) -> str:
        return str(_("This webinar does not take place: it was cancelled."))


class RegistrationEnded(Exception):
    """It was cancelled, or its time to be confirmed has run out."""

    def __str__(self) -> str:
        return str(_("This registration has been cancelled or has run out. Please register again."))


class OfferOver(Exception):
    """The deadline has passed, and the seat has gone to the next in line."""

    def __str__(self) -> str:
        return str(
            _("The time to accept has run out, and the seat has been passed on. Register again.")
        )


class TooLate(Exception):
    """The webinar has begun, is over or does not take place."""

    def __str__(self) -> str:
        return str(_("The webinar has begun, is over or was cancelled: nothing can be changed."))
