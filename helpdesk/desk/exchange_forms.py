"""What staff upload, how it shall be imported, and what they export."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from profiles.exchange.reading import content_of, open_sheet
from profiles.models import ImportFile

EXPORTED: Final = {"public": _("Public profiles"), "all": _("All, drafts and archived ones too")}
FORMATS: Final = {"csv": "CSV", "xlsx": "XLSX"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table of profiles"),
        help_text=_("CSV or XLSX, at most 5 MB and 5,000 lines. Nothing is written yet."),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        self.content = content_of(file)
        open_sheet(self.content)
        return file


class ImportForm(forms.Form):
    """The choice is about what becomes public; see `profiles.exchange.applying`."""

    mode = forms.ChoiceField(
        label=_("How?"),
        choices=[
            (
                ImportFile.Mode.DRAFTS,
                _("As drafts: new profiles are drafts, changes of public ones wait for review"),
            ),
            (
                ImportFile.Mode.PUBLIC,
                _("Published at once: new and changed profiles are public immediately"),
            ),
        ],
        initial=ImportFile.Mode.DRAFTS,
        widget=forms.RadioSelect,
    )


class LinesForm(forms.Form):
    """Which lines of a checked file are listed; what nobody offers is everything."""

    show = forms.ChoiceField(
        choices=[(name, name) for name in ("new", "changed", "unchanged", "doubtful", "incomplete")]
    )

    @property
    def shown(self) -> str:
        return str(self.cleaned_data["show"]) if self.is_valid() else ""


class ExportForm(forms.Form):
    scope = forms.ChoiceField(label=_("Which"), choices=list(EXPORTED.items()), required=False)
    format = forms.ChoiceField(label=_("As"), choices=list(FORMATS.items()), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"scope": "public"})
        super().__init__(*args, **kwargs)

    @property
    def chosen(self) -> tuple[str, str]:
        """Scope and format; the format is empty until somebody presses a button."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return found.get("scope") or "public", found.get("format") or ""
