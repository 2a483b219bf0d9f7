"""What a mail to participants says, by language."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Circular
from profiles.languages import language_name
from profiles.models import Mail
from profiles.texts import NameField, TextField

LONGEST_TEXT: Final = 5000


class CircularForm(forms.Form):
    """Subject and text in one language or more; both, wherever there is one of them.

    written  after validation: `{"en": ("The link has changed", "Dear …")}`
    """

    def __init__(self, *args: Any, circular: Circular | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written: dict[str, tuple[str, str]] = {}
        for code, _name in settings.LANGUAGES:
            names = {"language": language_name(code, get_language() or "en")}
            lang = {"lang": code}
            self.fields[f"subject_{code}"] = NameField(
                label=_("Subject (%(language)s)") % names,
                limit=Mail.SUBJECT_LENGTH,
                required=False,
                initial=circular.subject.get(code, "") if circular else "",
                widget=forms.TextInput(attrs=lang),
            )
            self.fields[f"text_{code}"] = TextField(
                label=_("Text (%(language)s)") % names,
                limit=LONGEST_TEXT,
                required=False,
                initial=circular.text.get(code, "") if circular else "",
                widget=forms.Textarea(attrs=lang | {"rows": 8}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code, _name in settings.LANGUAGES:
            subject, text = data.get(f"subject_{code}", ""), data.get(f"text_{code}", "")
            if subject and text:
                self.written[code] = (subject, text)
            elif subject:
                self.add_error(f"text_{code}", _("Write the text, or take the subject away."))
            elif text:
                self.add_error(f"subject_{code}", _("Write the subject, or take the text away."))
        if not self.written and not self.errors:
            raise ValidationError(_("Write subject and text in at least one language."))
        return data

    @property
    def subject(self) -> dict[str, str]:
        return {code: subject for code, (subject, _text) in self.written.items()}

    @property
    def text(self) -> dict[str, str]:
        return {code: text for code, (_subject, text) in self.written.items()}
