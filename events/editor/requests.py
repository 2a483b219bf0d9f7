"""What the editor's views take from a request, and how they answer to it."""

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from events.editor.base import DeskForm
from events.editor.moments import TimesForm, readings
from events.models import Webinar

UNPROCESSABLE, CONFLICT = 422, 409


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; an empty one, too."""
    return request.POST if request.method == "POST" else None


def opened(request: HttpRequest, pk: int) -> Webinar:
    """The row; to save, until the end of the transaction: nobody else saves meanwhile."""
    found = Webinar.objects.all()
    if request.method == "POST":
        found = found.select_for_update(no_key=True)
    return get_object_or_404(found, pk=pk)


def status_of(form: DeskForm) -> int:
    """What is answered to a form that was not saved; marks a conflict."""
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return UNPROCESSABLE
    form.has_conflict = form.is_stale
    return CONFLICT if form.has_conflict else 200


def times_typed(request: HttpRequest) -> list[tuple[str, str]]:
    """How times read that htmx sends while somebody types."""
    form = TimesForm(request.GET)
    return readings(form.values_typed, ("starts_at", "ends_at")) if form.is_valid() else []
