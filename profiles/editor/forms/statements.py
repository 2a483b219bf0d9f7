"""What you offer and what you need: up to eight sentences each, in any language."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.documents import MOST_STATEMENT_TOPICS, MOST_STATEMENTS, Document
from profiles.editor.forms.base import Part, SectionForm, in_reader, picked, posted_items
from profiles.editor.forms.terms import ChoiceListField
from profiles.editor.moving_items import moved
from profiles.fields import ITEMS, NAMES
from profiles.filters import topic_choices
from profiles.models import CooperationType
from profiles.texts import LONGEST_STATEMENT, TextField


class StatementForm(Part):
    """One offer or need; all blank means that there is none."""

    topics = ChoiceListField(label=NAMES["topics"], most=MOST_STATEMENT_TOPICS)
    another = forms.ChoiceField(label=_("Another topic"), required=False)
    cooperation = ChoiceListField(label=NAMES["cooperation"])

    def __init__(
        self,
        *args: Any,
        number: int,
        languages: list[str],
        heading: str,
        missing: Promise,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=str(number), **kwargs)
        self.number = number
        self.heading = heading
        self.missing = missing
        self.languages = languages
        for code in languages:
            field = TextField(label=in_reader(code), limit=LONGEST_STATEMENT, required=False)
            field.widget.attrs |= {"lang": code, "rows": 3}
            self.fields[f"texts-{code}"] = field

    @property
    def title(self) -> str:
        return self.heading

    def texts(self) -> list[tuple[str, forms.BoundField]]:
        return [(code, self[f"texts-{code}"]) for code in self.languages]

    def typed(self) -> list[tuple[str, str]]:
        """Language and text as they stand in the fields, valid or not."""
        return [(code, str(field.value() or "")) for code, field in self.texts()]

    def chosen_topics(self) -> list[str]:
        another = self["another"].value()
        return list(dict.fromkeys([*picked(self, "topics"), *filter(None, [another])]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.is_blank and not any(text for _, text in self.said()):
            self.add_error(f"texts-{self.languages[0]}", self.missing)
        return cleaned

    def said(self) -> list[tuple[str, str]]:
        """The cleaned texts by language, blank ones too."""
        return [(code, self.cleaned_data.get(f"texts-{code}", "")) for code in self.languages]

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def content(self, before: Document | None, written: str) -> Document:
        texts = {code: text for code, text in self.said() if text}
        original = before["language"] if before else written
        topics = [*self.cleaned_data["topics"], *filter(None, [self.cleaned_data["another"]])]
        return {
            "language": next((it for it in (original, written) if it in texts), next(iter(texts))),
            "texts": texts,
            "topics": list(dict.fromkeys(topics)),
            "cooperation": self.cleaned_data["cooperation"],
            "is_demonstration": bool(
                before and before["texts"] == texts and before.get("is_demonstration")
            ),
        }


class StatementsSection(SectionForm):
    """Offers or needs. A blank one waits at the end, so that there is always room for another."""

    missing: ClassVar[Promise]
    invitation: ClassVar[Promise]

    def build(self) -> Iterator[Part]:
        self.groups = topic_choices()
        self.cooperation = [(it.slug, str(it.name)) for it in CooperationType.objects.all()]
        stored = self.stored
        shown = self.languages(*(statement["texts"] for statement in stored))
        self.items = [self._form(at, number, shown) for at, number in enumerate(self._numbers())]
        yield from self.items

    def _numbers(self) -> list[int]:
        """The items to show, as they were numbered when posted, in their new order."""
        if self.data is None:
            return list(range(min(len(self.stored) + 1, MOST_STATEMENTS)))
        posted = posted_items(self.data, "items", most=MOST_STATEMENTS)
        self.is_whole = bool(posted)
        return moved(posted, self.step)

    def _form(self, at: int, number: int, languages: list[str]) -> StatementForm:
        """The item posted under `number`, shown as the one at `at`."""
        stored = self.stored[number] if number < len(self.stored) else {}
        initial = {f"texts-{code}": text for code, text in stored.get("texts", {}).items()}
        form = StatementForm(
            self.data,
            number=number,
            initial=stored | initial,
            languages=languages,
            heading=str(ITEMS[self.section]) % {"number": at + 1},
            missing=self.missing,
        )
        form.fields["topics"].choices = self.groups
        form.fields["another"].choices = [("", ""), *self.groups]
        form.fields["cooperation"].choices = self.cooperation
        return form

    def content(self) -> list[Document]:
        written = self.draft.document["languages"]["written"]
        return [
            form.content(self._before(form), written) for form in self.items if not form.is_blank
        ]

    def _before(self, form: StatementForm) -> Document | None:
        """The stored statement with one of the same texts: it keeps its language.

        It is still the demonstration's only while all of its texts are.
        """
        texts = {(code, text) for code, text in form.said() if text}
        return next((it for it in self.stored if texts & set(it["texts"].items())), None)


class OffersSection(StatementsSection):
    section = "offers"
    missing = _("Write the offer in one language, or remove it.")


class NeedsSection(StatementsSection):
    section = "needs"
    missing = _("Write the need in one language, or remove it.")
