"""A profile that ages, and what its people hear of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import time_machine

from profiles.actions import freshness
from profiles.models import Mail, Membership, Profile, User
from profiles.stages import Stage
from tests.makers import make_profile, make_user

BEGINNING = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
BEFORE_SUMMER = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""The day before clocks go forward in Europe."""


@contextmanager
def day(number: float, since: datetime = BEGINNING) -> Iterator[None]:
    """So many days after the beginning."""
    with time_machine.travel(since + timedelta(days=number), tick=False):
        yield


def published(key: str = "c-vit", since: datetime = BEGINNING, **fields: object) -> Profile:
    """A profile that is published, and so confirmed, at the beginning."""
    fields.setdefault("texts", {"en": ("Vitagora", "Food and taste in Burgundy.")})
    with day(0, since):
        return make_profile(key, kind="cluster", topics=["fermentation"], **fields)


def owner_of(profile: Profile, email: str = "alice@example.org", **fields: object) -> User:
    role = fields.pop("role", Membership.Role.OWNER)
    user = make_user(email, password=None, **fields)
    Membership.objects.create(user=user, profile=profile, role=role)
    return user


def run_on(number: float, since: datetime = BEGINNING) -> int:
    """The daily job, once, on this day."""
    with day(number, since):
        return freshness.advance_all()


def letters() -> list[tuple[str, str]]:
    """Kind and address of every mail, in their order."""
    return list(Mail.objects.order_by("pk").values_list("kind", "address"))


def stages(profile: Profile) -> list[str]:
    return [Stage(stage) for stage in profile.freshness_steps.values_list("stage", flat=True)]
