"""A participant's own page: by signed link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events import actions
from events.consents import log_consents
from events.doors import by_link
from events.links import own_token
from events.mails import own_entry
from events.models import Registration
from events.refusals import OfferOver, RegistrationEnded, TooLate
from events.sign_up.forms import CancelForm, ConsentForm, EditForm
from events.sign_up.own_data import data_of
from events.sign_up.own_pages import own_page_of, participants_seen_by
from events.states import LEFT, STANDING, State
from matching.introductions.ics import PUBLISH, calendar
from profiles.answering import answered
from profiles.moving import ForbiddenMove

FAULTY = 422


def _back(registration: Registration, part: str = "") -> HttpResponse:
    response = redirect("events:show-registration", own_token(registration))
    response["Location"] += part
    return response


def _show(
    request: HttpRequest, registration: Registration, *, faulty: ConsentForm | None = None
) -> HttpResponse:
    context = {"registration": registration, "page": own_page_of(registration), "faulty": faulty}
    status = FAULTY if faulty else 200
    return render(request, "events/show_registration.html", context, status=status)


@require_safe
@by_link()
def show_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    return _show(request, registration)


@by_link()
def edit_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    if registration.state not in STANDING:
        messages.error(request, str(RegistrationEnded()))
        return _back(registration)
    data = request.POST if request.method == "POST" else None
    form = EditForm(data, registration=registration)
    if data is not None and form.is_valid():
        actions.edit(registration, **form.values())
        messages.success(request, _("Your data are saved."))
        return _back(registration)
    context = {"registration": registration, "form": form, "token": own_token(registration)}
    status = FAULTY if form.errors else 200
    return render(request, "events/edit_registration.html", context, status=status)


@by_link()
def cancel_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        page = own_page_of(registration)
        context = {"registration": registration, "form": form, "page": page}
        status = FAULTY if form.errors else 200
        return render(request, "events/cancel_registration.html", context, status=status)
    with answered(
        request,
        _("Your registration is cancelled. Thank you for telling us."),
        (TooLate, RegistrationEnded),
    ):
        actions.cancel(registration, by=registration.user, reason=form.logged_reason)
    return _back(registration)


@require_POST
@by_link()
def accept_seat(request: HttpRequest, registration: Registration) -> HttpResponse:
    with answered(
        request,
        _("The seat is yours. We have sent you a mail."),
        (OfferOver, TooLate, ForbiddenMove),
    ):
        actions.accept_seat(registration)
    return _back(registration)


@require_POST
@by_link()
def choose_registration_consents(request: HttpRequest, registration: Registration) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _show(request, registration, faulty=form)
    log_consents(registration, {form.cleaned_data["purpose"]: form.is_given})
    messages.success(request, _("Your choice is noted."))
    return _back(registration, "#consents")


@require_safe
@by_link()
def download_own_entry(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The same entry as in the mails, with the present number of its version."""
    webinar = registration.webinar
    is_off = webinar.state == State.CANCELLED or registration.state in LEFT
    content = calendar([own_entry(registration, is_cancelled=is_off)], method=PUBLISH)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="webinar.ics"'
    return response


@require_safe
@by_link()
def list_participants(request: HttpRequest, registration: Registration) -> HttpResponse:
    seen = participants_seen_by(registration)
    if not seen:  # who may see the list is on it
        raise Http404
    context = {"registration": registration, "seen": seen, "token": own_token(registration)}
    return render(request, "events/list_participants.html", context)


@require_safe
@by_link()
def export_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(data_of(registration), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="registration.json"'
    return response


@by_link()
def erase_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    if request.method != "POST":
        context = {"registration": registration, "page": own_page_of(registration)}
        return render(request, "events/erase_registration.html", context)
    actions.erase(registration)
    messages.success(request, _("Your data are deleted. The link of this page works no more."))
    return redirect("events:list-webinars")
