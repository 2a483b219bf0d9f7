"""Which questions from the audience a moderator looks at, and what becomes of one."""

from django import forms

from events.states import Asked


class StateForm(forms.Form):
    """Which questions a moderator looks at; the new ones unless told otherwise."""

    state = forms.ChoiceField(choices=Asked.choices, required=False)

    @property
    def wanted(self) -> Asked:
        return Asked((self.is_valid() and self.cleaned_data["state"]) or Asked.NEW)


class MoveForm(forms.Form):
    to = forms.ChoiceField(choices=Asked.choices)
