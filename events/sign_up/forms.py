"""What a participant is asked: at sign-up, later, and when they cancel."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events.consents import WORDINGS, Purpose
from events.models import Registration, Webinar
from events.reasons import CANCELLING
from events.sign_up.countries import country_choices, country_of
from events.sign_up.custom_questions import field_for, field_name
from events.sign_up.origins import LONGEST, clean_origin
from events.states import State
from profiles.accounts import zones
from profiles.accounts.forms import PersonForm, ordered
from profiles.models import Profile, User
from profiles.privacy.forms import ConsentForm as MembersConsentForm
from profiles.texts import NameField, TextField

SELECTED = mark_safe(" selected")
LONGEST_TEXT, LONGEST_ADDRESS = 1000, 254
"""Characters, as in the columns."""


class QuickSelect(forms.Select):
    """Django renders each option by a template of its own: for all countries that takes 25 ms."""

    def render(
        self, name: str, value: object, attrs: dict[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        chosen = {str(it) for it in self.format_value(value)}
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", attributes, options)


class AddressField(forms.EmailField):
    """Also typed in the full width of a Japanese keyboard."""

    def to_python(self, value: object) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value))


class ParticipantForm(PersonForm):
    """Who takes part, what they need and ask; with the webinar's own questions."""

    organisation = NameField(
        label=_("Organisation"), widget=forms.TextInput({"autocomplete": "organization"})
    )
    country = forms.ChoiceField(label=_("Country"), widget=QuickSelect({"autocomplete": "country"}))
    question = TextField(
        label=_("Question to the speakers"),
        limit=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "The helpdesk reads it beforehand, and may show it to the others, without your name."
        ),
    )
    accessibility = TextField(
        label=_("What you need to take part"),
        limit=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "For example captions, sign language or slides in advance. Only the helpdesk reads it."
        ),
    )
    OWN: ClassVar = ("organisation", "country")
    WISHES: ClassVar = ("question", "accessibility")

    def __init__(self, *args: Any, webinar: Webinar, **kwargs: Any) -> None:
        self.webinar = webinar
        super().__init__(*args, **kwargs)
        self.questions = list(webinar.questions.all())
        for question in self.questions:
            self.fields[field_name(question)] = field_for(question, webinar.language)
        self._mark_optional()
        language = get_language()
        chosen = self.data.get("country", self.initial.get("country", ""))
        self.fields["country"].choices = [("", _("Choose…")), *country_choices(language)]
        self.fields["country"].initial = chosen
        self.fields["time_zone"].widget = QuickSelect()
        self.initial.setdefault("language", language)
        self.initial.setdefault("time_zone", zones.default_zone(language))
        self.prepare(self.data.get("time_zone", self.initial["time_zone"]))

    def _mark_optional(self) -> None:
        """Most are required: the others say so."""
        for field in self.fields.values():
            if not field.required and not isinstance(field, forms.BooleanField):
                field.label = gettext("%(label)s (optional)") % {"label": field.label}

    def groups(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields under their headings."""
        names = ordered(("family_name", "given_name"), get_language())
        asked = [field_name(question) for question in self.questions]
        parts = (
            (_("About you"), (*self.FIRST, *names, "reading", *self.OWN)),
            (_("How we write to you"), ("language", "time_zone")),
            (_("What you would like"), (*asked, *self.WISHES)),
        )
        return [(title, [self[name] for name in fields]) for title, fields in parts]

    FIRST: ClassVar[tuple[str, ...]] = ()

    def values(self) -> dict[str, Any]:
        """The columns of a registration."""
        names = (*self.PERSONAL, *self.OWN, *self.WISHES)
        return {name: self.cleaned_data[name] for name in names} | {"answers": self._answers()}

    def _answers(self) -> dict[str, object]:
        given = {str(it.pk): self.cleaned_data[field_name(it)] for it in self.questions}
        return {key: value for key, value in given.items() if value != ""}


class SignUpForm(ParticipantForm):
    """With the address, separate consents, and a field that only robots fill."""

    email = AddressField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("We send a link there, to confirm it."),
    )
    recording = forms.BooleanField(label=WORDINGS[Purpose.RECORDING].text, required=False)
    listed = forms.BooleanField(label=WORDINGS[Purpose.LISTED].text, required=False)
    news = forms.BooleanField(label=WORDINGS[Purpose.NEWS].text, required=False)
    came_from = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    nickname = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )
    FIRST: ClassVar = ("email",)

    def __init__(self, *args: Any, user: User | AnonymousUser, origin: str, **kwargs: Any) -> None:
        known = about(user) if isinstance(user, User) else {}
        super().__init__(*args, initial=known | {"came_from": origin}, **kwargs)

    def consent_fields(self) -> list[forms.BoundField]:
        return [self[purpose] for purpose in Purpose]

    def bait(self) -> forms.BoundField:
        return self["nickname"]

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data["nickname"])

    def consents(self) -> dict[str, bool]:
        return {str(purpose): self.cleaned_data[purpose] for purpose in Purpose}

    def clean_came_from(self) -> str:
        return clean_origin(self.cleaned_data["came_from"])

    def values(self) -> dict[str, Any]:
        return super().values() | {name: self.cleaned_data[name] for name in ("email", "came_from")}


def about(user: User) -> dict[str, Any]:
    """What we know of a member, to begin with."""
    names = ("email", "family_name", "given_name", "reading", "language", "time_zone")
    profile = Profile.objects.of_member(user).select_related("place").order_by("pk").first()
    home = {}
    if profile:
        home = {"organisation": str(profile.name), "country": country_of(profile.place.code)}
    return {name: getattr(user, name) for name in names} | home


class EditForm(ParticipantForm):
    """The same, later; the address stays, for it was confirmed.

    Once the webinar is over, so does what the certificate is drawn from: it says who was there.
    """

    CERTIFIED: ClassVar = ("family_name", "given_name", "reading", "organisation")

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        names = (*self.PERSONAL, *self.OWN, *self.WISHES)
        known = {name: getattr(registration, name) for name in names}
        webinar = registration.webinar
        for question in webinar.questions.all():
            known[field_name(question)] = registration.answers.get(str(question.pk))
        super().__init__(*args, initial=known, webinar=webinar, **kwargs)
        self.is_frozen = webinar.state == State.DONE
        for name in self.CERTIFIED if self.is_frozen else ():
            self.fields[name].disabled, self.fields[name].required = True, False

    def values(self) -> dict[str, Any]:
        frozen = self.CERTIFIED if self.is_frozen else ()
        return {name: value for name, value in super().values().items() if name not in frozen}


class CancelForm(forms.Form):
    """Why somebody does not come: one of a few reasons, so that nothing personal is logged."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[
            ("", _("I would rather not say")),
            ("time", _("I cannot come at that time")),
            ("other", _("Somebody else comes in my place")),
            ("interest", _("I am not interested any more")),
            ("technical", _("I cannot use this video call")),
        ],
    )

    @property
    def logged_reason(self) -> str:
        return str(CANCELLING[self.cleaned_data["reason"]])


class ConsentForm(MembersConsentForm):
    """To what participants agree."""

    wordings = WORDINGS
    purpose = forms.ChoiceField(choices=Purpose.choices)
