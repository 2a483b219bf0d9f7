"""Sections that choose from the vocabulary: sectors, topics, areas; and languages."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from profiles.documents import MOST_TOPICS, Document
from profiles.editor.forms.base import Part, SectionForm, picked
from profiles.editor.moving_items import moved
from profiles.fields import NAMES
from profiles.filters import topic_choices
from profiles.languages import language_choices
from profiles.models import ProfileSector, Sector, TargetArea

Priority = ProfileSector.Priority
PRIORITIES = [
    ("0", pgettext_lazy("priority of a sector", "none")),
    (str(Priority.SECONDARY.value), pgettext_lazy("priority of a sector", "secondary")),
    (str(Priority.MAIN.value), pgettext_lazy("priority of a sector", "main")),
]


class ChoiceListField(forms.MultipleChoiceField):
    """Several choices in the order in which they were posted, each once, `most` at most."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        chosen = list(dict.fromkeys(super().clean(value)))
        if self.most is not None and len(chosen) > self.most:
            raise ValidationError(
                _("Choose at most %(limit)d; these are %(count)d."),
                code="too_many",
                params={"limit": self.most, "count": len(chosen)},
            )
        return chosen


class SectorsForm(Part):
    """A field a sector, under its slug."""

    def __init__(self, *args: Any, sectors: list[Sector], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sectors = sectors
        for sector in sectors:
            self.fields[sector.slug] = forms.ChoiceField(
                label=sector.name, choices=PRIORITIES, widget=forms.RadioSelect, initial="0"
            )

    def rows(self) -> Iterator[tuple[Sector, forms.BoundField]]:
        for sector in self.sectors:
            yield sector, self[sector.slug]


class SectorsSection(SectionForm):
    section = "sectors"

    def build(self) -> Iterator[Part]:
        initial = {slug: str(priority) for slug, priority in self.stored.items()}
        self.form = SectorsForm(self.data, initial=initial, sectors=list(Sector.objects.all()))
        yield self.form

    def content(self) -> Document:
        chosen = {slug: int(priority) for slug, priority in self.form.cleaned_data.items()}
        return {slug: priority for slug, priority in chosen.items() if priority}


class TopicsForm(Part):
    topics = ChoiceListField(label=NAMES["topics"], most=MOST_TOPICS)


class TopicsSection(SectionForm):
    """The page lists the chosen first, in their order, and so they are posted."""

    section = "topics"

    def build(self) -> Iterator[Part]:
        self.groups = topic_choices()
        data = self.data
        if data is not None:
            data = data.copy()
            data.setlist("topics", moved(data.getlist("topics"), self.step))
        self.form = TopicsForm(data, initial={"topics": self.stored})
        self.form.fields["topics"].choices = self.groups
        yield self.form

    def content(self) -> list[str]:
        topics: list[str] = self.form.cleaned_data["topics"]
        return topics


class AreasForm(Part):
    areas = ChoiceListField(label=NAMES["areas"])


class AreasSection(SectionForm):
    section = "areas"

    def build(self) -> Iterator[Part]:
        self.form = AreasForm(self.data, initial={"areas": self.stored})
        self.choices = self.form.fields["areas"].choices = area_choices()
        yield self.form

    def groups(self) -> Iterator[tuple[str, list[dict[str, object]]]]:
        """World regions, each with what may be ticked in it."""
        ticked = picked(self.form, "areas")
        for region, areas in self.choices:
            yield (
                region,
                [{"slug": slug, "name": it, "is_chosen": slug in ticked} for slug, it in areas],
            )

    def content(self) -> list[str]:
        areas: list[str] = self.form.cleaned_data["areas"]
        return areas


def area_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """World regions, each with its countries; one query."""
    areas = list(TargetArea.objects.all())
    regions = [area for area in areas if area.parent_id is None]
    return [
        (
            str(region.name),
            [(it.slug, str(it.name)) for it in areas if region.pk in (it.pk, it.parent_id)],
        )
        for region in regions
    ]


class LanguagesForm(Part):
    written = forms.ChoiceField(
        label=NAMES["written"],
        help_text=_(
            "The language of your own texts. Readers of other languages see it as the original."
        ),
    )
    spoken = ChoiceListField(
        label=NAMES["spoken"],
        help_text=_("In which a partner can talk and write to you."),
    )


class LanguagesSection(SectionForm):
    section = "languages"

    def build(self) -> Iterator[Part]:
        stored = self.stored
        self.form = LanguagesForm(self.data, initial=stored)
        choices = language_choices(get_language() or "en", stored["written"], *stored["spoken"])
        for field in self.form.fields.values():
            field.choices = choices
        yield self.form

    def content(self) -> Document:
        return dict(self.form.cleaned_data)
