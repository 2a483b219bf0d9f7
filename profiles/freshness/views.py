from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from profiles.models import Profile


@login_not_required
def confirm_profile(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the button in a mail."""
    raise Http404


@require_POST
def confirm_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(get_object_or_404(Profile.objects.visible_to(request.user), pk=pk))
