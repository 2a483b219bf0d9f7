"""What is asked when organisations are registered and teams change."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.actions.teams import Former
from profiles.identifiers import clean_identifier
from profiles.languages import language_choices
from profiles.models import Invitation, Membership, Place, Profile, Side
from profiles.texts import NameField, TextField

LONGEST_NUMBER = 40
LONGEST_MESSAGE = 1000
LONGEST_REASON = 500

LOOK_UP = {
    "hx-get": reverse_lazy("profiles:register-organisation"),
    "hx-trigger": "input changed delay:400ms",
    "hx-include": "#id_name, #id_identifier",
    "hx-target": "#duplicates",
    "hx-select": "#duplicates",
    "hx-swap": "outerHTML",
    "hx-sync": "closest form:replace",
}
"""Shows probable duplicates while somebody types."""


class LookupForm(forms.Form):
    """What has been typed so far."""

    name = NameField(required=False)
    identifier = forms.CharField(required=False, max_length=LONGEST_NUMBER)


class RegistrationForm(forms.Form):
    """`seen` are the ids of the probable duplicates that were shown: none of them is it."""

    name = NameField(
        label=_("Name of the organisation"),
        help_text=_("In its own language and script. Other languages come later."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto", **LOOK_UP}),
    )
    language = forms.ChoiceField(
        label=_("Language of the name"),
        help_text=_("You describe the organisation in this language first; any will do."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose…")), *Profile.Kind.choices])
    place = forms.ChoiceField(
        label=_("Place"),
        help_text=_("If yours is not listed, choose the region or country around it."),
    )
    identifier_kind = forms.ChoiceField(
        label=_("Kind of official number"),
        required=False,
        choices=[("", _("No number, or later")), *Profile.IdentifierKind.choices],
    )
    identifier = forms.CharField(
        label=_("Official number"),
        required=False,
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", **LOOK_UP}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(get_language() or "en")
        self.fields["place"].choices = [("", _("Choose…")), *places_by_country()]

    def clean_place(self) -> Place:
        return Place.objects.get(code=self.cleaned_data["place"])

    def clean_seen(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data["seen"].split(",") if pk.isdecimal()}

    def clean(self) -> None:
        self._clean_number()
        kind, place = self.cleaned_data.get("kind"), self.cleaned_data.get("place")
        if kind == Profile.Kind.PREFECTURE and place and place.side != Side.JAPAN:
            self.add_error("kind", _("Prefectures are in Japan. Elsewhere choose “Region”."))

    def _clean_number(self) -> None:
        kind = self.cleaned_data.get("identifier_kind", "")
        number = self.cleaned_data.get("identifier", "")
        if number and not kind:
            self.add_error("identifier_kind", _("Say what kind of number it is."))
        elif kind and not number and "identifier" not in self.errors:
            self.add_error("identifier", _("Write the number, or choose “No number, or later”."))
        elif kind:
            try:
                self.cleaned_data["identifier"] = clean_identifier(kind, number)
            except forms.ValidationError as error:
                self.add_error("identifier", error)


def places_by_country() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every country with the places in it, in the reader's order; Japan's from north to south."""
    groups: dict[str, list[Place]] = {}
    for place in Place.objects.all():
        groups.setdefault(place.code[:2], []).append(place)
    return [
        (str(places[0].name), [(place.code, _label(place)) for place in _in_order(places)])
        for places in sorted(groups.values(), key=lambda places: str(places[0].name))
    ]


def _in_order(places: list[Place]) -> list[Place]:
    """The country itself first."""
    country, *within = places
    if country.side != Side.JAPAN:
        within.sort(key=lambda place: str(place.name))
    return [country, *within]


def _label(place: Place) -> str:
    if place.kind != Place.Kind.COUNTRY:
        return str(place.name)
    return str(_("%(country)s (whole country)")) % {"country": place.name}


class RequestForm(forms.Form):
    message = TextField(
        label=_("Message"),
        limit=LONGEST_MESSAGE,
        help_text=_("Say what you do there. Whoever decides reads this."),
    )


class TakeOverForm(forms.Form):
    message = TextField(
        label=_("Reasons"),
        limit=LONGEST_MESSAGE,
        help_text=_("Say why the owners cannot be reached, and how the helpdesk can check it."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.EDITOR
    )


class AcceptForm(RoleForm):
    """`former` is for take-overs only."""

    former = forms.ChoiceField(
        label=_("Former owners"), choices=Former.choices, initial=Former.KEEP, required=False
    )

    def __init__(self, *args: Any, take_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if take_over:
            self.fields["role"].required = False
            self.fields["role"].widget = forms.HiddenInput()
            self.fields["former"].required = True
        else:
            del self.fields["former"]


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Reason"),
        limit=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )


class RemovalForm(forms.Form):
    reason = TextField(
        label=_("Reason (optional)"),
        required=False,
        limit=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "role", "language"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the letter"),
            choices=settings.LANGUAGES,
            initial=get_language(),
        )


class AnswerForm(forms.Form):
    """The reader of an invitation says yes or no."""

    answer = forms.ChoiceField(choices=[("accept", _("Accept")), ("decline", _("Decline"))])
    confirmed = forms.BooleanField(
        label=_(
            "I am the person to whom this invitation was written, and want to use this account"
        ),
        required=False,
    )

    def __init__(self, *args: Any, is_other_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_other_address = is_other_address

    def clean(self) -> None:
        accepts = self.cleaned_data.get("answer") == "accept"
        if self.is_other_address and accepts and not self.cleaned_data.get("confirmed"):
            self.add_error("confirmed", _("Confirm this, or sign in with the other address."))
