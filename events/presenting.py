"""Whom a webinar presents, and where a reader may ask to be introduced to them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from events.models import Webinar
from profiles.models import Profile, Side, User


def presented(webinar: Webinar) -> list[Profile]:
    """In the directory, linked to the webinar or to one of its speakers."""
    speakers = webinar.speakers.exclude(profile=None).values("profile")
    linked = Q(pk__in=webinar.profiles.values("pk")) | Q(pk__in=speakers)
    found = Profile.objects.published().filter(linked).order_by("pk")
    return list(found.select_related("place").prefetch_related("texts"))


class Introductions:
    """Addresses of the requests that this reader may make: with the first profile of the other
    side for which they speak."""

    def __init__(self, user: User | AnonymousUser) -> None:
        mine = Profile.objects.published().spoken_for_by(user).select_related("place")
        self._own: dict[str, Profile] = {it.side: it for it in mine.order_by("-pk")}

    def url(self, profile: Profile) -> str:
        """Empty where there is no such profile."""
        other = Side.JAPAN if profile.side == Side.EUROPE else Side.EUROPE
        mine = self._own.get(other)
        if mine is None:
            return ""
        europe, japan = (profile, mine) if profile.side == Side.EUROPE else (mine, profile)
        return reverse("introductions:request-introduction", args=[europe.pk, japan.pk])
