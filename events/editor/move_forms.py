"""Moving a webinar to another state, cancelling it, copying it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.editor.copying import Along, next_local
from events.editor.moments import SHAPE, LocalField, MomentsForm
from events.editor.moves import REASONS
from events.models import Webinar
from events.states import State
from profiles.texts import TextField

LONGEST_REASON = 500


class MoveForm(forms.Form):
    to = forms.ChoiceField(choices=[(it.value, it.label) for it in REASONS])
    reason = TextField(required=False, limit=LONGEST_REASON)

    @property
    def state(self) -> State:
        return State(self.cleaned_data["to"])


class CancelForm(forms.Form):
    use_required_attribute = False

    reason = TextField(
        label=_("Reason"),
        limit=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in the history of this webinar, not in the mail."),
    )


class CopyForm(MomentsForm):
    MOMENTS = ("starts_at",)
    SECTIONS = (
        (_("Time"), ("starts_at",)),
        (_("What comes along"), ("speakers", "profiles", "partnership")),
    )

    starts_at = LocalField(label=pgettext_lazy("moment", "Begins"))
    speakers = forms.BooleanField(label=_("Speakers, with pictures"), required=False)
    profiles = forms.BooleanField(label=_("Linked organisations"), required=False)
    partnership = forms.BooleanField(label=_("Linked partnership"), required=False)

    def __init__(self, data: QueryDict | None = None, *, webinar: Webinar) -> None:
        self.webinar = webinar
        super().__init__(data, stored={"starts_at": next_local(webinar).strftime(SHAPE)})
        self.settle()

    @property
    def along(self) -> Along:
        names: tuple[Any, ...] = ("speakers", "profiles", "partnership")
        return Along(**{name: self.cleaned_data[name] for name in names})
