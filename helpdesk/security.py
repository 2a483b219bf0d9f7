"""Security headers on every answer, error pages and redirects included.

Django 6 brings `SECURE_CSP`; on 5.2 LTS these lines stand in for it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**changes: str) -> str:
    """The Content-Security-Policy, with other values for some names (`frame_ancestors`)."""
    found = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in found.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FRAMED = HEADERS | {
    "Content-Security-Policy": policy(frame_ancestors="*", form_action="'none'"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of what other sites may show in a frame: pages whose views are `@xframe_options_exempt`."""


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; outermost, so that no inner answer leaves without the headers.

    A view changes its own page's policy by `response.policy_changes = {"form_action": …}`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if changes := getattr(response, "policy_changes", None):
            response.headers.setdefault("Content-Security-Policy", policy(**changes))
        is_framed = getattr(response, "xframe_options_exempt", False)
        for name, value in (FRAMED if is_framed else HEADERS).items():
            response.headers.setdefault(name, value)
        return response

    return middleware
