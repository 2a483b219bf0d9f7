from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.texts import TextField

LONGEST_REASON = 500


class DecisionForm(forms.Form):
    """Why staff send a mail again, or cancel it."""

    reason = TextField(
        label=_("Reason"),
        limit=LONGEST_REASON,
        help_text=_("For your colleagues. Leave names and addresses out: it stays in the log."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
