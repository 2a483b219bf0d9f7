import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from profiles import consents, erasing, outbox
from profiles.actions import privacy as actions
from profiles.models import Consent
from profiles.privacy import exporting, pages
from profiles.privacy.forms import ConsentForm, EraseForm, MailsForm
from profiles.privacy.subscriptions import subscriptions_of

SOURCE = "my-data"


@require_safe
@never_cache
def show_my_data(request: HttpRequest) -> HttpResponse:
    """What somebody has agreed to, who has seen their data, and what they may do about it."""
    return _show(request)


def _show(request: HttpRequest, faulty: ConsentForm | None = None) -> HttpResponse:
    log = list(request.user.consents.latest_first())
    context = {
        "choices": pages.choices(log),
        "account_consent": consents.standing_consent(request.user, Consent.Purpose.ACCOUNT),
        "log": log,
        "disclosures": pages.disclosures(request.user),
        "subscriptions": subscriptions_of(request.user),
        "faulty": faulty,
    }
    status = 422 if faulty else 200
    return render(request, "profiles/show_my_data.html", context, status=status)


@require_POST
def choose_consent(request: HttpRequest) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    purpose = form.cleaned_data["purpose"]
    if form.is_given:
        consents.give_consent(request.user, purpose, source=SOURCE)
        messages.success(request, _("Your consent is noted. You can withdraw it at any time."))
    else:
        consents.withdraw_consent(request.user, purpose, source=SOURCE)
        messages.success(request, _("Your consent is withdrawn. It holds from now on."))
    return redirect("profiles:show-my-data")


@require_POST
def choose_mails(request: HttpRequest) -> HttpResponse:
    form = MailsForm(request.POST)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        if form.cleaned_data["answer"] == MailsForm.END:
            outbox.refuse(request.user, kind)
            messages.success(request, _("You get no more mails of this kind."))
        else:
            actions.renew_mails(request.user, kind)
            messages.success(request, _("You get mails of this kind again."))
    return redirect("profiles:show-my-data")


@require_safe
@never_cache
@reauthentication_required
def export_my_data(request: HttpRequest) -> HttpResponse:
    """Everything, as a file."""
    document = exporting.export(request.user)
    text = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@never_cache
@reauthentication_required
def read_my_data(request: HttpRequest) -> HttpResponse:
    """Everything, to read and to print."""
    sections = exporting.readable(request.user)
    context = {
        "sections": [section for section in sections if section.rows],
        "empty": [section.label for section in sections if not section.rows],
    }
    return render(request, "profiles/read_my_data.html", context)


@never_cache
@reauthentication_required
def erase_my_account(request: HttpRequest) -> HttpResponse:
    form = EraseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_user(request.user)
        except actions.HandOverFirst as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            messages.success(request, _("Your account is erased. A last mail confirms it."))
            return redirect("helpdesk:show-home")
    context = {"form": form, "plan": erasing.plan_for(request.user)}
    context |= pages.consequences(request.user)
    status = 422 if form.errors else 200
    return render(request, "profiles/erase_my_account.html", context, status=status)
