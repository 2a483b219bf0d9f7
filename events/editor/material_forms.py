"""Materials of a webinar: a file of ours, or an address elsewhere."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.editor.basics import LONGEST_URL
from events.editor.item_forms import ItemForm
from events.editor.material_files import MaterialField, checked
from events.models import Material, Webinar
from profiles.languages import language_choices
from profiles.links import HttpsField
from profiles.texts import NameField


class MaterialForm(ItemForm):
    SECTIONS = (
        (_("What it is"), ("kind", "title", "language")),
        (_("Where it is: a file or an address"), ("file", "url")),
    )

    kind = forms.ChoiceField(label=_("Kind"), choices=Material.Kind.choices)
    title = NameField(label=pgettext_lazy("of a document", "Title"))
    language = forms.ChoiceField(label=_("Language"))
    file = MaterialField(
        label=_("File"),
        help_text=_(
            "Slides: PDF, PowerPoint or OpenDocument. Captions: WebVTT. Recording: MP4 or WebM, at"
            " most 500 MB; all else at most 50 MB."
        ),
    )
    url = HttpsField(label=_("Or its address elsewhere"), max_length=LONGEST_URL)

    @classmethod
    def read(cls, webinar: Webinar, item: Material | None) -> dict[str, Any]:
        item = item or Material(kind=Material.Kind.SLIDES, language=webinar.language)
        values = {name: getattr(item, name) for name in ("kind", "title", "language", "url")}
        return values | {"file_name": item.file.name or ""}

    def build(self) -> None:
        reader = get_language() or "en"
        self.fields["language"].choices = language_choices(reader, self.stored["language"])

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("file") and data.get("url"):
            self.add_error("url", _("Give a file or an address, not both."))
        elif data.get("file") and data.get("kind"):
            self._check_file()
        elif not data.get("url") and not self._keeps_file and not self.errors:
            self.add_error("file", _("Choose a file, or give an address."))

    def _check_file(self) -> None:
        try:
            file, kind = self.cleaned_data["file"], self.cleaned_data["kind"]
            self.cleaned_data["file"] = checked(file, kind)
        except ValidationError as fault:
            self.add_error("file", fault)

    @property
    def _keeps_file(self) -> bool:
        return bool(self.stored["file_name"])

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in ("kind", "title", "language", "url")}
        if data["file"]:
            values |= {"file": data["file"], "content_type": data["file"].content_type}
        elif data["url"] and self._keeps_file:
            values |= {"file": "", "content_type": ""}
        return values
