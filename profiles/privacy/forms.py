from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.consents import WORDINGS, Wording
from profiles.models import Consent, User


class ConsentForm(forms.Form):
    """A yes to the wording that was on the page, or its end.

    The account's own consent ends with the account.
    """

    GIVE, WITHDRAW = "give", "withdraw"

    wordings: ClassVar[Mapping[str, Wording]] = WORDINGS
    purpose = forms.ChoiceField(
        choices=[
            choice for choice in Consent.Purpose.choices if choice[0] != Consent.Purpose.ACCOUNT
        ]
    )
    answer = forms.ChoiceField(choices=[(GIVE, GIVE), (WITHDRAW, WITHDRAW)])
    version = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wording = self.wordings.get(data.get("purpose", ""))
        if wording and self.is_given and data.get("version") != wording.version:
            raise forms.ValidationError(
                _("The wording has changed meanwhile. Read it again, then decide.")
            )
        return data

    @property
    def is_given(self) -> bool:
        return bool(self.cleaned_data.get("answer") == self.GIVE)


class MailsForm(forms.Form):
    """No more mails of a kind, or again."""

    END, RENEW = "end", "renew"

    kind = forms.SlugField(max_length=60)
    answer = forms.ChoiceField(choices=[(END, END), (RENEW, RENEW)])


class EraseForm(forms.Form):
    """Typed by hand, so that nobody erases an account by a slip."""

    email = forms.CharField(
        label=_("Type your e-mail address to confirm"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(
                _("This is not the address of your account. Type it as it stands above.")
            )
        return typed
