"""Slides, recordings, captions."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from events import states
from events.live import materials
from events.models import Material

MAX_AGE = 300
"""Seconds: what the desk replaces is seen soon."""


@require_safe
@login_not_required
def download_material(request: HttpRequest, key: str) -> HttpResponse:
    """Of a public webinar for everybody; of a draft for the desk. What lies elsewhere is led to."""
    seen = Q() if request.user.is_staff else Q(webinar__state__in=states.PUBLIC)
    material = get_object_or_404(Material.objects.filter(seen).select_related("webinar"), key=key)
    if material.url:
        return redirect(material.url)
    try:
        response = materials.serve(material, request.headers.get("Range", ""))
    except FileNotFoundError as missing:
        raise Http404 from missing
    is_public = material.webinar.is_public
    response["Cache-Control"] = f"public, max-age={MAX_AGE}" if is_public else "private, no-store"
    return response
