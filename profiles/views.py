from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from profiles import limits
from profiles.filters import ProfileFilter
from profiles.models import Profile
from profiles.paging import paged
from profiles.parts import parts_of

PAGE_SIZE = 24
"""Two, three or four cards a row come out even."""


@login_not_required
def list_profiles(request: HttpRequest) -> HttpResponse:
    if request.GET.get("q") and limits.limited(request, "search"):
        return limits.too_many(request, "search")
    found = ProfileFilter(request.GET, Profile.objects.published().for_cards())
    context = {
        "filter": found,
        **paged(found.qs.newest(), request.GET, PAGE_SIZE),
    }
    return render(request, "profiles/list_profiles.html", context)


@login_not_required
def show_profile(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.published().for_page(), pk=pk)
    if request.path != profile.get_absolute_url():
        return redirect(profile, permanent=True)
    opposites = Profile.objects.spoken_for_by(request.user).published().for_cards()
    context = {
        "profile": profile,
        "opposites": opposites.exclude(place__side=profile.side),
        "parts": parts_of(profile, request),
    }
    return render(request, "profiles/show_profile.html", context)
