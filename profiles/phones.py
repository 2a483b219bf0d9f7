"""Phone numbers: typed in any way, kept as E.164, shown with spaces."""

import unicodedata

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat


class FaultyPhone(ValueError):
    """What was typed is no phone number."""

    def __str__(self) -> str:
        return str(_("Write the phone number with its country code, for example +81 24 521 1111."))


def read_phone(typed: str, region: str | None = None) -> str:
    """`０２４-521-1111` in region JP is `+81245211111`. Raises FaultyPhone.

    region  the country of numbers that are typed without a country code; None allows none
    """
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", typed), region)
    except NumberParseException as error:
        raise FaultyPhone from error
    if not phonenumbers.is_possible_number(number):
        raise FaultyPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def show_phone(number: str) -> str:
    """`+81245211111` is shown as `+81 24-521-1111`."""
    if not number:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
