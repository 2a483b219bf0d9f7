"""Wishes to be introduced to organisations that a webinar presented."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from events.models import Interest, Registration
from events.presenting import Introductions, presented
from events.states import State
from profiles.models import Profile, User


@dataclass(frozen=True)
class Offer:
    """An organisation that was presented, and the way to it.

    url         of the request for an introduction, for a member of the other side
    is_wished   asked already
    """

    profile: Profile
    url: str = ""
    is_wished: bool = False

    @property
    def can_be_wished(self) -> bool:
        return not self.url and not self.is_wished


def offers_for(registration: Registration, user: User | AnonymousUser) -> list[Offer]:
    """Empty until the webinar has begun."""
    if registration.webinar.state not in (State.LIVE, State.DONE):
        return []
    wished = set(registration.interests.values_list("profile_id", flat=True))
    introductions = Introductions(user)
    return [
        Offer(it, introductions.url(it), it.pk in wished) for it in presented(registration.webinar)
    ]


def wish(registration: Registration, *, profiles: Iterable[Profile], text: str) -> int:
    """Lines of the desk's follow-up list, one for each organisation; asking twice changes none."""
    rows = [Interest(registration=registration, profile=it, text=text) for it in profiles]
    return len(Interest.objects.bulk_create(rows, ignore_conflicts=True))
