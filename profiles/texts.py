"""What people type, cleaned in one place: names, longer texts, and fields of forms for both."""

import re
import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NAME: Final = 200
LONGEST_DESCRIPTION: Final = 5000
LONGEST_STATEMENT: Final = 400
LONGEST_ADDRESS: Final = 400

WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ｡-ﾟ]+")
"""Full-width letters and digits, half-width katakana. Full-width brackets stay: they are usual."""
INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
"""Fillers and blanks that Unicode does not count among the controls."""
REFUSED: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of characters that one cannot see, or that turn others around."""
GAP = re.compile(r"\n{3,}")


def clean_name(text: str) -> str:
    """One line as it is shown: composed, spaces collapsed.

    Raises ValidationError naming the first character that is invisible or turns others around.
    """
    text = " ".join(unicodedata.normalize("NFC", WIDE.sub(_narrowed, text)).split())
    for character in text:
        if _is_hidden(character):
            raise ValidationError(
                _(
                    "There is an invisible character in it, %(character)s."
                    " Type it again without that."
                ),
                code="invisible",
                params={"character": _named(character)},
            )
    return text


def clean_text(text: str, *, limit: int) -> str:
    """Several lines without controls, zero-width characters and marks that turn text around.

    Raises ValidationError when more than `limit` characters are left.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(it for it in lines if it == "\n" or not _is_hidden(it))
    cleaned = GAP.sub("\n\n", unicodedata.normalize("NFC", kept)).strip()
    check_length(cleaned, limit)
    return cleaned


def check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise ValidationError(
            _("Write at most %(limit)d characters; these are %(length)d."),
            code="too_long",
            params={"limit": limit, "length": len(text)},
        )


def _narrowed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in REFUSED or character in INVISIBLE


def _named(character: str) -> str:
    """`U+202E RIGHT-TO-LEFT OVERRIDE`."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".strip()


class NameField(forms.CharField):
    """One line that is shown as a name."""

    def __init__(self, *, limit: int = LONGEST_NAME, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        name = clean_name(str(value or ""))
        check_length(name, self.limit)
        return name


class TextField(forms.CharField):
    """Several lines; `limit` characters at most, which the page counts while one types."""

    widget = forms.Textarea

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"data-limit": self.limit, "dir": "auto"}

    def to_python(self, value: object) -> str:
        return clean_text(str(value or ""), limit=self.limit)
