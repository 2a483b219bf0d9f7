"""What is asked about partnerships."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matching.models.facts import today
from matching.partnerships.dates import PartialDate
from matching.partnerships.models import Activity, Amendment, Partnership, Party, Signatory
from profiles.models import Sector, TargetArea, Topic, User
from profiles.texts import NameField, TextField
from profiles.uploads import UploadField

LONGEST_NOTE, LONGEST_PROPOSAL, LONGEST_ACTION = 1000, 4000, 200
LONGEST_PART_OF_A_NAME = 100
FIRST_DAY, LAST_DAY = date(1868, 1, 1), date(2199, 12, 31)
"""Nobody has partnerships from before, nor plans for after."""


def day_field(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)


class PartialDateField(forms.CharField):
    """A date as it is known; its cleaned value is a PartialDate, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("As exactly as it is known: 2014, 2014-02 or 2014-02-28."))
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(max_length=10, widget=widget, **kwargs)

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = PartialDate.parse(text.replace("/", "-").replace(".", "-"))
        except ValueError:
            found = None
        if found is None or not FIRST_DAY <= found.first <= LAST_DAY:
            raise forms.ValidationError(
                _("Write a year, a month or a day like this: 2014, 2014-02 or 2014-02-28."),
                code="invalid",
            )
        return found


class AsOfForm(forms.Form):
    """The day on which a partnership is looked at."""

    on = day_field(_("As of"), required=True)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day between 1868 and 2199."))
        return day


class WordsForm(forms.Form):
    """A text with its language. Subclasses have a field `text`."""

    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    @property
    def words(self) -> dict[str, str]:
        """By language; of a valid form."""
        text = self.cleaned_data["text"]
        return {self.cleaned_data["language"]: text} if text else {}


class ActivityForm(WordsForm):
    kind = forms.ChoiceField(label=_("What was it?"), choices=Activity.Kind.choices)
    on = PartialDateField(label=_("When did it begin?"))
    text = TextField(
        label=_("What did you do together?"),
        limit=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences. They appear on the page of the partnership."),
    )
    source = forms.URLField(
        label=_("Where can one read about it? (optional)"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    field_order = ["kind", "on", "text", "language", "source"]

    def clean_on(self) -> PartialDate:
        on: PartialDate = self.cleaned_data["on"]
        if on.first > today():
            raise forms.ValidationError(_("Report it when it has taken place."))
        return on


class ProposalForm(forms.Form):
    text = TextField(
        label=_("What has changed, or is wrong?"),
        limit=LONGEST_PROPOSAL,
        help_text=_(
            "A renewal with its date, a new scope, a successor in office… in your language. The"
            " helpdesk reads it and changes the page."
        ),
    )


class AmendForm(WordsForm):
    """Something signed: the scope from then on, as a whole."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Amendment.Kind.choices)
    on = PartialDateField(label=_("Date"))
    valid_until = PartialDateField(
        label=_("In force until"),
        required=False,
        help_text=_(
            "The last day, or its year or month: 2027, 2027-03 or 2027-03-31. Empty where no end"
            " is agreed."
        ),
    )
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        label=_("Sectors from now on"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        label=_("Topics from now on"),
        to_field_name="slug",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    areas = forms.ModelMultipleChoiceField(
        TargetArea.objects.all(),
        label=_("Together in third countries"),
        to_field_name="slug",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    text = TextField(
        label=_("What is it about? (optional)"),
        required=False,
        limit=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.URLField(
        label=_("Source"), required=False, max_length=500, assume_scheme="https"
    )
    field_order = [
        *("kind", "on", "valid_until", "sectors", "topics", "areas"),
        *("text", "language", "source"),
    ]

    def clean(self) -> None:
        on, until = self.cleaned_data.get("on"), self.cleaned_data.get("valid_until")
        if on and until and until.last < on.first:
            self.add_error("valid_until", _("This is before the date of the signature."))


class DocumentForm(forms.Form):
    title = NameField(label=_("Title"))
    language = forms.ChoiceField(label=_("Language of the document"), choices=settings.LANGUAGES)
    file = UploadField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, PNG, JPEG or text; 10 MB at most."),
    )
    amendment = forms.ModelChoiceField(
        Amendment.objects.none(),
        label=_("Belongs to"),
        required=False,
        empty_label=_("The partnership as a whole"),
    )
    is_public = forms.BooleanField(
        label=_("Everybody may read it"),
        required=False,
        help_text=_("Otherwise only the parties and the helpdesk."),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.fields["amendment"].queryset = partnership.amendments.all()


class SignatoryForm(forms.Form):
    party = forms.ModelChoiceField(Party.objects.none(), label=_("For which party"))
    family_name = NameField(label=_("Family name"), limit=LONGEST_PART_OF_A_NAME)
    given_name = NameField(label=_("Given name"), limit=LONGEST_PART_OF_A_NAME, required=False)
    office = NameField(label=_("Office"), required=False)
    amendment = forms.ModelChoiceField(
        Amendment.objects.none(),
        label=_("Signed"),
        required=False,
        empty_label=_("Nothing yet: has followed in the office"),
    )
    succeeds = forms.ModelChoiceField(
        Signatory.objects.none(),
        label=_("Successor of"),
        required=False,
        empty_label=_("Nobody on record"),
    )
    since = day_field(_("In office since"))
    until = day_field(_("In office until"))

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signatories = Signatory.objects.filter(party__partnership=partnership)
        self.fields["party"].queryset = partnership.parties.all()
        self.fields["amendment"].queryset = partnership.amendments.all()
        self.fields["succeeds"].queryset = signatories.with_party()

    def clean(self) -> None:
        party, before = self.cleaned_data.get("party"), self.cleaned_data.get("succeeds")
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if party and before and before.party_id != party.pk:
            self.add_error("succeeds", _("This person signed for another party."))
        if since and until and until < since:
            self.add_error("until", _("This is before the beginning."))


class GoalForm(WordsForm):
    text = TextField(label=_("Goal"), limit=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    party = forms.ModelChoiceField(
        Party.objects.none(),
        label=_("Whose"),
        required=False,
        empty_label=_("All parties together"),
    )
    due = PartialDateField(label=_("By"), required=False)
    source = forms.URLField(
        label=_("Source"), required=False, max_length=500, assume_scheme="https"
    )
    field_order = ["text", "language", "party", "due", "source"]

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = partnership.parties.all()


class ReachedForm(forms.Form):
    """The day on which a goal was reached; without one it is open again."""

    on = day_field(_("Reached on"))


class NextActionForm(forms.Form):
    next_action = NameField(label=_("Next action"), limit=LONGEST_ACTION, required=False)
    next_on = day_field(_("On"))
    owner = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True),
        label=_("Who follows it"),
        required=False,
        empty_label=_("Nobody"),
    )
