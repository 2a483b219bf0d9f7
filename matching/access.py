from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from matching.models import Verdict
from profiles.models import Profile, User

View = Callable[..., HttpResponse]


def staff_required(view: View) -> View:
    """For helpdesk staff. Others who have signed in get 403; strangers are asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def voice_of(user: User, europe: Profile, japan: Profile) -> Verdict.Voice | None:
    """For whom a person may speak of a pair; None for strangers. A side comes before staff."""
    own = set(
        Profile.objects.filter(pk__in=[europe.pk, japan.pk])
        .spoken_for_by(user)
        .values_list("pk", flat=True)
    )
    if europe.pk in own:
        return Verdict.Voice.EUROPE
    if japan.pk in own:
        return Verdict.Voice.JAPAN
    return Verdict.Voice.STAFF if user.is_staff else None
