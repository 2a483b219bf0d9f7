"""Whose page it is: strangers get 404, members whose role is too low 403."""

from typing import Final

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from profiles.models import Profile, User

FOUND: Final = "found-as-duplicate"
FOUND_FOR: Final = 24 * 3600
"""Seconds for which somebody may ask to join a draft that was shown to them as a duplicate."""


def seen_team(request: HttpRequest, pk: int) -> Profile:
    """For the team and the helpdesk."""
    return get_object_or_404(Profile.objects.visible_to(request.user).for_cards(), pk=pk)


def owned_team(request: HttpRequest, pk: int) -> Profile:
    """For its owners."""
    profile = seen_team(request, pk)
    if not owns(request.user, profile):
        raise PermissionDenied
    return profile


def decided_team(request: HttpRequest, pk: int) -> Profile:
    """For those who decide on requests: its owners and the helpdesk."""
    profile = seen_team(request, pk)
    if not (request.user.is_staff or owns(request.user, profile)):
        raise PermissionDenied
    return profile


def owns(user: User, profile: Profile) -> bool:
    return Profile.objects.owned_by(user).filter(pk=profile.pk).exists()


def joinable(request: HttpRequest, pk: int) -> Profile:
    """What one may ask to join: what is public, or was shown to this person as a duplicate.

    Otherwise the names of drafts could be read by counting through the addresses.
    """
    shown = Q(pk__in=Profile.objects.published().values("pk"))
    shown |= Q(pk__in=Profile.objects.of_member(request.user).values("pk"))
    shown |= Q(requests__user=request.user)
    if _was_found(request, pk):
        shown = Q()
    return get_object_or_404(Profile.objects.filter(shown).for_cards().distinct(), pk=pk)


def found_token(user: User, profile: Profile) -> str:
    return signing.dumps([user.pk, profile.pk], salt=FOUND)


def _was_found(request: HttpRequest, pk: int) -> bool:
    try:
        found = signing.loads(request.GET.get("found", ""), salt=FOUND, max_age=FOUND_FOR)
    except signing.BadSignature:
        return False
    return bool(found == [request.user.pk, pk])


def verified_addresses(user: User) -> set[str]:
    """Lower case; those that the person has proved to be theirs."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary")
    return {email.lower() for email in rows.values_list("email", flat=True)}
