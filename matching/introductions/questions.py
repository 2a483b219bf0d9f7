"""Questions between one party and the helpdesk, before and after the consent; nobody else reads."""

from collections.abc import Iterable

from matching.introductions.conversing import write
from matching.introductions.models import Introduction, Message, Party
from profiles.models import User


def ask_helpdesk(
    introduction: Introduction, *, party: Party, by: User, text: str, language: str
) -> Message:
    """A party asks the broker; where there is none yet, all of the helpdesk are told."""
    words = {"author": by, "text": text, "language": language}
    return write(introduction, party=party, private_to=party, **words)


def reply(introduction: Introduction, *, to: Party, by: User, text: str, language: str) -> Message:
    """The helpdesk answers a party."""
    words = {"author": by, "text": text, "language": language}
    return write(introduction, party=None, private_to=to, **words)


def unanswered(messages: Iterable[Message]) -> list[Party]:
    """The parties that have had the last word with the helpdesk; messages in their order."""
    last: dict[int, Message] = {}
    for message in messages:
        if message.private_to_id:
            last[message.private_to_id] = message
    return [message.private_to for message in last.values() if message.party_id]
