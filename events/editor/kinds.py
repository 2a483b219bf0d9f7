"""The parts that a webinar has several of, and what their pages call them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from events.editor.chapter_forms import ChapterForm, written_time
from events.editor.item_forms import ItemForm, SessionForm, SpeakerForm, speaker_name
from events.editor.material_forms import MaterialForm
from events.editor.moments import in_clocks
from events.editor.question_forms import QuestionForm
from events.models import Chapter, CustomQuestion, Material, Session, Speaker, Webinar
from profiles.languages import language_name, readers_text

HOUR = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True)
class Kind:
    """`thing` is the word of the log; `line` gives title and remark of one in the list."""

    slug: str
    thing: str
    model: type[models.Model]
    form: type[ItemForm]
    title: Any
    add: Any
    hint: Any
    none: Any
    line: Callable[[Any], tuple[str, str]]
    is_ordered: bool = False
    prefetch: tuple[str, ...] = ()

    def items(self, webinar: Webinar) -> Any:
        found = self.model._default_manager.filter(webinar=webinar)
        return found.prefetch_related(*self.prefetch)


def kind_of(slug: str) -> Kind:
    try:
        return KINDS[slug]
    except KeyError:
        raise Http404 from None


def _in_reader(texts: dict[str, str], original: str) -> str:
    return readers_text(texts, original) or "–"


def _speaker(it: Speaker) -> tuple[str, str]:
    name = speaker_name(it)
    office = readers_text(it.office, it.webinar.language)
    organisation = it.organisation if it.organisation != name else ""
    return name, ", ".join(filter(None, [office, organisation]))


def _session(it: Session) -> tuple[str, str]:
    title = _in_reader(it.title, it.webinar.language)
    names = ", ".join(speaker_name(speaker) for speaker in it.speakers.all())
    return title, " · ".join(filter(None, [_times(it.starts_at, it.ends_at, it), names]))


def _times(starts_at: datetime, ends_at: datetime, it: Session) -> str:
    """The day is told once, unless the end is on another one."""
    begin, end = (in_clocks(moment, it.webinar.time_zone) for moment in (starts_at, ends_at))
    date = end[: HOUR.search(end).start()]
    return pgettext("times", "%(begin)s – %(end)s") % {
        "begin": begin,
        "end": end.removeprefix(date) if begin.startswith(date) else end,
    }


def _question(it: CustomQuestion) -> tuple[str, str]:
    required = str(_("must be answered")) if it.is_required else ""
    remark = ", ".join(filter(None, [it.get_kind_display(), required]))
    return _in_reader(it.text, it.webinar.language), remark


def _material(it: Material) -> tuple[str, str]:
    where = it.url or str(_("a file of ours"))
    language = language_name(it.language, get_language() or "en")
    return it.title, " · ".join([it.get_kind_display(), language, where])


def _chapter(it: Chapter) -> tuple[str, str]:
    languages = (language_name(code, get_language() or "en") for code in it.title)
    title = f"{written_time(it.second)} {_in_reader(it.title, it.webinar.language)}"
    return title, ", ".join(languages)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "speakers",
            "speaker",
            Speaker,
            SpeakerForm,
            _("Speakers"),
            _("Add a speaker"),
            _("In this order they stand on the public page."),
            _("Nobody speaks yet"),
            _speaker,
            is_ordered=True,
        ),
        Kind(
            "sessions",
            "session",
            Session,
            SessionForm,
            _("Programme"),
            _("Add a point of the programme"),
            _("Talks, panels, breaks, by time. When the webinar is moved, they move with it."),
            _("There is no programme yet"),
            _session,
            prefetch=("speakers",),
        ),
        Kind(
            "questions",
            "question",
            CustomQuestion,
            QuestionForm,
            _("Questions to participants"),
            _("Add a question"),
            _(
                "Whoever registers is asked these besides name and organisation. Ask only what you"
                " need."
            ),
            _("Nothing is asked besides"),
            _question,
            is_ordered=True,
        ),
        Kind(
            "materials",
            "material",
            Material,
            MaterialForm,
            _("Materials"),
            _("Add a material"),
            _("Slides, summaries, captions, a recording as a file."),
            _("There are no materials yet"),
            _material,
        ),
        Kind(
            "chapters",
            "chapter",
            Chapter,
            ChapterForm,
            _("Chapters"),
            _("Add a chapter"),
            _("Places in the recording that readers can jump to."),
            _("There are no chapters yet"),
            _chapter,
        ),
    )
}
