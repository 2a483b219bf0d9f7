"""Write to participants: choose them, write, look, try, send; then see how far it is."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events.desk import circulars
from events.desk.attendee_filters import RegistrationFilter, shown
from events.desk.attendee_pages import webinars
from events.desk.circular_forms import CircularForm
from events.models import Circular, Registration
from events.states import REACHABLE, Booking
from matching.access import staff_required

LATEST = 20


@staff_required
def write_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """To those whom the filter in the address finds: with a seat, unless it says otherwise."""
    webinar = get_object_or_404(webinars(), pk=pk)
    query = with_default(request.GET)
    found = RegistrationFilter(query, shown(webinar), webinar=webinar)
    chosen = reachable(found.qs)
    is_sent = request.method == "POST"
    form = CircularForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        if ids := list(chosen.values_list("pk", flat=True)):
            circular = circulars.draft(
                webinar, subject=form.subject, text=form.text, recipients=ids, by=request.user
            )
            return redirect("events:show-circular", pk=circular.pk)
        form.add_error(None, _("The filter finds nobody to write to. Change it."))
    context = {
        "webinar": webinar,
        "form": form,
        "filter": found,
        "count": chosen.count(),
        "is_ticked": "chosen" in query,
        "query": query.urlencode(),
        "circulars": webinar.circulars.select_related("created_by")[:LATEST],
    }
    status = 422 if is_sent else 200
    return render(request, "events/write_circular.html", context, status=status)


def with_default(query: QueryDict) -> QueryDict:
    """Unless people were ticked, or a state is chosen, those with a seat."""
    chosen = query.copy()
    if not chosen.get("chosen") and "state" not in chosen:
        chosen["state"] = Booking.CONFIRMED
    return chosen


def reachable(found: QuerySet[Registration]) -> QuerySet[Registration]:
    return found.filter(state__in=REACHABLE).exclude(email="")


@staff_required
def edit_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of one that was not sent yet."""
    circular = _get(pk)
    is_sent = request.method == "POST"
    if circular.sent_at and not is_sent:
        return redirect("events:show-circular", pk=pk)
    form = CircularForm(request.POST if is_sent else None, circular=circular)
    if is_sent and form.is_valid():
        if not circulars.rewrite(circular, subject=form.subject, text=form.text):
            messages.error(request, _("It was sent meanwhile, as it was: nothing is changed."))
        return redirect("events:show-circular", pk=pk)
    context = {"webinar": circular.webinar, "circular": circular, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/edit_circular.html", context, status=status)


def _get(pk: int) -> Circular:
    found = Circular.objects.select_related("webinar").prefetch_related("webinar__texts")
    return get_object_or_404(found, pk=pk)


@staff_required
def show_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """Before it is sent: exactly what each gets; afterwards: how far it is."""
    circular = _get(pk)
    context = {
        "webinar": circular.webinar,
        "circular": circular,
        "previews": circulars.previews(circular),
        "count": circulars.recipients(circular).count(),
        "progress": circulars.progress(circular) if circular.sent_at else None,
    }
    return render(request, "events/show_circular.html", context)


@require_POST
@staff_required
def try_circular(request: HttpRequest, pk: int) -> HttpResponse:
    count = circulars.send_test(_get(pk), to=request.user)
    messages.success(
        request,
        ngettext(
            "%(count)d test mail goes to %(address)s.",
            "%(count)d test mails go to %(address)s.",
            count,
        )
        % {"count": count, "address": request.user.email},
    )
    return redirect("events:show-circular", pk=pk)


@require_POST
@staff_required
def send_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """Once; later it only sees to those to whom no mail was written."""
    circular = _get(pk)
    if circular.sent_at:
        circulars.send_again(circular)
        return redirect("events:show-circular", pk=pk)
    if not circulars.recipients(circular).exists():
        messages.error(request, _("Nobody of those chosen can be written to any more."))
        return redirect("events:show-circular", pk=pk)
    circulars.send(circular, by=request.user)
    messages.success(request, _("The mail is on its way."))
    return redirect("events:show-circular", pk=pk)
