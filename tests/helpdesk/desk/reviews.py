"""Reviews for tests: what is submitted, the page's addresses and what it is filled in with."""

from typing import Any

from profiles.actions import editing
from profiles.checklists import JUDGED
from profiles.models import Revision, User
from tests.profiles.documents import register, whole_document

REMARK = "remark-organisation.texts.en.description"


def submitted(by: User, name: str = "", side: str = "europe") -> Revision:
    """An organisation of this name, handed to the helpdesk."""
    document = whole_document(side)
    if name:
        for text in document["organisation"]["texts"].values():
            text["name"] = name
    revision = register(by, document).revisions.get()
    editing.submit(revision, by=by)
    return revision


def resubmitted(revision: Revision, by: User, *, host: str = "Dijon") -> Revision:
    """The organisation takes it back, changes something and hands it over again."""
    editing.take_back(revision, by=by)
    organisation = revision.content["organisation"] | {"host": host}
    version = revision.version_of("organisation")
    editing.save_section(revision, "organisation", organisation, version=version, by=by)
    editing.submit(revision, by=by)
    return revision


def page(revision: Revision, action: str = "") -> str:
    return f"/en/desk/reviews/{revision.pk}/" + (f"{action}/" if action else "")


def filled(revision: Revision, **typed: Any) -> dict[str, Any]:
    """The form with every point ticked, as somebody posts it who has read this version."""
    judged = [key for key, _label in JUDGED]
    return {"version": revision.version, "judged": judged} | typed
