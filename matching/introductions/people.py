"""What introductions know of a person: for that person's export, and for the end of an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.introductions.models import (
    Introduction,
    Message,
    MessageTranslation,
    Outcome,
    Party,
)
from matching.introductions.states import Answer, State
from profiles.erasing import register_eraser
from profiles.models import User
from profiles.privacy.exporting import Row, name_logs, register


def _with_pair(rows: models.QuerySet, path: str = "") -> models.QuerySet:
    """In their order, with the names of the two whom they are about."""
    sides = [f"{path}{side}" for side in ("europe", "japan")]
    texts = [f"{side}__texts" for side in sides]
    return rows.select_related(*sides).prefetch_related(*texts).order_by("pk")


def requests(user: User) -> list[Row]:
    """What somebody asked for, with their words to the other side."""
    return [
        {
            "about": str(row),
            "message": row.message,
            "language": row.language,
            "state": State(row.state),
            "created_at": row.created_at,
        }
        for row in _with_pair(Introduction.objects.filter(requested_by=user))
    ]


def contacts(user: User) -> list[Row]:
    """Where somebody is the contact person of their organisation."""
    return [
        {
            "about": str(row.introduction),
            "state": State(row.introduction.state),
            "answer": Answer(row.answer),
            "at": row.answered_at,
        }
        for row in _with_pair(Party.objects.filter(contact=user), "introduction__")
    ]


def messages(user: User) -> list[Row]:
    """What somebody wrote, to the others or to the helpdesk, and what they translated."""
    written = Message.objects.filter(author=user)
    translated = MessageTranslation.objects.filter(author=user)
    rows = [_words(row.introduction, row) for row in _with_pair(written, "introduction__")]
    drafts = _with_pair(translated, "message__introduction__")
    return rows + [_words(row.message.introduction, row) for row in drafts]


def _words(introduction: Introduction, row: Message | MessageTranslation) -> Row:
    return {"about": str(introduction), "body": row.text, "language": row.language, "at": row.at}


def outcomes(user: User) -> list[Row]:
    said = Outcome.objects.filter(answered_by=user)
    return [
        {
            "about": str(row.party.introduction),
            "days": row.days,
            "result": Outcome.Result(row.result),
            "at": row.answered_at,
        }
        for row in _with_pair(said, "party__introduction__")
    ]


LOGS = {
    "introductions.IntroductionTransition": _("Introduction"),
    "introductions.PartyTransition": _("Answer"),
    "introductions.MeetingTransition": _("Introduction"),
}


def register_sections() -> None:
    name_logs(LOGS)
    words = {
        "answer": _("Answer"),
        "days": _("Days after the introduction"),
        "result": _("What has come of it"),
    }
    for name, label, rows, columns in (
        (
            "introductions",
            _("Introductions that you asked for"),
            requests,
            ["Introduction.requested_by"],
        ),
        (
            "introduction_contacts",
            _("Introductions with you as the contact person"),
            contacts,
            ["Party.contact"],
        ),
        (
            "introduction_messages",
            _("What you wrote in introductions"),
            messages,
            ["Message.author", "MessageTranslation.author"],
        ),
        (
            "introduction_outcomes",
            _("What you said has come of introductions"),
            outcomes,
            ["Outcome.answered_by"],
        ),
    ):
        covers = [f"introductions.{column}" for column in columns]
        register(name, label, rows, covers=covers, words=words)


def forget(user: User) -> int:
    """The others do not see a person any more who has erased their account."""
    return Party.objects.filter(contact=user).update(contact=None)


def register_erasers() -> None:
    register_eraser(
        "introduction_contacts", _("Your name as the contact person of introductions"), forget
    )
