"""The two ways to what the introduced share: signed in, or by the link of a third party."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from matching.introductions.links import party_of_token
from matching.introductions.models import Introduction
from matching.introductions.pages import Reader
from matching.introductions.views import visible


@dataclass(frozen=True)
class Door:
    """Who came in, to which introduction, and how: with a token, by link."""

    introduction: Introduction
    reader: Reader
    token: str = ""

    @property
    def is_helpdesk(self) -> bool:
        return self.reader.is_staff and self.reader.party is None

    @property
    def may_act(self) -> bool:
        return self.reader.may_act or self.is_helpdesk

    def require_acting(self) -> None:
        """Who only looks on gets 403."""
        if not self.may_act:
            raise PermissionDenied

    def require_helpdesk(self) -> None:
        if not self.is_helpdesk:
            raise PermissionDenied

    def url(self, name: str, *args: object) -> str:
        """The address of a page behind the same door."""
        if self.token:
            return reverse(f"introductions:{name}-by-link", args=[self.token, *args])
        return reverse(f"introductions:{name}", args=[self.introduction.pk, *args])

    @property
    def home(self) -> str:
        if self.token:
            return reverse("introductions:answer-by-link", args=[self.token])
        return reverse("introductions:show-introduction", args=[self.introduction.pk])

    def back_to(self, name: str, anchor: str = "") -> HttpResponse:
        return redirect(self.url(name) + anchor)


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For members of the parties and the helpdesk; 404 for strangers, and before the consent."""

    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, pk: int, **kwargs: object) -> HttpResponse:
        introduction = visible(request, pk)
        reader = Reader.of(introduction, request.user)
        return view(request, _open(Door(introduction, reader)), **kwargs)

    return entered


def by_link(view: View) -> View:
    """For a third party, who has no account: the key in its mail is the proof."""

    @login_not_required
    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        party = party_of_token(token)
        if party is None:
            raise Http404
        introduction = Introduction.objects.for_page().get(pk=party.introduction_id)
        own = next(it for it in introduction.parties.all() if it.pk == party.pk)
        return view(request, _open(Door(introduction, Reader(own, may_act=True), token)), **kwargs)

    return entered


def _open(door: Door) -> Door:
    if not door.introduction.is_introduced:
        raise Http404
    door.introduction.link_parties()
    return door
