"""What the public pages of webinars show, ready for their templates."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import states
from events.models import Material, Series, Session, Speaker, Webinar
from events.presenting import Introductions, presented
from events.public.filters import PAST, UPCOMING, ListFilter
from events.querysets import WebinarQuerySet
from events.seats import takes_latecomers
from matching.partnerships import pages as partnership_pages
from matching.partnerships.models import Partnership
from profiles.languages import Words, readers_words
from profiles.models import Profile, User
from profiles.paging import before_page

PAGE_SIZE = 12
"""Past webinars a page."""
LONGEST_CRUMB = 60


@dataclass(frozen=True)
class Listing:
    """`first` is shown large; `upcoming` are the others, those that were cancelled among them."""

    first: Webinar | None
    upcoming: list[Webinar]
    past: Page | None
    query: str

    @property
    def is_after_first(self) -> bool:
        """Whether all the others begin after it: one that was cancelled may have been the next."""
        first = self.first
        return first is not None and all(it.starts_at >= first.starts_at for it in self.upcoming)


@dataclass(frozen=True)
class Presented:
    """Somebody whom a webinar presents, and where the reader may ask to be introduced to them."""

    profile: Profile
    request_url: str


@dataclass(frozen=True)
class Recording:
    """An address elsewhere, or a file of ours with its captions; others are in other languages."""

    url: str
    file: Material | None
    captions: list[Material]
    others: list[Material]


@dataclass(frozen=True)
class Sheet:
    """One webinar; texts are in the reader's language, else in the original."""

    webinar: Webinar
    crumbs: list[dict[str, str]]
    summary: Words | None
    description: Words | None
    looking_back: Words | None
    partnership: Partnership | None
    sides: list[tuple[str, list[object]]]
    presented: list[Presented]
    recording: Recording | None
    materials: list[Material]
    seats_left: int | None
    takes_latecomers: bool

    @property
    def may_request(self) -> bool:
        return any(row.request_url for row in self.presented)


def listing(found: ListFilter, query: QueryDict) -> Listing:
    rows = found.qs
    upcoming = list(rows.announced()) if found.shows(UPCOMING) else []
    first = next((it for it in upcoming if it.state != states.State.CANCELLED), None)
    others = [it for it in upcoming if it != first]
    number = query.get("page")
    past = Paginator(rows.past(), PAGE_SIZE).get_page(number) if found.shows(PAST) else None
    return Listing(first, others, past, before_page(query))


def for_page(found: "WebinarQuerySet | None" = None) -> "WebinarQuerySet":
    """Webinars, the public ones unless told otherwise, with all that their own page shows."""
    speakers = Speaker.objects.prefetch_related(
        Prefetch("profile", Profile.objects.published().for_cards())
    )
    return (
        (Webinar.objects.public() if found is None else found)
        .for_cards()
        .prefetch_related(
            "chapters",
            "materials",
            "topics",
            Prefetch("speakers", speakers),
            Prefetch("sessions", Session.objects.prefetch_related(Prefetch("speakers", speakers))),
        )
    )


def sheet(webinar: Webinar, user: User) -> Sheet:
    partnership = _example(webinar)
    return Sheet(
        webinar=webinar,
        crumbs=crumbs(webinar.series, webinar.title),
        summary=words(webinar, "summary"),
        description=words(webinar, "description"),
        looking_back=words(webinar, "looking_back"),
        partnership=partnership,
        sides=partnership_pages.sides_of(partnership) if partnership else [],
        presented=presented_to(user, webinar),
        recording=recording(webinar),
        materials=[it for it in webinar.materials.all() if it.kind in SHOWN],
        seats_left=seats_left(webinar),
        takes_latecomers=webinar.state == states.State.LIVE and takes_latecomers(webinar),
    )


def crumbs(*trail: Series | str | None) -> list[dict[str, str]]:
    """From the list to this page, by way of its series."""
    found = [{"title": _("Webinars"), "url": reverse("events:list-webinars")}]
    for step in filter(None, trail):
        url = reverse("events:show-series", args=[step.slug]) if isinstance(step, Series) else ""
        found.append({"title": Truncator(str(step)).chars(LONGEST_CRUMB), "url": url})
    return found


SHOWN = (Material.Kind.SLIDES, Material.Kind.SUMMARY, Material.Kind.OTHER)


def words(webinar: Webinar, name: str) -> Words | None:
    """A field of the text in the first language that has it; uses prefetched texts."""
    texts = {text.language: getattr(text, name) for text in webinar.texts.all()}
    return readers_words(texts, webinar.language)


def _example(webinar: Webinar) -> Partnership | None:
    if webinar.partnership_id is None:
        return None
    return Partnership.objects.public().for_list().filter(pk=webinar.partnership_id).first()


def presented_to(user: User, webinar: Webinar) -> list[Presented]:
    """Somebody who speaks for a profile of the other side may ask for an introduction."""
    introductions = Introductions(user)
    return [Presented(it, introductions.url(it)) for it in presented(webinar)]


def recording(webinar: Webinar) -> Recording | None:
    """The one in the reader's language, else in the webinar's, with the others beside it."""
    found = recordings(webinar)
    if not found:
        return None
    first, *others = found
    if not first.file:
        return Recording(first.url, None, [], others)
    materials = webinar.materials.all()
    captions = [it for it in materials if it.kind == Material.Kind.CAPTIONS and it.file]
    return Recording("", first, captions, others)


def recordings(webinar: Webinar) -> list[Material]:
    """For this reader, the best first; the address of the webinar has no title and no language."""
    wanted = (get_language(), webinar.language)
    found = [it for it in webinar.materials.all() if it.kind == Material.Kind.RECORDING]
    found.sort(key=lambda it: wanted.index(it.language) if it.language in wanted else len(wanted))
    if webinar.recording_url and webinar.recording_url not in {it.url for it in found}:
        found.append(Material(kind=Material.Kind.RECORDING, url=webinar.recording_url))
    return found


def seats_left(webinar: Webinar) -> int | None:
    """None where there is no limit, or nothing to be had."""
    if webinar.capacity is None or webinar.state != states.State.OPEN:
        return None
    return max(webinar.capacity - webinar.registrations.seated().count(), 0)
