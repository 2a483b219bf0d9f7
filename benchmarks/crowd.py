"""Many made-up profiles in the database: sentences and topics of the real ones, shuffled."""

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from profiles.loading.loader import load
from profiles.models import (
    Profile,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    Sector,
    Statement,
    StatementText,
    Topic,
)
from profiles.states import Status

SENTENCES, TOPICS, SECTORS = 3, 7, 3
BATCH = 2000
SEED = 5


def fill(per_side: int) -> None:
    """Load the real profiles, and add made-up ones up to so many a side."""
    call_command("migrate", verbosity=0)
    call_command("catalogues", "compile", verbosity=0)
    load(settings.DATA_DIR)
    for side in ("europe", "japan"):
        there = Profile.objects.published().on_side(side).count()
        if there < per_side:
            _add(side, per_side - there)


def _add(side: str, count: int) -> None:
    draw = np.random.default_rng(SEED)
    real = list(Profile.objects.filter(key__isnull=False).on_side(side))
    now = timezone.now()
    profiles = Profile.objects.bulk_create(
        [
            Profile(
                kind=model.kind,
                place_id=model.place_id,
                latitude=model.latitude,
                longitude=model.longitude,
                language="en",
                languages=["en"],
                status=Status.PUBLISHED,
                published_at=now,
                changed_at=now,
            )
            for model in (real[n % len(real)] for n in range(count))
        ],
        BATCH,
    )
    _texts(profiles, draw)
    _topics(profiles, draw)
    _statements(profiles, draw)


def _texts(profiles: list[Profile], draw: np.random.Generator) -> None:
    written = ProfileText.objects.filter(language="en", profile__key__isnull=False)
    pool = [s for text in written for s in text.description.split(". ") if s]
    ProfileText.objects.bulk_create(
        [
            ProfileText(
                profile=profile,
                language="en",
                name=f"Made-up organisation {profile.pk}",
                description=". ".join(draw.choice(pool, SENTENCES)) + ".",
            )
            for profile in profiles
        ],
        BATCH,
    )


def _topics(profiles: list[Profile], draw: np.random.Generator) -> None:
    topics = list(Topic.objects.values_list("pk", flat=True))
    sectors = list(Sector.objects.values_list("pk", flat=True))
    ProfileTopic.objects.bulk_create(
        [
            ProfileTopic(profile=profile, topic_id=int(topic), position=position)
            for profile in profiles
            for position, topic in enumerate(draw.choice(topics, TOPICS, replace=False))
        ],
        BATCH,
    )
    ProfileSector.objects.bulk_create(
        [
            ProfileSector(profile=profile, sector_id=int(sector), priority=int(draw.integers(1, 3)))
            for profile in profiles
            for sector in draw.choice(sectors, SECTORS, replace=False)
        ],
        BATCH,
    )


def _statements(profiles: list[Profile], draw: np.random.Generator) -> None:
    """One offer and one need each."""
    for direction in ("offer", "need"):
        real = StatementText.objects.filter(language="en", statement__direction=direction)
        pool = list(real.values_list("text", flat=True))
        statements = Statement.objects.bulk_create(
            [
                Statement(profile=profile, direction=direction, position=0, language="en")
                for profile in profiles
            ],
            BATCH,
        )
        StatementText.objects.bulk_create(
            [
                StatementText(statement=statement, language="en", text=str(draw.choice(pool)))
                for statement in statements
            ],
            BATCH,
        )
