"""The way out of a subscription, for people and for their mail programs."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from profiles import outbox
from profiles.unsubscribing import read_unsubscribe_token


# The token is the permission: a mail program posts it with one click, without a cookie (RFC 8058).
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks: programs that look for viruses follow every link."""
    found = read_unsubscribe_token(token)
    if found is None:
        raise Http404
    user, kind = found
    if request.method == "POST":
        outbox.refuse(user, kind)
    is_done = user.mail_refusals.filter(kind=kind).exists()
    return render(request, "profiles/unsubscribe.html", {"is_done": is_done})
