"""What webinars know of a person with an account: for their export, for a change of the account's
address, and for its end."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events import erasing
from events.models import Feedback, Registration
from events.models.registrations import is_second
from events.reasons import REGISTERED_OTHERWISE
from events.states import STANDING, Booking
from profiles.erasing import addresses_of, register_eraser
from profiles.models import User
from profiles.moving import ForbiddenMove
from profiles.privacy.exporting import Row, name_logs, register

WORDS = {
    "accessibility": _("What you need to take part"),
    "asked": _("Questions in the webinar"),
    "attended_minutes": _("Minutes attended"),
    "checked_in_at": _("Checked in"),
    "consents": _("Consents"),
    "country": _("Country"),
    "feedback": _("Feedback"),
    "interests": _("Wishes for introductions"),
    "question": _("Question to the speakers"),
    "answers": _("Other answers"),
}


LOGS = {
    "events.WebinarTransition": _("Webinar"),
    "events.RegistrationTransition": _("Registration"),
    "events.QuestionTransition": _("Question"),
    "events.InterestTransition": _("Wishes for introductions"),
}


def registrations_of(user: User) -> QuerySet[Registration]:
    """Made while signed in, or with an address that is verified to be theirs."""
    theirs = Q(user=user)
    for address in addresses_of(user):
        theirs |= Q(user=None, email__iexact=address)
    return Registration.objects.kept().filter(theirs).order_by("pk")


def registrations(user: User) -> list[Row]:
    rows = registrations_of(user).select_related("webinar", "feedback")
    found = rows.prefetch_related("webinar__texts", "consents", "asked", "interests")
    return [_row(registration) for registration in found]


def _row(registration: Registration) -> Row:
    plain = ("email", "family_name", "given_name", "reading", "organisation", "country")
    more = ("language", "time_zone", "question", "accessibility", "answers")
    moments = ("created_at", "joined_at", "attended_minutes", "checked_in_at")
    return {
        "about": registration.webinar.title,
        "state": Booking(registration.state),
        **{name: getattr(registration, name) for name in (*plain, *more, *moments)},
        "consents": [
            {"purpose": it.purpose, "is_given": it.is_given, "version": it.version, "at": it.at}
            for it in registration.consents.all()
        ],
        "asked": [{"text": it.text, "at": it.at} for it in registration.asked.all()],
        "interests": [
            {"profile": it.profile_id, "text": it.text, "at": it.at}
            for it in registration.interests.all()
        ],
        "feedback": _feedback(registration),
    }


def _feedback(registration: Registration) -> dict[str, object]:
    try:
        given = registration.feedback
    except Feedback.DoesNotExist:
        return {}
    return {"rating": given.rating, "text": given.text, "at": given.at}


def register_sections() -> None:
    name_logs(LOGS)
    register(
        "webinars",
        _("Webinars for which you registered"),
        registrations,
        covers=["events.Registration.user"],
        words=WORDS,
    )


def forget(user: User) -> int:
    """Each as if they had deleted it on its own page: the seat goes to the next.

    By webinar, so that of two people who go at once one waits for the other.
    """
    from events import actions

    mine = registrations_of(user).select_related("webinar")
    found = list(mine.order_by("webinar_id", "pk"))
    for registration in found:
        actions.erase(registration)
    return len(found)


def follow_address(user: User, address: str) -> int:
    """The account has another address: mails go there, and it stands wherever we show or compare
    one. Returns how many registrations follow; where it has a registration of its own, none does,
    unless nobody has confirmed that one.
    """
    mine = Registration.objects.kept().filter(user=user).exclude(email=address)
    return sum(_readdress(it, address) for it in mine.order_by("webinar_id", "pk"))


def _readdress(registration: Registration, address: str) -> int:
    try:
        with transaction.atomic():
            if registration.state in STANDING:
                _lapse_unconfirmed(registration, address)
            row = Registration.objects.kept().filter(pk=registration.pk)
            return row.update(email=address)
    except ForbiddenMove:  # confirmed at this very moment
        return 0
    except IntegrityError as error:
        if not is_second(error):
            raise
        return 0


def _lapse_unconfirmed(registration: Registration, address: str) -> None:
    """The address is proved to be the member's, who has a place already."""
    rows = Registration.objects.filter(webinar=registration.webinar_id, state=Booking.UNCONFIRMED)
    for other in rows.with_address(address).exclude(pk=registration.pk):
        other.move(Booking.LAPSED, by=None, reason=REGISTERED_OTHERWISE)
        erasing.erase(other, requested_by_person=False)


def _on_email_changed(user: User, to_email_address: EmailAddress, **_more: object) -> None:
    follow_address(user, to_email_address.email)


def follow_accounts() -> None:
    email_changed.connect(_on_email_changed, dispatch_uid="events.follow_address")


def register_erasers() -> None:
    register_eraser("webinars", _("Your registrations for webinars, without the numbers"), forget)
