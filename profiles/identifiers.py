"""Official numbers of organisations, checked where there is a rule."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as FaultyNumber
from stdnum.jp import cn

from profiles.models import Profile

Kind = Profile.IdentifierKind


def clean_identifier(kind: str, number: str) -> str:
    """The number as its register writes it; full-width digits, spaces and hyphens are taken out.

    Raises Django's ValidationError, which says what is wrong.
    """
    number = unicodedata.normalize("NFKC", number).strip()
    if kind == Kind.CORPORATE_NUMBER:
        return _corporate_number(number)
    if kind == Kind.VAT:
        return _vat_number(number)
    return number


def _corporate_number(number: str) -> str:
    try:
        return str(cn.validate(number))
    except InvalidChecksum:
        raise ValidationError(
            _("The check digit is wrong: one of the 13 digits is not right."), code="check_digit"
        ) from None
    except FaultyNumber:
        raise ValidationError(
            _("A corporate number (法人番号) has 13 digits."), code="length"
        ) from None


def _vat_number(number: str) -> str:
    try:
        return str(vat.validate(number)).upper()
    except FaultyNumber:
        raise ValidationError(
            _(
                "This is not a VAT number of an EU country. It begins with the country’s two"
                " letters, like DE136695976."
            ),
            code="vat",
        ) from None


def is_valid_identifier(kind: str, number: str) -> bool:
    """Whether there is a number and it keeps its register's rule."""
    if not number:
        return False
    try:
        clean_identifier(kind, number)
    except ValidationError:
        return False
    return True
