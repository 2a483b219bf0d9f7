"""The mail that says goodbye."""

from django.utils.translation import gettext as _

from profiles import outbox
from profiles.erasing import ERASED_MAIL
from profiles.letters import Letter
from profiles.models import Erasure, Mail, User


def erased(user: User, erasure: Erasure) -> Mail | None:
    """To the bare address: the row shall not know the person, and is emptied once it is sent."""

    def write() -> Letter:
        return Letter(
            subject=_("Your account is erased"),
            paragraphs=[
                _(
                    "You asked us to erase your account at the EU–Japan Regional Cooperation"
                    " Helpdesk. It is done. You have been signed out everywhere."
                ),
                _(
                    "Your name, addresses, phone number, password, second factors, memberships and"
                    " the mails that we sent you are deleted. Some entries in logs remain, without"
                    " your name, because the law asks us to be able to account for what was done."
                    " The privacy page says which, and for how long."
                ),
            ],
            closing=[
                _("If it was not you who asked for it, answer to this mail at once."),
                _("This is our last mail. Your address is deleted as soon as it has been sent."),
            ],
        )

    return outbox.post(
        write,
        to=user.email,
        language=user.language,
        time_zone=user.time_zone,
        key=f"erased-{erasure.pk}",
        kind=ERASED_MAIL,
    )
