from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from profiles.actions import freshness
from profiles.answering import answered
from profiles.confirming import read_confirmation_token
from profiles.models import Profile

BY_MAIL = gettext_noop("Confirmed by the button in a mail")
BY_HAND = gettext_noop("Confirmed on the organisation’s pages")
NOT_FOUND = 404


@login_not_required
@never_cache
def confirm_profile(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the button in a mail. Only its own button confirms: scanners of mails follow links."""
    question = read_confirmation_token(token)
    if question is None:
        return render(request, "profiles/confirm_profile.html", status=NOT_FOUND)
    if request.method == "POST":
        confirmed = freshness.confirm(
            question.profile, by=question.person, reason=BY_MAIL, asked_in=question.round
        )
        if confirmed:
            messages.success(request, _("Thank you. The profile is confirmed."))
        return redirect(request.path)
    return render(request, "profiles/confirm_profile.html", {"question": question})


@require_POST
def confirm_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, for whoever has signed in and speaks for the organisation."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user), pk=pk)
    if not Profile.objects.spoken_for_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    with answered(request, _("Thank you. The profile is confirmed."), freshness.NotPublic):
        freshness.confirm(profile, by=request.user, reason=BY_HAND)
    return redirect("profiles:edit-profile", pk=pk)
