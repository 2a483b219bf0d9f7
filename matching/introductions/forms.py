"""What members and third parties fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matching.introductions.anonymity import require_anonymous
from matching.introductions.disclosing import (
    NobodyToContact,
    NoLegalBasis,
    NotTheirOrganisation,
    require_contact,
)
from matching.introductions.models import Introduction, Message, Outcome, Party
from profiles.languages import language_choices
from profiles.models import Profile, User

LONGEST_REASON = 1000
AGREES = _("Yes, I would like to be introduced")
DECLINES = _("No, not this time")


def active_members(*profiles: Profile) -> "forms.models.QuerySet[User]":
    """The people of these organisations who can sign in, in the order of their names."""
    people = User.objects.filter(memberships__profile__in=profiles, is_active=True)
    return people.distinct().order_by("family_name", "given_name", "pk")


class RequestForm(forms.Form):
    """What an organisation writes to the other side, naming nobody."""

    message = forms.CharField(
        label=_("Your message to the other side"),
        max_length=Introduction._meta.get_field("message").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "What would you like to do together, and why with them? Do not name people and leave"
            " out addresses and phone numbers: contact data follow when everybody has agreed."
        ),
    )
    language = forms.ChoiceField(label=_("Written in"))

    def __init__(self, *args: Any, sides: tuple[Profile, Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        reader = get_language() or "en"
        self.fields["language"].choices = language_choices(reader)
        self.fields["language"].initial = reader

    def clean_message(self) -> str:
        message = self.cleaned_data["message"]
        require_anonymous(message, people=active_members(*self.sides), organisations=self.sides)
        return message


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class ContactForm(forms.Form):
    """Whom the others will write to: somebody of the party's own team whose data may be shown."""

    contact = PersonField(
        User.objects.none(),
        label=_("Contact person"),
        help_text=_(
            "The others see this person’s name, function, e-mail address and phone number as soon"
            " as everybody has agreed; not before."
        ),
    )

    def __init__(self, *args: Any, party: Party, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party, self.reader = party, reader
        self.fields["contact"].queryset = active_members(party.profile)
        self.fields["contact"].initial = reader.pk

    def clean_contact(self) -> User:
        contact = self.cleaned_data["contact"]
        parties = list(self.party.introduction.parties.all())
        try:
            require_contact(contact, of=self.party, parties=parties)
        except NoLegalBasis as error:
            if contact == self.reader:
                raise ValidationError(str(error), code="consent") from error
            text = _("%(name)s must first agree to that on the page “My data”.")
            raise ValidationError(text, code="consent", params={"name": contact}) from error
        except (NobodyToContact, NotTheirOrganisation) as error:
            raise ValidationError(str(error)) from error
        return contact


class AcceptForm(ContactForm):
    early_late = forms.BooleanField(
        label=_("Meetings may also be early or late: from 7:00 to 20:00"),
        required=False,
        help_text=_("Office hours of both sides overlap by one hour in winter, two in summer."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why not?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the helpdesk reads it, to suggest better. You may leave it empty."),
    )


class LinkForm(forms.Form):
    """The answer of a third party, which has no account."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accept", AGREES), ("decline", DECLINES)],
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that the two organisations named above see my name and e-mail address. They"
            " are in countries whose data protection may differ from mine."
        ),
        required=False,
        help_text=_("Needed for a yes."),
    )
    reason = forms.CharField(
        label=_("Why not?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("With a no. Only the helpdesk reads it. You may leave it empty."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "accept" and not data.get("consent"):
            self.add_error("consent", _("Tick this box to agree: without it nobody may see you."))
        return data

    @property
    def is_yes(self) -> bool:
        return self.cleaned_data["answer"] == "accept"


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=Message._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the helpdesk reads it."),
    )


class OutcomeForm(forms.Form):
    days = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("How far have you come?"),
        choices=Outcome.Result.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, asked: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(days, days) for days in asked]


class AnswerOutcomeForm(forms.Form):
    """Behind a link in a mail, which says which question it is."""

    result = OutcomeForm.base_fields["result"]
