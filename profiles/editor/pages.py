"""What the page of a section shows."""

from datetime import datetime
from typing import Any

from profiles.completeness import completeness
from profiles.documents import SECTIONS
from profiles.editor.choosing import for_statements, for_topics
from profiles.editor.forms.base import Fault, SectionForm
from profiles.editor.forms.contact import ContactSection
from profiles.editor.forms.statements import StatementsSection
from profiles.editor.forms.terms import TopicsSection
from profiles.editor.overview import asked_of, section_url
from profiles.editor.wording import Compared
from profiles.fields import SECTION_NAMES
from profiles.models import Logo


def section_page(
    form: SectionForm,
    *,
    version: int | None = None,
    faults: list[Fault] | None = None,
    refusal: str = "",
    rows: list[Compared] | None = None,
    saved_at: datetime | None = None,
) -> dict[str, Any]:
    """`version` is the one that the next save replaces, None for the one that stands."""
    draft = form.draft
    if version is None:
        version = draft.version_of(form.section)
    return {
        "draft": draft,
        "profile": draft.profile,
        "form": form,
        "title": SECTION_NAMES[form.section],
        "steps": _steps(form),
        "version": version,
        "faults": faults or [],
        "refusal": refusal,
        "rows": rows or [],
        "saved_at": saved_at,
        "complete": completeness(draft.document),
        "asked": asked_of(draft).get(form.section, []),
        **_choosers(form),
        **_neighbours(form),
    }


def _steps(form: SectionForm) -> list[dict[str, Any]]:
    return [
        {
            "title": SECTION_NAMES[name],
            "url": section_url(form.draft, name),
            "is_here": name == form.section,
        }
        for name in SECTIONS
    ]


def _neighbours(form: SectionForm) -> dict[str, Any]:
    at = SECTIONS.index(form.section)
    before = SECTIONS[at - 1] if at else None
    return {
        "number": at + 1,
        "count": len(SECTIONS),
        "previous": before
        and {
            "title": SECTION_NAMES[before],
            "url": section_url(form.draft, before),
        },
        "is_last": at == len(SECTIONS) - 1,
    }


def _choosers(form: SectionForm) -> dict[str, Any]:
    if isinstance(form, TopicsSection):
        return {"chooser": for_topics(form)}
    if isinstance(form, StatementsSection):
        return {"items": for_statements(form)}
    if isinstance(form, ContactSection):
        own = Logo.objects.filter(profile=form.draft.profile, name=form.stored["logo"] or None)
        return {"logo": own.first()}
    return {}
