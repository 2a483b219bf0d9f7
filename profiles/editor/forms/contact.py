"""Contact: what belongs to the organisation, not to a person; links elsewhere."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from profiles.accounts.fields import PhoneField
from profiles.documents import MOST_LINKS, Document
from profiles.editor.forms.base import Part, SectionForm, posted_items
from profiles.editor.moving_items import moved
from profiles.fields import ITEMS, NAMES
from profiles.links import clean_link
from profiles.models import ProfileLink
from profiles.phones import show_phone
from profiles.texts import LONGEST_ADDRESS, TextField

LONGEST_EMAIL = 254
ISO = {"EL": "GR"}
"""Codes of countries where NUTS has its own."""


class MailboxField(forms.EmailField):
    def to_python(self, value: Any) -> str:
        """Without the width that Japanese keyboards give to letters and the @."""
        return str(super().to_python(unicodedata.normalize("NFKC", str(value or ""))))


class ContactForm(Part):
    email = MailboxField(
        label=NAMES["email"],
        required=False,
        max_length=LONGEST_EMAIL,
        help_text=_(
            "An address of the organisation, such as office@…, not of a person."
            " It is shown only to people who ask for it."
        ),
    )
    phone = PhoneField(
        label=NAMES["phone"],
        required=False,
        help_text=_("The switchboard, with or without the country’s prefix."),
    )
    address = TextField(label=NAMES["address"], limit=LONGEST_ADDRESS, required=False)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].region = region
        self.fields["address"].widget.attrs["rows"] = 4


class LinkForm(Part):
    kind = forms.ChoiceField(label=_("Where"), choices=ProfileLink.Kind.choices)
    url = forms.CharField(
        label=NAMES["url"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, heading: str, number: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"links-{number}", **kwargs)
        self.heading = heading
        self.number = number

    @property
    def title(self) -> str:
        return self.heading

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("url") and "kind" in cleaned:
            try:
                cleaned["url"] = clean_link(cleaned["kind"], cleaned["url"])
            except ValidationError as error:
                self.add_error("url", error)
        return cleaned


class ContactSection(SectionForm):
    section = "contact"

    def build(self) -> Iterator[Part]:
        stored = self.stored
        place = self.draft.document["organisation"]["place"]
        initial = stored | {"phone": show_phone(stored["phone"])}
        self.form = ContactForm(self.data, initial=initial, region=ISO.get(place[:2], place[:2]))
        self.links = [self._link(at, number) for at, number in enumerate(self._numbers())]
        yield from (self.form, *self.links)

    def _numbers(self) -> list[int]:
        if self.data is None:
            return list(range(min(len(self.stored["links"]) + 1, MOST_LINKS)))
        posted = posted_items(self.data, "links", most=MOST_LINKS)
        self.is_whole = bool(posted)
        return moved(posted, self.step)

    def _link(self, at: int, number: int) -> LinkForm:
        links = self.stored["links"]
        heading = str(ITEMS["links"]) % {"number": at + 1}
        initial = links[number] if number < len(links) else {"kind": ProfileLink.Kind.WEBSITE}
        return LinkForm(self.data, initial=initial, heading=heading, number=number)

    def is_valid(self) -> bool:
        return super().is_valid() and not self._are_repeated()

    def _are_repeated(self) -> bool:
        """Says so at every link that was listed before."""
        seen: set[str] = set()
        repeated = False
        for link in self.links:
            url = link.cleaned_data["url"]
            if url and url in seen:
                link.add_error("url", _("This address is listed already."))
                repeated = True
            seen.add(url)
        return repeated

    def content(self) -> Document:
        links = [dict(link.cleaned_data) for link in self.links if link.cleaned_data["url"]]
        return {**self.form.cleaned_data, "links": links, "logo": self.stored["logo"]}
