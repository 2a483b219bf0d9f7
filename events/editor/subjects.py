"""What a webinar is about: the partnership it shows, organisations, sectors, topics."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from events.editor.base import DeskForm
from events.models import Webinar
from matching.partnerships.models import Partnership
from matching.partnerships.register_forms import profile_choices
from profiles.editor.choosing import Choice, Chooser
from profiles.filters import topic_choices
from profiles.models import Profile, Sector, Topic
from profiles.topic_suggestions import rank, topic_index

MOST_PROFILES, EMPTY_ROWS = 12, 2
MOST_TOPICS, SUGGESTED = 20, 8


class SelectList(forms.SelectMultiple):
    """One select a value and some empty ones: the page draws them, all under one name."""


class SubjectsForm(DeskForm):
    partnership = forms.ChoiceField(label=_("Partnership it shows as an example"), required=False)
    profiles = forms.MultipleChoiceField(
        label=_("Organisations it is about"), required=False, widget=SelectList
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, webinar: Webinar) -> None:
        self.webinar = webinar
        super().__init__(data, stored=stored_subjects(webinar))
        self.groups = topic_choices()
        self.fields["topics"].choices = self.groups
        self.fields["sectors"].choices = [(it.slug, it.name) for it in Sector.objects.all()]
        self.fields["partnership"].choices = [("", _("None")), *partnership_choices()]
        self.fields["profiles"].choices = [("", "–"), *linkable(webinar)[1:]]

    def clean_profiles(self) -> list[str]:
        chosen = list(dict.fromkeys(pk for pk in self.cleaned_data["profiles"] if pk))
        if len(chosen) > MOST_PROFILES:
            raise forms.ValidationError(
                _("Choose at most %(limit)d."), params={"limit": MOST_PROFILES}
            )
        return chosen

    def clean_topics(self) -> list[str]:
        topics: list[str] = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(
                _("Choose at most %(limit)d."), params={"limit": MOST_TOPICS}
            )
        return topics

    @property
    def profile_rows(self) -> list[str]:
        """What each select shows; the last ones are empty."""
        chosen = [str(pk) for pk in self["profiles"].value() or [] if pk]
        return [*chosen, *[""] * EMPTY_ROWS]

    @property
    def chooser(self) -> Chooser:
        """Topics: the chosen first, then what the texts suggest, then all."""
        index = topic_index()
        names = {slug: name for _group, topics in self.groups for slug, name in topics}
        chosen = [slug for slug in self["topics"].value() or [] if slug in names]
        texts = [
            (it.language, f"{it.title}\n{it.summary}\n{it.description}")
            for it in self.webinar.texts.all()
        ]
        found = rank(index, texts, chosen=chosen, count=SUGGESTED)
        suggested = [Choice(it.topic, names[it.topic], it.because) for it in found]
        taken = {*chosen, *(it.slug for it in suggested)}
        groups = [
            (
                group,
                [
                    Choice(slug, name, words=" ".join(term for _code, term in index.terms[slug]))
                    for slug, name in topics
                    if slug not in taken
                ],
            )
            for group, topics in self.groups
        ]
        return Chooser([Choice(slug, names[slug]) for slug in chosen], suggested, groups)

    @property
    def links(self) -> dict[str, Any]:
        """Of a valid form: the rows that the webinar points to."""
        data = self.cleaned_data
        return {
            "partnership": Partnership.objects.filter(pk=data["partnership"] or None).first(),
            "profiles": list(Profile.objects.filter(pk__in=data["profiles"])),
            "sectors": list(Sector.objects.filter(slug__in=data["sectors"])),
            "topics": list(Topic.objects.filter(slug__in=data["topics"])),
        }


def stored_subjects(webinar: Webinar) -> dict[str, Any]:
    return {
        "partnership": str(webinar.partnership_id or ""),
        "profiles": sorted(str(it.pk) for it in webinar.profiles.all()),
        "sectors": sorted(it.slug for it in webinar.sectors.all()),
        "topics": sorted(it.slug for it in webinar.topics.all()),
    }


def partnership_choices() -> list[tuple[str, str]]:
    """Public ones, by title."""
    found = Partnership.objects.public().prefetch_related("texts", "parties__profile__texts")
    return sorted(((str(it.pk), it.title) for it in found), key=lambda pair: pair[1])


def linkable(webinar: Webinar, *also: Profile | None) -> list[Any]:
    """Published profiles and those that are linked already, by side; the first choice is none."""
    here = {it.pk: it for it in webinar.profiles.for_cards()} if webinar.pk else {}
    here |= {it.pk: it for it in also if it}
    found = {it.pk: it for it in Profile.objects.published().for_cards()} | here
    return profile_choices(found.values())
