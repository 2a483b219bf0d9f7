"""What moderators type. A remark belongs to a field of the document, named by its path."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.actions.teams import Former
from profiles.checklists import JUDGED
from profiles.models import Membership, MembershipRequest, User

APPROVE, CHANGES, REJECT = "approve", "changes", "reject"
ACCEPT, DECLINE = "accept", "decline"
PREFIX = "remark-"
MOST_OF_A_MESSAGE, MOST_OF_A_REMARK = 4000, 1000
"""Characters."""


class ReviewForm(forms.Form):
    """One form for all decisions, so that nothing typed is lost on the way to another one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    judged = forms.MultipleChoiceField(
        label=_("What you have to judge"),
        choices=JUDGED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(
        label=_("Message to the organisation"),
        help_text=_(
            "Needed to ask for changes and to reject. Write in the organisation's language."
        ),
        max_length=MOST_OF_A_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self, *args: Any, paths: Iterable[str], decision: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.decision = decision
        for path in paths:
            self.fields[f"{PREFIX}{path}"] = forms.CharField(
                label=_("What shall be changed here?"),
                max_length=MOST_OF_A_REMARK,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean_judged(self) -> list[str]:
        judged: list[str] = self.cleaned_data["judged"]
        if self.decision == APPROVE and len(judged) < len(JUDGED):
            raise forms.ValidationError(
                _("Tick each point when you have looked at it; approving needs all of them.")
            )
        return judged

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"]
        if not message and self.decision == CHANGES:
            raise forms.ValidationError(_("Say in a sentence or two what you ask for, and why."))
        if not message and self.decision == REJECT:
            raise forms.ValidationError(_("Say why: the organisation reads it."))
        return message

    def remarks(self) -> dict[str, str]:
        """By path; of a valid form."""
        return {
            name.removeprefix(PREFIX): text
            for name, text in self.cleaned_data.items()
            if name.startswith(PREFIX) and text
        }


def typed_paths(data: Any) -> list[str]:
    """The paths that a posted form has remarks for."""
    return [name.removeprefix(PREFIX) for name in data if name.startswith(PREFIX) and data[name]]


def has_typed(data: Any) -> bool:
    return bool(data.get("message") or typed_paths(data))


class HolderForm(forms.Form):
    """From whom an item is taken: the one whose name stood on the page."""

    holder = forms.ModelChoiceField(User.objects.filter(is_staff=True))


class ReasonForm(forms.Form):
    """For what is done to a profile as a whole."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_OF_A_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RequestForm(forms.Form):
    """The answer to a wish to join an organisation, or to take it over."""

    decision = forms.ChoiceField(choices=[(ACCEPT, ""), (DECLINE, "")], widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label=_("Role in the team"), choices=Membership.Role.choices, required=False
    )
    former = forms.ChoiceField(
        label=_("What becomes of the owners until now"),
        choices=Former.choices,
        initial=Former.VIEWER,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason, if you decline"),
        help_text=_("The person reads it."),
        max_length=MOST_OF_A_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        takes_over = kind == MembershipRequest.Kind.TAKE_OVER
        self.fields["role" if takes_over else "former"].widget = forms.HiddenInput()

    def clean_role(self) -> str:
        return self.cleaned_data["role"] or Membership.Role.OWNER

    def clean_former(self) -> str:
        return self.cleaned_data["former"] or Former.KEEP

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("decision") == DECLINE and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why: the person reads it."))
