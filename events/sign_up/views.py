"""Signing up without an account, and confirming the address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import actions
from events.doors import by_link
from events.hours import on_readers_clock
from events.links import own_token
from events.models import Registration, Webinar
from events.people import registrations_of
from events.refusals import NotBookable, RegistrationEnded
from events.sign_up.forms import SignUpForm
from events.sign_up.origins import came_from
from events.sign_up.own_pages import own_page_of
from events.states import STANDING, Booking
from profiles import limits

CONFLICT, FAULTY, TOO_MANY = 409, 422, 429
LIMITED = "register-webinar"


@login_not_required
@never_cache
@on_readers_clock
def register_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.public().for_cards(), pk=pk)
    data, origin = (request.POST if request.method == "POST" else None), came_from(request)
    form = SignUpForm(data, webinar=webinar, user=request.user, origin=origin)
    if data is None:
        return _show_form(request, webinar, form)
    if not form.is_valid():
        return _show_form(request, webinar, form, status=FAULTY)
    if limits.limited(request, LIMITED):
        return _show_later(request, webinar, form)
    try:
        return _sign_up(request, webinar, form)
    except NotBookable:
        return _show_form(request, webinar, form, status=CONFLICT)


def _show_form(
    request: HttpRequest, webinar: Webinar, form: SignUpForm, *, status: int = 200
) -> HttpResponse:
    """With the reason instead of the button where nobody can register."""
    context = {"webinar": webinar, "form": form, "mine": _mine(request, webinar)}
    try:
        actions.check_bookable(webinar)
    except NotBookable as refusal:
        context["refusal"] = str(refusal)
    return render(request, "events/register_webinar.html", context, status=status)


def _show_later(request: HttpRequest, webinar: Webinar, form: SignUpForm) -> HttpResponse:
    """A large office may share one address: nobody there types everything twice."""
    form.add_error(
        None,
        _(
            "Very many people have signed up from your network within an hour. Please wait a few"
            " minutes, then send the form again: what you typed is still here."
        ),
    )
    response = _show_form(request, webinar, form, status=TOO_MANY)
    response["Retry-After"] = str(limits.LIMITS[LIMITED].seconds)
    return response


def _mine(request: HttpRequest, webinar: Webinar) -> str:
    """The key to a member's own page, if they are registered already."""
    if not request.user.is_authenticated:
        return ""
    mine = webinar.registrations.standing().owned_by(request.user).first()
    return own_token(mine) if mine else ""


def _sign_up(request: HttpRequest, webinar: Webinar, form: SignUpForm) -> HttpResponse:
    """Robots, second registrations and new ones get the same answer."""
    sent = redirect("events:check-mailbox", webinar.pk)
    if form.is_robot:
        return sent
    user = request.user if request.user.is_authenticated else None
    registration, is_new = actions.register(
        webinar, user=user, consents=form.consents(), **form.values()
    )
    if user is None or registration.user_id != user.pk:
        return sent
    messages.success(request, _welcome(registration, is_new=is_new))
    return redirect("events:show-registration", own_token(registration))


def _welcome(registration: Registration, *, is_new: bool) -> str:
    if not is_new:
        return _("You were registered already. Here you can change your data.")
    if registration.state == Booking.WAITING:
        return _("You are on the waiting list. We have sent you a mail.")
    return _("You are registered. We have sent you a mail with the entry for your calendar.")


@login_not_required
@require_safe
@on_readers_clock
def check_mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.public().for_cards(), pk=pk)
    return render(request, "events/check_mailbox.html", {"webinar": webinar})


@by_link()
def confirm_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    """GET only shows a button: scanners of mails follow links."""
    is_sent = request.method == "POST"
    is_done = registration.state in STANDING and registration.state != Booking.UNCONFIRMED
    try:
        if is_sent:
            actions.confirm(registration)
        elif not is_done:
            actions.check_confirmable(registration)
    except (NotBookable, RegistrationEnded) as refusal:
        return _show_link(request, registration, refusal=str(refusal), status=CONFLICT)
    if not is_sent and not is_done:
        return _show_link(request, registration)
    return redirect("events:show-registration", own_token(registration))


def _show_link(
    request: HttpRequest, registration: Registration, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = own_page_of(registration)
    context = {"registration": registration, "page": page, "refusal": refusal}
    return render(request, "events/confirm_registration.html", context, status=status)


@never_cache
@require_safe
def list_my_registrations(request: HttpRequest) -> HttpResponse:
    mine = registrations_of(request.user)
    rows = mine.select_related("webinar").prefetch_related("webinar__texts")
    pages = [own_page_of(it) for it in rows.order_by("-webinar__starts_at", "-pk")]
    return render(request, "events/list_my_registrations.html", {"pages": pages})
