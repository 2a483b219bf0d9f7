"""The outbox, for staff: what was sent, what was not, and what is in doubt."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.desk.mail_filters import MailFilter
from helpdesk.desk.mail_forms import DecisionForm
from matching.access import staff_required
from profiles import outbox
from profiles.answering import answered
from profiles.models import Mail
from profiles.moving import ForbiddenMove
from profiles.paging import paged
from profiles.states import UNDECIDED, MailState

PAGE_SIZE = 50


@staff_required
def list_mails(request: HttpRequest) -> HttpResponse:
    found = MailFilter(request.GET, Mail.objects.for_list())
    context = {
        "filter": found,
        **paged(found.qs.undecided_first(), request.GET, PAGE_SIZE),
        "counts": state_counts(),
        "nothing_leaves": nothing_leaves(),
    }
    return render(request, "helpdesk/list_mails.html", context)


def nothing_leaves() -> bool:
    """In a demonstration without a mail server, the desk is where its mails are read."""
    return settings.DEMO and "smtp" not in settings.EMAIL_BACKEND


def state_counts() -> list[tuple[MailState, int]]:
    """All states, those first that wait for staff."""
    counted = Mail.objects.by_state()
    others = [state for state in MailState if state not in UNDECIDED]
    return [(state, counted.get(state, 0)) for state in (*UNDECIDED, *others)]


@staff_required
def show_mail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk, DecisionForm())


def _page(request: HttpRequest, pk: int, form: DecisionForm) -> HttpResponse:
    """Codes and links into accounts are nobody else's to read, where people get their mails."""
    mail = get_object_or_404(Mail.objects.for_page(), pk=pk)
    context = {"mail": mail, "form": form, "is_hidden": mail.is_secret and not nothing_leaves()}
    status = 422 if form.errors else 200
    return render(request, "helpdesk/show_mail.html", context, status=status)


@require_POST
@staff_required
def send_mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, outbox.send_again, _("The mail goes out once more."))


@require_POST
@staff_required
def cancel_mail(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, outbox.cancel, _("The mail is cancelled."))


def _decide(request: HttpRequest, pk: int, action: Callable[..., None], done: str) -> HttpResponse:
    form = DecisionForm(request.POST)
    mail = get_object_or_404(Mail, pk=pk)
    if not form.is_valid():
        return _page(request, pk, form)
    with answered(request, done, ForbiddenMove):
        action(mail, by=request.user, reason=form.cleaned_data["reason"])
    return redirect("desk:show-mail", pk=pk)
