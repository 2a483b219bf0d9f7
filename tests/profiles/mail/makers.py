"""Letters, people who get them, and a look at the queue."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
from django.conf import settings
from django.utils import timezone

from helpdesk.celery import app
from profiles import outbox
from profiles.letters import Letter
from profiles.models import Mail, User
from tests.makers import make_user

ABSENT = "redis://127.0.0.1:1/0"
"""Nobody listens there."""


def letter(subject: str = "A note", **fields: Any) -> Callable[[], Letter]:
    content: dict[str, Any] = {"paragraphs": ["Somebody wrote to you."]} | fields
    return lambda: Letter(subject=subject, **content)


def make_haruka(**fields: Any) -> User:
    names = {"family_name": "佐藤", "given_name": "遥", "reading": "さとう はるか"}
    zone = {"language": "ja", "time_zone": "Asia/Tokyo"}
    return make_user("haruka@example.org", **(names | zone | fields))


def make_alice(**fields: Any) -> User:
    names = {"family_name": "Weber", "given_name": "Alice"}
    zone = {"language": "de", "time_zone": "Europe/Berlin"}
    return make_user("alice@example.org", **(names | zone | fields))


def posted(
    write: Callable[[], Letter] | None = None,
    *,
    to: User | str = "haruka@example.org",
    key: str = "note-1",
    **fields: Any,
) -> Mail:
    mail = outbox.post(write or letter(), to=to, key=key, **({"kind": "note"} | fields))
    assert mail is not None
    return mail


def sent(mail: Mail) -> Mail:
    """As it stands after one attempt, now."""
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())
    outbox.send(mail)
    mail.refresh_from_db()
    return mail


def reasons(mail: Mail) -> list[tuple[str, str]]:
    """Its moves: the new state and the reason."""
    return list(mail.transitions.values_list("new", "reason"))


def queued() -> list[int]:
    """Take the mails' ids off the worker's queue, in their order."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        messages = [json.loads(message) for message in client.lrange("mail", 0, -1)]
        client.delete("mail")
    ids = [json.loads(base64.b64decode(message["body"]))[0][0] for message in messages]
    return ids[::-1]


@contextmanager
def broker_away() -> Iterator[None]:
    """Publishing is refused by the operating system, as when the broker is down."""
    address = app.conf.broker_write_url
    _publish_to(ABSENT)
    try:
        yield
    finally:
        _publish_to(address)


def _publish_to(address: str) -> None:
    app.conf.broker_write_url = address
    app.amqp._producer_pool = None
