"""Parts of a webinar, one form each: speakers, programme, questions, materials, chapters."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.editor.base import DeskForm, spread
from events.editor.moments import LocalField, MomentsForm, typed, which_of
from events.editor.portraits import FaultyPortrait, drawn
from events.editor.subjects import linkable
from events.models import Session, Speaker, Webinar
from profiles.logos import MOST_BYTES as MOST_PICTURE_BYTES
from profiles.models import Profile
from profiles.names import personal_name
from profiles.texts import NameField, TextField

LONGEST_BIOGRAPHY, LONGEST_OFFICE = 3000, 200


def speaker_name(speaker: Speaker) -> str:
    """In the reader's order; the organisation's where no person is on record."""
    name = personal_name(speaker.family_name, speaker.given_name, language=get_language() or "en")
    return name or speaker.organisation


class ItemForm(DeskForm):
    """`item` is None for a new one. Of a valid form, `values` are the columns to write."""

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        webinar: Webinar,
        item: Any = None,
    ) -> None:
        self.webinar, self.item = webinar, item
        languages = webinar.texts.values_list("language", flat=True) if self.WRITTEN else ()
        super().__init__(data, files, stored=self.read(webinar, item), also=languages)
        self.build()

    @classmethod
    def read(cls, webinar: Webinar, item: Any) -> dict[str, Any]:
        raise NotImplementedError

    def build(self) -> None:
        """Fields by language, choices."""

    @property
    def values(self) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def linked(self) -> dict[str, Any]:
        """Rows of many to many, by name."""
        return {}


class SpeakerForm(ItemForm):
    WRITTEN = ("office", "biography")
    OWN: ClassVar = ("family_name", "given_name", "reading", "organisation")
    SECTIONS = (
        (_("Name"), ("family_name", "given_name", "reading")),
        (_("Organisation"), ("organisation", "profile")),
        (_("Picture"), ("picture", "remove_picture")),
    )

    family_name = NameField(label=_("Family name"), required=False, limit=100)
    given_name = NameField(label=_("Given name"), required=False, limit=100)
    reading = NameField(
        label=_("Reading of the name"),
        required=False,
        help_text=_("In kana or Latin letters, for those who cannot read it."),
    )
    organisation = NameField(label=_("Organisation"), required=False)
    profile = forms.ChoiceField(label=_("Its profile in the directory"), required=False)
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "PNG, JPEG or WebP, at most 2 MB. It is made smaller; place and camera are left out."
        ),
    )
    remove_picture = forms.BooleanField(label=_("Remove the picture"), required=False)

    @classmethod
    def read(cls, webinar: Webinar, item: Speaker | None) -> dict[str, Any]:
        item = item or Speaker()
        values = {name: getattr(item, name) for name in cls.OWN}
        values |= {"profile": str(item.profile_id or ""), "picture_name": item.picture.name or ""}
        return values | spread("office", item.office) | spread("biography", item.biography)

    def build(self) -> None:
        here = self.item.profile if self.item else None
        self.fields["profile"].choices = linkable(self.webinar, here)
        if not (self.item and self.item.picture):
            del self.fields["remove_picture"]
        self.write_in_all(
            "office", lambda: NameField(label=_("Office"), required=False, limit=LONGEST_OFFICE)
        )
        self.write_in_all(
            "biography",
            lambda: TextField(
                label=_("Biography"),
                required=False,
                limit=LONGEST_BIOGRAPHY,
                widget=forms.Textarea(attrs={"rows": 5}),
            ),
        )

    def clean_picture(self) -> Any:
        upload = self.cleaned_data["picture"]
        if not upload:
            return None
        try:
            return drawn(upload.read(MOST_PICTURE_BYTES + 1))
        except FaultyPortrait as fault:
            raise ValidationError(str(fault)) from None

    def clean(self) -> None:
        data = self.cleaned_data
        names = ("family_name", "given_name", "organisation", "profile")
        if not any(data.get(name) or name in self.errors for name in names):
            self.add_error("family_name", _("Give a name or an organisation."))

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in self.OWN}
        values["profile"] = Profile.objects.filter(pk=data["profile"] or None).first()
        if not values["organisation"] and values["profile"]:
            values["organisation"] = values["profile"].name
        values |= {name: self.by_language(name) for name in self.WRITTEN}
        if data["picture"] or data.get("remove_picture"):
            values["picture"] = data["picture"] or ""
        return values


class SessionForm(ItemForm, MomentsForm):
    MOMENTS = ("starts_at", "ends_at")
    WRITTEN = ("title",)
    SECTIONS = ((_("Time"), MOMENTS), (_("Who speaks"), ("speakers",)))

    starts_at = LocalField(label=pgettext_lazy("moment", "Begins"))
    ends_at = LocalField(label=pgettext_lazy("moment", "Ends"))
    speakers = forms.MultipleChoiceField(
        label=_("Speakers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def read(cls, webinar: Webinar, item: Session | None) -> dict[str, Any]:
        zone = webinar.time_zone
        starts_at = item.starts_at if item else _next_start(webinar)
        ends_at = item.ends_at if item else webinar.ends_at
        speakers = [str(it.pk) for it in item.speakers.all()] if item else []
        return {
            "starts_at": typed(starts_at, zone),
            "starts_at_which": which_of(starts_at, zone),
            "ends_at": typed(ends_at, zone),
            "ends_at_which": which_of(ends_at, zone),
            "speakers": sorted(speakers),
            **spread("title", item.title if item else {}),
        }

    def build(self) -> None:
        speakers = self.webinar.speakers.all()
        self.fields["speakers"].choices = [(str(it.pk), speaker_name(it)) for it in speakers]
        self.write_in_all(
            "title", lambda: NameField(label=pgettext_lazy("of a talk", "Title"), required=False)
        )
        self.settle()

    def clean(self) -> None:
        super().clean()
        data, webinar = self.cleaned_data, self.webinar
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if not self.by_language("title") and not self.errors:
            self.add_error(f"title_{webinar.language}", _("Give it a title in one language."))
        if starts_at and ends_at and not self.errors:
            if starts_at >= ends_at:
                self.add_error("ends_at", _("The end must come after the beginning."))
            elif starts_at < webinar.starts_at or ends_at > webinar.ends_at:
                self.add_error("starts_at", _("It must lie inside the webinar’s time."))

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        times = {name: data[name] for name in self.MOMENTS}
        return times | {"title": self.by_language("title")}

    @property
    def linked(self) -> dict[str, Any]:
        return {"speakers": self.webinar.speakers.filter(pk__in=self.cleaned_data["speakers"])}


def _next_start(webinar: Webinar) -> datetime | None:
    """Where the last point of the programme ends; None where there is no time left."""
    last = webinar.sessions.order_by("ends_at").last()
    if last is None:
        return webinar.starts_at
    return last.ends_at if last.ends_at < webinar.ends_at else None
