"""What participants send before, during and after a webinar."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import AudienceQuestion, Feedback, Interest
from profiles.languages import language_name
from profiles.models import Profile

QUESTION_LENGTH = 500
"""Characters: what a moderator can read out."""


class QuestionForm(forms.ModelForm):
    class Meta:
        model = AudienceQuestion
        fields = ["text", "language"]
        labels = {"text": _("Your question"), "language": _("Language of your question")}

    def __init__(self, *args: object, spoken: Sequence[str] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "en"
        codes = dict.fromkeys([reader, *dict(settings.LANGUAGES), *spoken])
        choices = [(code, language_name(code, reader)) for code in codes]
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=choices, initial=reader
        )
        text = self.fields["text"]
        text.max_length = QUESTION_LENGTH
        text.validators.append(forms.fields.validators.MaxLengthValidator(QUESTION_LENGTH))
        text.widget = forms.Textarea({"rows": 3, "maxlength": QUESTION_LENGTH})
        text.help_text = _(
            "A moderator reads it first. The others see the question, but not your name."
        )


class VoteForm(forms.Form):
    is_for = forms.BooleanField(required=False)


class SeenForm(forms.Form):
    """What a page that refreshes itself shows already: the digest of its list."""

    seen = forms.CharField(max_length=64, required=False)


RATINGS = [
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – fair")),
    (2, _("2 – poor")),
    (1, _("1 – very poor")),
]


class FeedbackForm(forms.ModelForm):
    rating = forms.TypedChoiceField(
        label=_("How was it?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect
    )

    class Meta:
        model = Feedback
        fields = ["rating", "text"]
        labels = {"text": _("What was good, what should be better?")}
        help_texts = {"text": _("If you like. Only the helpdesk reads it.")}
        widgets = {"text": forms.Textarea({"rows": 5})}


class Organisations(forms.ModelMultipleChoiceField):
    def label_from_instance(self, profile: Profile) -> str:
        return str(profile.name)


class InterestForm(forms.Form):
    profiles = Organisations(
        label=_("To whom would you like to be introduced?"),
        queryset=Profile.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organisation.")},
    )
    text = forms.CharField(
        label=_("What do you have in mind?"),
        help_text=_("A sentence or two. The helpdesk reads it, and may pass it on to them."),
        max_length=Interest._meta.get_field("text").max_length,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: object, profiles: Sequence[Profile], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        keys = [profile.pk for profile in profiles]
        choices = Profile.objects.filter(pk__in=keys).prefetch_related("texts")
        self.fields["profiles"].queryset = choices
