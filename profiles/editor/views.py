from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from profiles.models import Profile


def edit_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview of the form."""
    return redirect(get_object_or_404(Profile.objects.visible_to(request.user), pk=pk))
