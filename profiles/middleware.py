from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from profiles.accounts import sessions

Handler = Callable[[HttpRequest], HttpResponse]

OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_change_password",
        "account_confirm_email",
        "account_email",
        "account_logout",
        "account_reauthenticate",
        "choose-language",
        "healthz",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "readyz",
        "robots",
    }
)
"""What staff reach before they have a second factor: the way to one, and the way out."""


def keep_cookies_private(get_response: Handler) -> Handler:
    """An answer that sets a cookie is for one reader: no cache may give it to another."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.cookies and response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    return middleware


def activate_time_zone(get_response: Handler) -> Handler:
    """Show times in the signed-in person's zone; others get Brussels, and Tokyo beside it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "time_zone", "Europe/Brussels")
        with timezone.override(ZoneInfo(zone)):
            return get_response(request)

    return middleware


def keep_session(get_response: Handler) -> Handler:
    """End a session that has run out, or whose person may not sign in any more; note the rest."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            _keep_or_end(request)
        return get_response(request)

    return middleware


def _keep_or_end(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        request.session.flush()
    elif sessions.has_run_out(request.session, request.user):
        logout(request)
        messages.info(
            request,
            _("You have been signed out, because this sign-in was too long ago. Sign in again."),
        )
    else:
        sessions.note(request)


def require_second_factor(get_response: Handler) -> Handler:
    """Staff see everybody's data: they set up a second factor before they reach anything."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not (user.is_authenticated and user.is_staff) or sessions.is_secured(request):
            return get_response(request)
        if _view_name(request) in OPEN_WITHOUT_SECOND_FACTOR:
            return get_response(request)
        text = _("Helpdesk staff need a second factor: set up an authenticator app or a passkey.")
        messages.warning(request, text)
        return redirect("mfa_index")

    return middleware


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
