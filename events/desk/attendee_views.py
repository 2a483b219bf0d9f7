"""The desk's pages about a webinar's participants: list, one of them, the door."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events import deeds
from events.desk import attending, correcting, exporting
from events.desk.attendee_filters import RegistrationFilter, shown
from events.desk.attendee_forms import (
    BulkForm,
    CorrectionForm,
    DecisionForm,
    DoorForm,
    SearchForm,
)
from events.desk.attendee_pages import (
    door_context,
    list_context,
    standing_counts,
    webinars,
)
from events.desk.attending import NoSeat, NotAhead
from events.erasing import mails_about
from events.models import Registration, RegistrationTransition, Webinar
from events.refusals import RegistrationEnded, TooLate
from events.sign_up.countries import country_name
from events.sign_up.custom_questions import answers_of
from matching.access import staff_required
from profiles.exchange.downloads import FormatForm, download
from profiles.models import User
from profiles.moving import ForbiddenMove
from profiles.paging import without_page


@staff_required
def list_registrations(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(webinars(), pk=pk)
    context, _form = list_context(request, webinar)
    return render(request, "events/list_registrations.html", context)


@require_POST
@staff_required
def change_registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """What was chosen for those ticked, or for all that the filter in the address finds."""
    webinar = get_object_or_404(webinars(), pk=pk)
    request.shown_at = reverse("events:list-registrations", args=[pk])
    context, form = list_context(request, webinar, request.POST)
    if not form.is_valid():
        return render(request, "events/list_registrations.html", context, status=422)
    if form.cleaned_data["do"] == "write":
        path = reverse("events:write-circular", args=[pk])
        return redirect(f"{path}?{_recipients(request.GET, form)}")
    if form.asks_first and (standing := standing_counts(webinar, form.ids)):
        context["standing"], context["total"] = standing, sum(standing.values())
        return render(request, "events/cancel_registrations.html", context)
    _do(request, webinar, form.ids, form)
    return redirect(f"{reverse('events:list-registrations', args=[pk])}?{context['filtered']}")


def _recipients(query: QueryDict, form: BulkForm) -> str:
    """The filter itself, where all that it finds are chosen: an address has its limits."""
    if not form.cleaned_data["everybody"]:
        return f"chosen={','.join(map(str, form.ids))}"
    found = without_page(query)
    found.setdefault("state", "")
    return found.urlencode()


def _do(
    request: HttpRequest, webinar: Webinar, ids: list[int], form: BulkForm | DecisionForm
) -> None:
    """Do it, and say to how many it was done, or why not."""
    try:
        count = _action(form)(webinar, ids, request.user)
    except (NoSeat, NotAhead, TooLate, RegistrationEnded, ForbiddenMove) as error:
        messages.error(request, str(error))
        return
    if count == 0:
        messages.info(request, _("Nobody was changed: for none of those chosen is it possible."))
        return
    messages.success(
        request,
        ngettext("%(count)d person was changed.", "%(count)d people were changed.", count)
        % {"count": count},
    )


def _action(form: BulkForm | DecisionForm) -> Callable[[Webinar, list[int], User], int]:
    data = form.cleaned_data
    reason, adds_seats = data["reason"], data["adds_seats"]
    actions: dict[str, Callable[[Webinar, list[int], User], int]] = {
        "check_in": lambda webinar, ids, by: attending.check_in(webinar, ids, by=by),
        "undo_check_in": lambda webinar, ids, by: attending.undo_check_in(webinar, ids, by=by),
        "cancel": lambda webinar, ids, by: attending.cancel_chosen(
            webinar, ids, by=by, reason=reason
        ),
        "promote": lambda webinar, ids, by: attending.promote(
            webinar, ids, by=by, reason=reason, adds_seats=adds_seats
        ),
    }
    return actions[data["do"]]


@staff_required
def export_registrations(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the filter finds, as a file; who took how many is logged at the webinar."""
    webinar = get_object_or_404(webinars(), pk=pk)
    found = RegistrationFilter(request.GET, shown(webinar), webinar=webinar).qs
    chosen = FormatForm(request.GET).chosen
    deeds.log(webinar, f"{deeds.EXPORTED}: {found.count()}", by=request.user)
    return download(chosen, "registrations", *exporting.table_of(webinar, found))


@staff_required
def show_attendee(request: HttpRequest, pk: int) -> HttpResponse:
    return _attendee(request, pk, DecisionForm())


@require_POST
@staff_required
def change_attendee(request: HttpRequest, pk: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _attendee(request, pk, form)
    registration = get_object_or_404(Registration.objects.select_related("webinar"), pk=pk)
    _do(request, registration.webinar, [pk], form)
    return redirect("events:show-attendee", pk=pk)


@require_POST
@staff_required
def correct_attendee(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, organisation, attendance: also after the end."""
    registration = _person(pk)
    form = CorrectionForm(request.POST, registration=registration)
    if not form.is_valid():
        return _attendee(request, pk, DecisionForm(), form)
    reason = form.cleaned_data["reason"]
    if correcting.correct(registration, form.values, by=request.user, reason=reason):
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("events:show-attendee", pk=pk)


def _person(pk: int) -> Registration:
    people = Registration.objects.select_related("webinar", "user", "feedback")
    found: Registration = get_object_or_404(people.prefetch_related("webinar__texts"), pk=pk)
    return found


def _attendee(
    request: HttpRequest, pk: int, form: DecisionForm, correction: CorrectionForm | None = None
) -> HttpResponse:
    request.shown_at = reverse("events:show-attendee", args=[pk])
    registration = _person(pk)
    webinar = registration.webinar
    line = list(webinar.registrations.in_line().values_list("pk", flat=True))
    context = {
        "registration": registration,
        "webinar": webinar,
        "form": form,
        "correction": correction or CorrectionForm(registration=registration),
        "country": country_name(registration.country) if registration.country else "",
        "place": line.index(pk) + 1 if pk in line else None,
        "answers": answers_of(registration),
        "consents": registration.consents.all(),
        "transitions": _history(registration),
        "mails": mails_about(registration).order_by("pk"),
        "asked": registration.asked.all(),
        "interests": registration.interests.select_related("profile").prefetch_related(
            "profile__texts"
        ),
    }
    status = 422 if form.errors or context["correction"].errors else 200
    return render(request, "events/show_attendee.html", context, status=status)


def _history(registration: Registration) -> list[tuple[RegistrationTransition, str]]:
    """Each line of the log, with its reason as the reader reads it."""
    rows = registration.transitions.select_related("actor")
    return [(it, correcting.in_words(it.reason)) for it in rows]


@staff_required
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes in, by name; POST marks one, and twice is once."""
    webinar = get_object_or_404(webinars(), pk=pk)
    search = SearchForm(request.GET)
    if request.method != "POST":
        context = door_context(webinar, search.words) | {"search": search}
        return render(request, "events/check_in.html", context)
    form = DoorForm(request.POST)
    if form.is_valid():
        mark = attending.check_in if form.cleaned_data["is_here"] else attending.undo_check_in
        mark(webinar, [form.cleaned_data["registration"]], by=request.user)
    return redirect(request.get_full_path())
