"""What is filled in on the page of a conversation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matching.introductions.conversing import MOST_FILES, NewFile
from matching.introductions.models import Message, MessageTranslation
from profiles.languages import language_choices
from profiles.uploads import UploadField, clean_upload

LONGEST_TEXT = Message._meta.get_field("text").max_length
LONGEST_TRANSLATION = MessageTranslation._meta.get_field("text").max_length


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(UploadField):
    """Several files of the kinds that we keep; its cleaned value is a list of `NewFile`."""

    widget = FilesInput

    def clean(self, data: Any, initial: object = None) -> list[NewFile]:
        files: list[UploadedFile] = [it for it in data or [] if it]
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("Choose %(most)s files at most."), code="too_many", params={"most": MOST_FILES}
            )
        return [NewFile(it.name or "", clean_upload(it)) for it in files]


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It cannot be changed after it is sent."),
    )
    language = forms.ChoiceField(label=_("Written in"))
    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "Up to five: PDF, Word, Excel, PowerPoint, PNG, JPEG or text; 10 MB at most each."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "en"
        self.fields["language"].choices = language_choices(reader)
        self.fields["language"].initial = reader


class TranslationForm(forms.Form):
    language = forms.ChoiceField(label=_("Translated into"))
    text = forms.CharField(
        label=_("Draft of a translation"),
        max_length=LONGEST_TRANSLATION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The original stays beside it."),
    )

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"translation-{message.pk}", **kwargs)
        self.message = message
        choices = language_choices(get_language() or "en")
        self.fields["language"].choices = [it for it in choices if it[0] != message.language]


class AfterForm(forms.Form):
    """What a page asks for that has shown the messages up to one of them."""

    after = forms.IntegerField(min_value=0, required=False)
