from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.accounts.forms import AccountForm
from profiles.accounts.second_factor import has_second_factor
from profiles.accounts.zones import city
from profiles.consents import Purpose, standing_consent
from profiles.models import User
from profiles.names import personal_name
from profiles.phones import show_phone


def show_account(request: HttpRequest) -> HttpResponse:
    """What is known of somebody, to themselves."""
    user = request.user
    context = {
        "names": names_by_language(user),
        "phone": show_phone(user.phone),
        "city": city(user.time_zone, translation.get_language()),
        "has_second_factor": has_second_factor(user),
        "wants_news": standing_consent(user, Purpose.NEWS) is not None,
        "sessions": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "profiles/show_account.html", context)


def names_by_language(user: User) -> list[dict[str, str]]:
    """How the name reads in every language of the site."""
    return [
        {
            "code": code,
            "language": language,
            "name": personal_name(user.family_name, user.given_name, language=code),
            "reading": user.reading if code == "ja" else "",
        }
        for code, language in settings.LANGUAGES
    ]


def edit_account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.language):
            messages.success(request, _("Your data have been saved."))
            return redirect("profiles:show-account")
    if form.is_bound:
        request.user.refresh_from_db()  # the page's frame shows who it was
    status = 422 if form.is_bound else 200
    return render(request, "profiles/edit_account.html", {"form": form}, status=status)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(UserSession, pk=pk, user=request.user).end()
    messages.success(request, _("The session has been ended."))
    return redirect("usersessions_list")
