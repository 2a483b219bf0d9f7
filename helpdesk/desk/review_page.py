"""All that the page of a review shows."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from helpdesk.desk import queue, sentences
from helpdesk.desk.comparing import Row, Section, compare
from helpdesk.desk.forms import PREFIX, ReviewForm, has_typed, typed_paths
from helpdesk.desk.history import history
from helpdesk.desk.naming import language_of_name, name_in, names_for, words_of_topics
from profiles.checklists import checklist, is_emerging
from profiles.documents import Document
from profiles.duplicates import probable_duplicates
from profiles.models import Profile, Revision, User
from profiles.quality import hints
from profiles.states import RevisionState

MINE, FREE, HELD, CLOSED = "mine", "free", "held", "closed"
"""Whose turn it is: the reader's, nobody's, another moderator's, not the desk's any more."""


def stage_of(revision: Revision, user: User) -> str:
    if revision.state != RevisionState.SUBMITTED:
        return CLOSED
    holder = queue.holder_of(revision)
    if holder is None:
        return FREE
    return MINE if holder == user else HELD


def form_for(revision: Revision, data: QueryDict, decision: str) -> ReviewForm:
    """What was posted; remarks can be about any field of the document."""
    paths = (row.path for row in rows_of(sections_of(revision)))
    return ReviewForm(data, paths=paths, decision=decision)


def sections_of(revision: Revision) -> list[Section]:
    profile = Profile.objects.for_page().get(pk=revision.profile_id)
    before = queue.live_document(profile)
    known = [revision.content] if before is None else [before, revision.content]
    return compare(before, revision.content, names_for(known))


def rows_of(sections: Iterable[Section]) -> list[Row]:
    return [row for section in sections for row in section.remarkable()]


def refilled(revision: Revision, data: QueryDict, paths: list[str]) -> ReviewForm:
    """A new form with what was typed, for the version that stands now; nothing ticked."""
    names = ["message", *(f"{PREFIX}{path}" for path in paths)]
    typed = {name: data[name] for name in names if name in data}
    return ReviewForm(paths=paths, initial=typed | {"version": revision.version})


def context_of(
    revision: Revision, user: User, *, form: ReviewForm | None = None, data: QueryDict | None = None
) -> dict[str, Any]:
    """`form`: a faulty one, with its errors; `data`: what was typed into an older page."""
    sections = sections_of(revision)
    rows = rows_of(sections)
    paths = [row.path for row in rows]
    data = data if data is not None else QueryDict()
    lost = [path for path in typed_paths(data) if path not in paths]
    form = form or refilled(revision, data, [*paths, *lost])
    for row in rows:
        row.remark = form[f"{PREFIX}{row.path}"]
    stage = stage_of(revision, user)
    older, newer = queue.neighbours(revision)
    return {
        "revision": revision,
        "profile": revision.profile,
        "name": name_in(revision.content),
        "name_language": language_of_name(revision.content),
        "is_new": revision.profile.published_at is None,
        "stage": stage,
        "may_write": stage == MINE or has_typed(data),
        "holder": queue.holder_of(revision),
        "held_until": queue.held_until(revision),
        "form": form,
        "lost": [(path, form[f"{PREFIX}{path}"]) for path in lost],
        "sections": sections,
        "changes": sum(section.count for section in sections),
        "older": older,
        "newer": newer,
        "events": history(revision.profile),
        **_judgement(revision),
        **_help_with_words(revision),
    }


def _judgement(revision: Revision) -> dict[str, Any]:
    points = checklist(revision.content)
    return {
        "required": [point for point in points if point.is_required],
        "wished": [point for point in points if not (point.is_required or point.is_judged)],
        "is_emerging": is_emerging(revision.content),
        "hints": hints(revision.content, words_of_topics(revision.content["topics"])),
        "doubles": doubles_of(revision),
    }


def doubles_of(revision: Revision) -> list[Any]:
    content: Document = revision.content
    texts = content["organisation"]["texts"].values()
    return list(
        probable_duplicates(
            names=[text["name"] for text in texts if text["name"]],
            email=content["contact"]["email"],
            identifier=content["organisation"]["identifier"],
            exclude=revision.profile_id,
        )
    )


def _help_with_words(revision: Revision) -> dict[str, Any]:
    language = sentences.language_for(revision)
    return {
        "their_language": language,
        "their_language_name": sentences.named(language),
        "sentences": sentences.sentences_in(language),
    }
