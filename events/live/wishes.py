"""Wishes to be introduced to organisations that a webinar presented."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from events.models import Interest, Registration, Webinar
from events.states import State
from profiles.models import Profile, Side, User


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


def presented(webinar: Webinar) -> list[Profile]:
    """In the directory, linked to the webinar or to one of its speakers."""
    speakers = webinar.speakers.exclude(profile=None).values("profile")
    linked = Q(pk__in=webinar.profiles.values("pk")) | Q(pk__in=speakers)
    found = Profile.objects.published().filter(linked).order_by("pk")
    return list(found.select_related("place").prefetch_related("texts"))


def offers_for(registration: Registration, user: User | AnonymousUser) -> list[Offer]:
    """Empty until the webinar has begun."""
    if registration.webinar.state not in (State.LIVE, State.DONE):
        return []
    wished = set(registration.interests.values_list("profile_id", flat=True))
    own: dict[str, Profile] = {}
    mine = Profile.objects.published().spoken_for_by(user).select_related("place")
    for profile in mine.order_by("-pk"):
        own[profile.side] = profile
    return [_offer(profile, own, wished) for profile in presented(registration.webinar)]


def _offer(profile: Profile, own: dict[str, Profile], wished: set[int]) -> Offer:
    japanese = profile.side == Side.JAPAN
    mine = own.get(Side.EUROPE if japanese else Side.JAPAN)
    url = ""
    if mine:
        pair = [mine.pk, profile.pk] if japanese else [profile.pk, mine.pk]
        url = reverse("introductions:request-introduction", args=pair)
    return Offer(profile, url, profile.pk in wished)


def wish(registration: Registration, *, profiles: Iterable[Profile], text: str) -> int:
    """Lines of the desk's follow-up list, one for each organisation; asking twice changes none."""
    rows = [Interest(registration=registration, profile=it, text=text) for it in profiles]
    return len(Interest.objects.bulk_create(rows, ignore_conflicts=True))
