"""What the helpdesk fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matching.introductions.actions import ThirdParty
from matching.introductions.anonymity import require_anonymous
from matching.introductions.forms import LONGEST_REASON, PersonField, active_members
from matching.introductions.models import Message, Party
from profiles.models import Profile, TargetArea, User

LONGEST_NOTE = 2000


class NoteForm(forms.Form):
    """The broker's words to everybody, in one language at least, naming nobody."""

    def __init__(self, *args: Any, sides: tuple[Profile, Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        for code, name in settings.LANGUAGES:
            self.fields[f"note_{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
            )

    def notes(self) -> list[forms.BoundField]:
        return [self[f"note_{code}"] for code, _name in settings.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        people = list(active_members(*self.sides))
        for code, _name in settings.LANGUAGES:
            try:
                text = data.get(f"note_{code}", "")
                require_anonymous(text, people=people, organisations=self.sides)
            except forms.ValidationError as error:
                self.add_error(f"note_{code}", error)
        if not self.errors and not self.note:
            first = get_language() or "en"
            self.add_error(f"note_{first}", _("Write the note in one language at least."))
        return data

    @property
    def note(self) -> dict[str, str]:
        """By language, without those that were left empty."""
        written = {code: self.cleaned_data.get(f"note_{code}") for code, _ in settings.LANGUAGES}
        return {code: text for code, text in written.items() if text}


class ThirdPartyForm(forms.Form):
    """Somebody from a target area; all fields empty means nobody."""

    name = forms.CharField(
        label=_("Name of the organisation or person"),
        required=False,
        max_length=Party._meta.get_field("name").max_length,
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    area = forms.ModelChoiceField(
        TargetArea.objects.all(), label=_("Target area"), required=False, empty_label=_("None")
    )
    may_be_asked = forms.BooleanField(
        label=_("They know of the helpdesk and have agreed to be asked by it."), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked = ("name", "email", "area", "may_be_asked")
        missing = [name for name in asked if not data.get(name) and name not in self.errors]
        if any(data.get(name) for name in asked):
            for name in missing:
                self.add_error(name, _("Needed for a third party; or leave all of this empty."))
        return data

    def third(self) -> ThirdParty | None:
        data = self.cleaned_data
        if not data["email"]:
            return None
        return ThirdParty(data["name"], data["email"], data["language"], data["area"])


class DeclineRequestForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the request is not passed on"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who asked read it; the other side learns nothing."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class BrokerForm(forms.Form):
    broker = PersonField(
        User.objects.filter(is_staff=True, is_active=True).order_by("family_name", "pk"),
        label=_("Owner"),
    )
    next = forms.ChoiceField(
        choices=[("", ""), ("board", "board")], required=False, widget=forms.HiddenInput
    )


class ReplyForm(forms.Form):
    """The helpdesk's answer to one of the parties."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=Message._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
