"""What staff may filter the outbox by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles.models import Mail
from profiles.states import MailState


class MailFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=MailState.choices, empty_label=_("All states")
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a mail", "Kind"), empty_label=_("All kinds")
    )

    class Meta:
        model = Mail
        fields = ["state", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Mail.objects.order_by("kind").values_list("kind", flat=True).distinct()
        self.filters["kind"].extra["choices"] = [(kind, kind) for kind in kinds]
