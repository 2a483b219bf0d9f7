"""Do the topics suggested for a description include those that the actor has?"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, seconds
from helpdesk import local

DATA = Path(__file__).resolve().parent.parent / "data"
FILES = {"actors.csv": DATA / "actors.csv", "blind": DATA / "evaluation" / "blind_profiles.csv"}
FOLDER = local.LOCAL / "bench"
SHOWN = 8
ENOUGH = 5
"""Topics that a newcomer is to find without searching."""
TIMED = 20


def topics() -> dict[str, Figure]:
    """Recall among the first eight, from the description in its original language alone."""
    os.environ |= {"HELPDESK_DEMO": "1", "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    figures: dict[str, Figure] = {}
    with local.servers(FOLDER, durable=False):
        load_vocabulary()
        for name, path in FILES.items():
            figures |= measured(name, read(path))
    return figures


def load_vocabulary() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from profiles.loading.loader import load

    call_command("migrate", verbosity=0)
    load(settings.DATA_DIR)


def read(path: Path) -> list[dict[str, Any]]:
    from profiles.loading import files
    from profiles.models import Topic

    slugs = set(Topic.objects.values_list("slug", flat=True))
    rows: list[dict[str, Any]] = files.actor_table(path, slugs).rows()
    return rows


def measured(name: str, rows: list[dict[str, Any]]) -> dict[str, Figure]:
    from profiles.encoder import LANGUAGES

    shown = {row["id"]: suggested(row) for row in rows}
    unread = [row for row in rows if row["lang"] not in LANGUAGES]
    best = mean(min(SHOWN / len(row["topics"]), 1) for row in rows)
    enough = mean(len(shown[row["id"]]) >= ENOUGH for row in rows)
    at_eight = mean(recall(row, shown) for row in rows)
    return {
        f"topics, {name}, recall@8": Figure(at_eight, "0–1", best, at_eight / best),
        f"topics, {name}, recall@8, unread languages": Figure(
            mean(recall(row, shown) for row in unread), "0–1"
        ),
        f"topics, {name}, five or more": Figure(enough, "share of actors"),
        f"topics, {name}, a description": Figure(
            seconds(lambda: [suggested(row) for row in rows[:TIMED]]) / TIMED * 1000, "ms"
        ),
    }


def suggested(row: dict[str, Any]) -> list[str]:
    from profiles.topic_suggestions import suggest_topics

    found = suggest_topics([(row["lang"], row["description"])], count=SHOWN)
    return [suggestion.topic for suggestion in found]


def recall(row: dict[str, Any], shown: dict[str, list[str]]) -> float:
    return len(set(row["topics"]) & set(shown[row["id"]])) / len(row["topics"])


def mean(values: Iterable[float]) -> float:
    kept = list(values)
    return sum(kept) / len(kept)
