"""The helpdesk registers and edits a partnership: what it is, its texts, its parties."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from matching.partnerships.editing import Nature, PartyEntry, Story
from matching.partnerships.models import Partnership, Party
from profiles.models import Profile, Side, TargetArea
from profiles.texts import NameField, TextField

LONGEST_STORY = 8000
MOST_PARTIES, EMPTY_ROWS = 20, 3


class NatureForm(forms.Form):
    """What kind of partnership, and its texts in every language."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Partnership.Kind.choices)
    language = forms.ChoiceField(
        label=_("Language of the original"),
        choices=settings.LANGUAGES,
        help_text=_("Readers of other languages see it where there is no text in theirs."),
    )
    is_public = forms.BooleanField(
        label=_("Public: stands in the register"),
        required=False,
        help_text=_("Otherwise only the parties and the helpdesk see it."),
    )
    is_thematic = forms.BooleanField(
        label=_("About subjects, not only friendship"),
        required=False,
        help_text=_("What suits these partners then counts when suggestions are weighed."),
    )

    def __init__(self, *args: Any, partnership: Partnership | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(partnership))
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            attrs = {"lang": code, "dir": "auto"}
            self.fields[f"title_{code}"] = NameField(
                label=pgettext_lazy("of a partnership", "Title"),
                required=False,
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"story_{code}"] = TextField(
                label=_("Story"),
                required=False,
                limit=LONGEST_STORY,
                widget=forms.Textarea(attrs=attrs | {"rows": 8}),
            )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "language", "is_public", "is_thematic")]

    @property
    def texts(self) -> list[tuple[str, str, list[forms.BoundField], bool]]:
        """For each language its code, its name, its fields, and whether something is in them."""
        rows = []
        for code, name in settings.LANGUAGES:
            fields = [self[f"title_{code}"], self[f"story_{code}"]]
            is_open = any(field.value() or field.errors for field in fields)
            rows.append((code, name, fields, is_open))
        return rows

    @property
    def nature(self) -> Nature:
        """Of a valid form, as `stories`."""
        return Nature(**{name: self.cleaned_data[name] for name in Nature.__dataclass_fields__})

    @property
    def stories(self) -> dict[str, Story]:
        data = self.cleaned_data
        return {
            code: Story(data[f"title_{code}"], data[f"story_{code}"])
            for code, _name in settings.LANGUAGES
        }


def _initial(partnership: Partnership | None) -> dict[str, Any]:
    if partnership is None:
        return {"is_public": True, "is_thematic": True, "language": get_language()}
    values = {name: getattr(partnership, name) for name in Nature.__dataclass_fields__}
    for text in partnership.texts.all():
        values |= {f"title_{text.language}": text.title, f"story_{text.language}": text.story}
    return values


class PartyForm(forms.Form):
    """One party: in the directory, or with a name and where it is. Empty: none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    profile = forms.ChoiceField(label=_("In the directory"), required=False)
    name = NameField(label=_("Otherwise its name"), required=False)
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", "–"), *Side.choices])
    area = forms.ModelChoiceField(
        TargetArea.objects.all(),
        label=_("Third country"),
        to_field_name="slug",
        required=False,
        empty_label=_("None"),
    )

    def __init__(
        self, *args: Any, choices: list[Any], profiles: dict[str, Profile], own: set[int], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["profile"].choices = choices
        self.profiles, self.own = profiles, own

    def clean_pk(self) -> int | None:
        pk: int | None = self.cleaned_data["pk"]
        return pk if pk in self.own else None

    def clean_profile(self) -> Profile | None:
        return self.profiles.get(self.cleaned_data["profile"])

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("profile"):
            self.cleaned_data |= {"name": "", "side": "", "area": None}
        elif data.get("name") and not (data.get("side") or data.get("area")):
            self.add_error("side", _("Say on which side it is, or in which third country."))
        elif data.get("name") and data.get("side"):
            self.cleaned_data["area"] = None

    @property
    def entry(self) -> PartyEntry | None:
        """None where nothing was typed; of a valid form."""
        data = self.cleaned_data
        if not (data.get("profile") or data.get("name")):
            return None
        values = {name: data[name] for name in ("profile", "name", "side", "area")}
        return PartyEntry(data["pk"], **values)


class PartyFormSet(forms.BaseFormSet):
    """At least one party of either side."""

    @property
    def entries(self) -> list[PartyEntry]:
        return [form.entry for form in self.forms if form.cleaned_data and form.entry]

    def clean(self) -> None:
        if any(self.errors):
            return
        entries = self.entries
        profiles = [entry.profile.pk for entry in entries if entry.profile]
        if len(set(profiles)) < len(profiles):
            raise forms.ValidationError(_("Somebody stands among the parties twice."))
        sides = {entry.profile.side if entry.profile else entry.side for entry in entries}
        if not set(Side.values) <= sides:
            raise forms.ValidationError(
                _("Name at least one European and one Japanese party."), code="too_few"
            )


def party_forms(data: Any = None, *, partnership: Partnership | None = None) -> PartyFormSet:
    """The rows of the parties there are, and some empty ones."""
    parties = list(partnership.parties.all()) if partnership else []
    here = {p.profile.pk: p.profile for p in parties if p.profile}
    found = {it.pk: it for it in Profile.objects.published().for_cards()} | here
    made = forms.formset_factory(
        PartyForm,
        formset=PartyFormSet,
        extra=EMPTY_ROWS,
        max_num=MOST_PARTIES,
        absolute_max=MOST_PARTIES,
    )
    kwargs = {
        "choices": profile_choices(found.values()),
        "profiles": {str(pk): profile for pk, profile in found.items()},
        "own": {party.pk for party in parties},
    }
    initial = [_row(party) for party in parties]
    return made(data, prefix="parties", initial=initial, form_kwargs=kwargs)


def _row(party: Party) -> dict[str, Any]:
    return {
        "pk": party.pk,
        "profile": str(party.profile_id or ""),
        "name": party.name,
        "side": party.side,
        "area": party.area.slug if party.area else None,
    }


def profile_choices(profiles: Any) -> list[Any]:
    """By side, in the order of their names."""
    names = sorted(((it.name, str(it.pk), it.side) for it in profiles), key=lambda it: it[0])
    groups = [
        (label, [(pk, name) for name, pk, of in names if of == side])
        for side, label in Side.choices
    ]
    return [("", _("Not in the directory")), *groups]
