"""Write to each other in an introduction, with files; privately to the helpdesk; translate.

Nothing that is written is changed afterwards: a translation stands beside its original.
"""

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.introductions import mails_conversation, mails_questions
from matching.introductions.models import (
    Introduction,
    Message,
    MessageFile,
    MessageTranslation,
    Party,
)
from profiles.models import User
from profiles.uploads import Upload

MOST_FILES = 5
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that a file's name must not have: some turn its end around."""
LONGEST_NAME = MessageFile._meta.get_field("name").max_length


class NotIntroduced(Exception):
    """The parties have not all agreed: there is no conversation yet, only questions."""

    def __str__(self) -> str:
        return str(_("You can write to each other as soon as everybody has agreed."))


@dataclass(frozen=True)
class NewFile:
    """A file whose content was looked at, and what its sender calls it."""

    name: str
    upload: Upload


def write(
    introduction: Introduction,
    *,
    party: Party | None,
    author: User | None,
    language: str,
    text: str,
    files: Sequence[NewFile] = (),
    private_to: Party | None = None,
) -> Message:
    """Write to everybody in an introduction, or between one party and the helpdesk only.

    `party` is None for the helpdesk; `author` is None for a third party. The others get a mail.
    Raises NotIntroduced.
    """
    with transaction.atomic():
        # Locked so that numbers come in the order of commits: pages ask for what came after one.
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        if private_to is None and not row.is_introduced:
            raise NotIntroduced
        message = Message.objects.create(
            introduction=row,
            party=party,
            private_to=private_to,
            author=author,
            language=language,
            text=text,
        )
        _tell(message, len(files))
        _keep(message, files)
    return message


def _tell(message: Message, files: int) -> None:
    if message.private_to is None:
        mails_conversation.written(message, files=files)
    elif message.party is None:
        mails_questions.replied(message.introduction, message)
    else:
        mails_questions.asked(message.introduction, message)


def _keep(message: Message, files: Iterable[NewFile]) -> None:
    for new in files:
        stored = f"{uuid.uuid4().hex}{new.upload.suffix}"
        MessageFile.objects.create(
            message=message,
            file=ContentFile(new.upload.content, name=stored),
            name=safe_name(new.name, new.upload.suffix),
            content_type=new.upload.content_type,
            size=len(new.upload.content),
        )


def safe_name(name: str, suffix: str) -> str:
    """What a file is called when it is fetched: without a path, and ending as its content says."""
    base = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(
        it for it in base if unicodedata.category(it) not in UNSEEN and it not in '<>:"|?*'
    )
    stem = " ".join(PurePosixPath(seen).stem.split()).strip(". ")
    return f"{stem[: LONGEST_NAME - len(suffix)] or 'file'}{suffix}"


def translate(message: Message, *, language: str, text: str, by: User) -> MessageTranslation:
    """The helpdesk's draft of a translation, or a better one in its place."""
    values = {"text": text, "author": by}
    return MessageTranslation.objects.update_or_create(
        message=message, language=language, defaults=values
    )[0]
