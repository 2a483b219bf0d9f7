"""allauth's forms in our words, sign-up with what we need to know, and a person's own data.

The words are ours so that every one of them is translated: allauth's catalogues have gaps.
"""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.accounts import zones
from profiles.accounts.fields import (
    CodeField,
    PersonalNameField,
    PhoneField,
    TimeZoneField,
)
from profiles.consents import WORDINGS, Purpose, give_consent, standing_consent, withdraw_consent
from profiles.models import User
from profiles.names import FAMILY_FIRST
from profiles.phones import show_phone

ADDRESS = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
REPEATED = _("New password, once more")
LENGTH = _("At least 12 characters, and nothing that is easily guessed.")
DIFFERENT = _("The two passwords are not the same.")
PASSKEY_NAME = _("Name of the passkey")
NAME_LENGTH, READING_LENGTH, TITLE_LENGTH = 100, 200, 150
"""Characters, as in the columns of `User`."""


class OurWords(forms.Form):
    """Mixed into a form of allauth's: our labels and hints, and no placeholders."""

    words: ClassVar[dict[str, Any]] = {}
    hints: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.words.keys() & self.fields.keys():
            field = self.fields[name]
            field.label, field.help_text = self.words[name], self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class TwicePassword(OurWords):
    """A new password is typed twice."""

    words: ClassVar = {
        "oldpassword": _("Present password"),
        "password1": NEW_PASSWORD,
        "password2": REPEATED,
    }
    hints: ClassVar = {"password1": LENGTH}

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self) or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", DIFFERENT)
        return cleaned


class LoginForm(OurWords, account.LoginForm):
    words: ClassVar = {"login": ADDRESS, "password": PASSWORD}


class PasswordAgainForm(OurWords, account.ReauthenticateForm):
    words: ClassVar = {"password": PASSWORD}


class ForgottenPasswordForm(OurWords, account.ResetPasswordForm):
    words: ClassVar = {"email": ADDRESS}


