"""The overview of the guided form: what every section says, what is missing, what was asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.checklists import Point, unmet
from profiles.completeness import Advice
from profiles.documents import SECTIONS, Document
from profiles.editor.drafts import Draft
from profiles.editor.forms.base import in_reader
from profiles.fields import SECTION_NAMES, field_name
from profiles.models import ProfileSector, Remark, Sector, TargetArea, Topic

MOST_NAMED = 6
"""Terms that a summary lists before it says how many more there are."""


@dataclass(frozen=True)
class Asked:
    """What the helpdesk asked to be changed, and where that is in the form."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class SectionState:
    """One line of the overview; `said` is "" for an empty section."""

    name: str
    title: str
    url: str
    said: str
    missing: list[Point]
    advice: list[Advice]
    asked: list[Asked]


def section_states(draft: Draft, advice: list[Advice]) -> list[SectionState]:
    """In the order of the form, in three queries for the names of terms."""
    missing = unmet(draft.document)
    asked = asked_of(draft)
    return [
        SectionState(
            name=name,
            title=str(SECTION_NAMES[name]),
            url=section_url(draft, name),
            said=SUMMARIES[name](draft.document),
            missing=[point for point in missing if point.section == name],
            advice=[it for it in advice if it.section == name],
            asked=asked.get(name, []),
        )
        for name in SECTIONS
    ]


def section_url(draft: Draft, section: str) -> str:
    return reverse("profiles:edit-section", args=[draft.profile.pk, section])


def asked_of(draft: Draft) -> dict[str, list[Asked]]:
    """What was asked, by section."""
    found: dict[str, list[Asked]] = {}
    for remark in draft.remarks():
        section = remark.field.partition(".")[0]
        if section in SECTIONS:
            found.setdefault(section, []).append(_asked(draft, section, remark))
    return found


def _asked(draft: Draft, section: str, remark: Remark) -> Asked:
    anchor = f"#id_{'-'.join(_steps(remark.field))}"
    return Asked(field_name(remark.field), remark.text, section_url(draft, section) + anchor)


def _steps(path: str) -> list[str]:
    """The path as ids of fields spell it: without the section, where that has fields of its own."""
    section, *steps = path.split(".")
    return steps or [section]


def _organisation(document: Document) -> str:
    texts = document["organisation"]["texts"]
    described = [in_reader(code) for code, text in texts.items() if text["description"]]
    if not described:
        return _("Not described yet") if any(text["name"] for text in texts.values()) else ""
    return _("Described in %(languages)s") % {"languages": ", ".join(described)}


def _sectors(document: Document) -> str:
    sectors = document["sectors"]
    main = [slug for slug, it in sectors.items() if it == ProfileSector.Priority.MAIN]
    if not main:
        return ""
    return _("Main: %(sectors)s") % {"sectors": _named(Sector, main)}


def _topics(document: Document) -> str:
    return _named(Topic, document["topics"])


def _offers(document: Document) -> str:
    count = len(document["offers"])
    text = ngettext("%(count)d offer", "%(count)d offers", count)
    return text % {"count": count} if count else ""


def _needs(document: Document) -> str:
    count = len(document["needs"])
    text = ngettext("%(count)d need", "%(count)d needs", count)
    return text % {"count": count} if count else ""


def _areas(document: Document) -> str:
    return _named(TargetArea, document["areas"])


def _contact(document: Document) -> str:
    contact = document["contact"]
    links = len(contact["links"])
    counted = ngettext("%(count)d link", "%(count)d links", links) % {"count": links}
    return ", ".join(filter(None, [contact["email"], contact["phone"], links and counted]))


def _languages(document: Document) -> str:
    return ", ".join(in_reader(code) for code in document["languages"]["spoken"])


def _named(model: type[Model], slugs: Iterable[str]) -> str:
    """The first names of terms, in this order, and how many more there are."""
    wanted = list(slugs)
    shown = wanted[:MOST_NAMED]
    names = {row.slug: str(row) for row in model._default_manager.filter(slug__in=shown)}  # type: ignore[attr-defined]
    named = ", ".join(names.get(slug, slug) for slug in shown)
    more = len(wanted) - len(shown)
    if not more:
        return named
    return _("%(names)s and %(count)d more") % {"names": named, "count": more}


SUMMARIES: dict[str, Callable[[Document], str]] = {
    "organisation": _organisation,
    "sectors": _sectors,
    "topics": _topics,
    "offers": _offers,
    "needs": _needs,
    "areas": _areas,
    "contact": _contact,
    "languages": _languages,
}
