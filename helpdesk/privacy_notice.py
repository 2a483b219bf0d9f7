"""What the privacy page says of purposes; the other tables come from the rules themselves."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTRACT = _("You asked us for this service: GDPR Art. 6(1)(b). In Japan: the stated purpose.")
INTEREST = _("Our interest in a safe and accountable service: GDPR Art. 6(1)(f).")
CONSENT = _("Your consent: GDPR Art. 6(1)(a). You can withdraw it at any time.")
DUTY = _("We must be able to prove it: GDPR Art. 5(2) and 7(1); APPI Art. 29 and 30.")


@dataclass(frozen=True)
class Purpose:
    what: str | Promise
    purpose: str | Promise
    basis: str | Promise


PURPOSES = [
    Purpose(
        _("Name and its reading, function, e-mail address, phone number, language, time zone"),
        _("Your account, and speaking for your organisation"),
        CONTRACT,
    ),
    Purpose(
        _("To which organisations you belong, in which role; requests and invitations"),
        _("So that only the right people act for an organisation"),
        CONTRACT,
    ),
    Purpose(
        _("Password (unreadable), second factors, sessions with device and IP address"),
        _("To let you in, and to keep others out"),
        INTEREST,
    ),
    Purpose(
        _("Mails that we sent you"),
        _("To deliver them even when a server is down, and to answer questions about them"),
        INTEREST,
    ),
    Purpose(
        _("Who decided what and when: reviews, roles, opinions of pairs"),
        _("So that decisions can be understood and wrong ones put right"),
        INTEREST,
    ),
    Purpose(
        _(
            "Registration for a webinar: name, e-mail address, organisation, country, questions,"
            " what you need to take part, whether you were there"
        ),
        _("Your seat, reminders and news of changes, your certificate; later numbers only"),
        CONTRACT,
    ),
    Purpose(
        _("Being recorded in a webinar; being on its list of participants"),
        _("The recording for those who could not come; to meet the others who take part"),
        CONSENT,
    ),
    Purpose(_("News by e-mail"), _("To tell you of webinars, new partners and calls"), CONSENT),
    Purpose(
        _("Your contact data, shown to another organisation"),
        _("An introduction to which both sides have agreed"),
        _("See the table below."),
    ),
    Purpose(
        _("What you agreed to, when and in which words; to whom you were disclosed"),
        _("To show that it was allowed"),
        DUTY,
    ),
]