class NewPasswordForm(TwicePassword, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(TwicePassword, account.ChangePasswordForm):
    pass


class FirstPasswordForm(TwicePassword, account.SetPasswordForm):
    pass


class ChangeAddressForm(OurWords, account.AddEmailForm):
    words: ClassVar = {"email": _("New e-mail address")}


class RequestCodeForm(OurWords, account.RequestLoginCodeForm):
    words: ClassVar = {"email": ADDRESS}

    def clean_email(self) -> str:
        """No code for an account whose address nobody has confirmed.

        Somebody else may have made it, and would share it, by their password, with the owner of
        the mailbox who thinks it theirs.
        """
        email = super().clean_email()
        confirmed = EmailAddress.objects.filter(email=email, verified=True)
        if self._user and not confirmed.filter(user=self._user).exists():
            self._user = None
        return email


class ConfirmCodeForm(OurWords, account.ConfirmLoginCodeForm):
    code = CodeField(label=_("Code from the mail"))


class SecondFactorForm(OurWords, second_factor.AuthenticateForm):
    code = CodeField(numeric=True, label=_("Code from the app, or a recovery code"))


class SecondFactorAgainForm(OurWords, second_factor.ReauthenticateForm):
    code = CodeField(numeric=True, label=_("Code from the app, or a recovery code"))


class ActivateAppForm(OurWords, app.ActivateTOTPForm):
    code = CodeField(numeric=True, label=_("The six digits that the app shows"))

    def clean_code(self) -> str:
        """A code that has activated an app is used: it does not open a session as well."""
        code = super().clean_code()
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class AddPasskeyForm(OurWords, passkey.AddWebAuthnForm):
    words: ClassVar = {
        "name": PASSKEY_NAME,
        "passwordless": _("Also sign in with it alone, without the password"),
    }
    hints: ClassVar = {
        "name": _("So that you can tell it from others: “Phone”, “Key in the office”."),
        "passwordless": _(
            "The device then asks for your fingerprint, your face or a PIN."
            " Leave this out for simple security keys."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].max_length = NAME_LENGTH
        self.fields["name"].widget.attrs["maxlength"] = NAME_LENGTH


class RenamePasskeyForm(OurWords, passkey.EditWebAuthnForm):
    name = PersonalNameField(label=PASSKEY_NAME, limit=NAME_LENGTH)


def ordered(names: tuple[str, str], language: str) -> tuple[str, str]:
    """The fields of family and given name, the one first that comes first when it is spoken."""
    return names if language in FAMILY_FIRST else names[::-1]


class PersonForm(forms.Form):
    """Who somebody is and in which language and time zone they read: asked at sign-up and later."""

    family_name = PersonalNameField(
        label=_("Family name"), limit=NAME_LENGTH, autocomplete="family-name"
    )
    given_name = PersonalNameField(
        label=_("Given name"), limit=NAME_LENGTH, autocomplete="given-name"
    )
    reading = PersonalNameField(
        label=_("Reading of the name"),
        required=False,
        limit=READING_LENGTH,
        help_text=_("For Japanese names: how yours is read, in kana, for example さとう はるか."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("We write to you in it."),
    )
    time_zone = TimeZoneField(
        label=_("Time zone"), help_text=_("Times are shown as it is then in this city.")
    )
    PERSONAL: ClassVar = ("family_name", "given_name", "reading", "language", "time_zone")

    def prepare(self, chosen_zone: str) -> None:
        """Word the choices for the reader: called once the fields are there."""
        self.fields["time_zone"].offer(get_language(), chosen_zone)
        self.order_fields(self.order())

    def order(self) -> tuple[str, ...]:
        return (*ordered(("family_name", "given_name"), get_language()), *self.PERSONAL[2:])

    def write(self, user: User) -> None:
        for name in self.PERSONAL:
            setattr(user, name, self.cleaned_data[name])


class SignUpForm(PersonForm, TwicePassword, account.SignupForm):
    """The account, the person, the privacy notice, and a field that only robots fill."""

    privacy = forms.BooleanField(
        label=WORDINGS[Purpose.ACCOUNT].text,
        error_messages={"required": _("Please read the privacy notice, then tick this box.")},
    )
    news = forms.BooleanField(label=WORDINGS[Purpose.NEWS].text, required=False)
    BAIT: ClassVar = settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD
    words: ClassVar = {
        "email": ADDRESS,
        "password1": PASSWORD,
        "password2": _("Password, once more"),
        BAIT: _("Leave this field empty"),
    }
    hints: ClassVar = {
        "email": _("Your own at work. We send a link there, to confirm it."),
        "password1": LENGTH,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        self.fields["language"].initial = language
        self.fields["time_zone"].initial = zones.default_zone(language)
        self.fields[self.BAIT].widget = forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
        self.prepare(self.data.get("time_zone", ""))

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        account_fields = ("email", "password1", "password2")
        parts = ((_("Your account"), account_fields), (_("About you"), self.order()))
        return [(title, [self[name] for name in names]) for title, names in parts]

    def bait(self) -> forms.BoundField:
        return self[self.BAIT]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = ("email", "family_name", "given_name")
        person = User(**{name: cleaned.get(name, "") for name in known})
        try:
            get_adapter().clean_password(cleaned.get("password1", ""), user=person)
        except forms.ValidationError as error:
            if "password1" in cleaned:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """As long for an address that has an account as for one that has none.

        Whoever is a moment too late with the same address is answered like everybody who has an
        account: by a mail.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # only for the time that it takes
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        """What allauth calls when the account is made."""
        self.write(user)
        user.save()
        give_consent(user, Purpose.ACCOUNT, source="sign-up")
        if self.cleaned_data["news"]:
            give_consent(user, Purpose.NEWS, source="sign-up")


class AccountForm(PersonForm, forms.ModelForm):
    """What somebody may change of themselves."""

    job_title = PersonalNameField(
        label=_("Function"),
        required=False,
        limit=TITLE_LENGTH,
        autocomplete="organization-title",
        help_text=_("What you do in your organisation."),
    )
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_(
            "With the country code, for example +49 211 123456. Shown to nobody"
            " before you have agreed to an introduction."
        ),
    )
    news = forms.BooleanField(label=WORDINGS[Purpose.NEWS].text, required=False)

    class Meta:
        model = User
        fields = (
            "family_name",
            "given_name",
            "reading",
            "job_title",
            "phone",
            "language",
            "time_zone",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["news"] = standing_consent(self.instance, Purpose.NEWS) is not None
        self.initial["phone"] = show_phone(self.instance.phone)
        at_home_in_japan = "JP" if self._typed("time_zone") == zones.TOKYO.key else None
        self.fields["phone"].region = at_home_in_japan
        self.prepare(self._typed("time_zone"))

    def order(self) -> tuple[str, ...]:
        first = (*ordered(("family_name", "given_name"), get_language()), "reading")
        return (*first, "job_title", "phone", "language", "time_zone", "news")

    def _typed(self, name: str) -> str:
        return self.data.get(name, getattr(self.instance, name))

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        standing = standing_consent(user, Purpose.NEWS) is not None
        if self.cleaned_data["news"] and not standing:
            give_consent(user, Purpose.NEWS, source="account")
        elif standing and not self.cleaned_data["news"]:
            withdraw_consent(user, Purpose.NEWS, source="account")
        return user
