"""What every page of the editor shows beside its form."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.editor import moves
from events.editor.editing import participants
from events.editor.kinds import KINDS
from events.editor.readiness import Point, points
from events.models import Webinar
from events.states import State
from profiles.accounts.zones import city

PAGES = {
    "basics": ("events:edit-webinar", _("Basics")),
    "texts": ("events:edit-webinar-texts", _("Texts")),
    "subjects": ("events:edit-webinar-subjects", _("Subjects")),
}


@dataclass(frozen=True)
class Step:
    title: Any
    url: str
    is_here: bool


@dataclass(frozen=True)
class Lack:
    """Something to put right, and the page where that is done."""

    point: Point
    url: str


def section_url(webinar: Webinar, section: str) -> str:
    if section in PAGES:
        return reverse(PAGES[section][0], args=[webinar.pk])
    return reverse("events:list-items", args=[webinar.pk, section])


def frame(webinar: Webinar, section: str) -> dict[str, Any]:
    """Steps, state, buttons, what is missing; `section` is the page one is on."""
    titles = {name: title for name, (_url, title) in PAGES.items()}
    titles |= {slug: kind.title for slug, kind in KINDS.items()}
    return {
        "webinar": webinar,
        "section": section,
        "section_title": titles[section],
        "steps": [
            Step(title, section_url(webinar, name), name == section)
            for name, title in titles.items()
        ],
        "lacks": [Lack(it, section_url(webinar, it.section)) for it in points(webinar)],
        "offered": moves.offered(webinar),
        "may_cancel": moves.may_cancel(webinar),
        "is_draft": webinar.state == State.DRAFT,
        "participants": participants(webinar),
        "place": city(webinar.time_zone, get_language() or "en"),
    }
