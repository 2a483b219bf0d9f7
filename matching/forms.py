from django import forms

from profiles.models import Sector


class SectorForm(forms.Form):
    """The sector in which suggestions are asked for; none means overall."""

    sector = forms.ModelChoiceField(Sector.objects.all(), to_field_name="slug", required=False)
