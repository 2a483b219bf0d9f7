from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from profiles import limits
from profiles.models import Profile


@login_not_required
@never_cache
def show_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The general mailbox, for whoever asks by a button: harvesters follow links only."""
    listed = Profile.objects.published().exclude(email="")
    profile = get_object_or_404(listed.prefetch_related("texts"), pk=pk)
    is_asked = request.method == "POST"
    if is_asked and limits.limited(request, "contact"):
        return limits.too_many(request, "contact")
    context = {"profile": profile, "email": profile.email if is_asked else ""}
    return render(request, "profiles/show_contact.html", context)
