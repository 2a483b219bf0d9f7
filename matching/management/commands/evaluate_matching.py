"""Does the engine find real partners? See `docs/matching.md` for the protocol."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching import evaluating
from matching.engine.evaluation import Quality
from matching.engine.weights import Weights
from profiles.loading.table import FaultyData

DIRECTIONS = ("Europe→Japan", "Japan→Europe")
MEASURES = {"mrr": "MRR", "recall_5": "recall@5", "recall_10": "recall@10", "ndcg_10": "nDCG@10"}


class Command(BaseCommand):
    help = "Rank real partnerships with the engine, beside chance and topic overlap."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        data = settings.DATA_DIR
        parser.add_argument("--pairs", type=Path, default=data / "known_partnerships.csv")
        parser.add_argument("--actors", type=Path, default=data / "actors.csv")
        parser.add_argument("--eval", default="", help="only pairs with this value, such as core")
        parser.add_argument("--basis", default="", help="only pairs with this value: thematic")
        parser.add_argument("--json", action="store_true", help="JSON instead of a table")

    def handle(self, **options: Any) -> None:
        try:
            field = evaluating.read_field(
                options["actors"],
                options["pairs"],
                settings.DATA_DIR,
                options["eval"],
                options["basis"],
            )
        except FaultyData as error:
            raise CommandError(str(error)) from error
        if not field.asked:
            raise CommandError("No pair in the file has these values of eval and basis.")
        found = {
            name: evaluating.qualities(field, matrices())
            for name, matrices in evaluating.rankings(field, Weights()).items()
        }
        self.stdout.write(self.as_json(field, found) if options["json"] else table(field, found))

    def as_json(self, field: evaluating.Field, found: dict[str, tuple[Quality, Quality]]) -> str:
        results = {
            name: dict(zip(DIRECTIONS, (q.as_dict() for q in both), strict=True))
            for name, both in found.items()
        }
        candidates = dict(zip(DIRECTIONS, (len(field.japan), len(field.europe)), strict=True))
        summary = {"pairs": len(field.asked), "candidates": candidates, "methods": results}
        return json.dumps(summary, ensure_ascii=False, indent=2)


def table(field: evaluating.Field, found: dict[str, tuple[Quality, Quality]]) -> str:
    """One line a method and direction: each measure with its 95 % bootstrap interval."""
    heading = f"{'method':<15}{'direction':<14}{'queries':>7}"
    lines = [heading + "".join(f"{title:>24}" for title in MEASURES.values())]
    for name, both in found.items():
        for direction, quality in zip(DIRECTIONS, both, strict=True):
            cells = "".join(f"{_cell(quality, measure):>24}" for measure in MEASURES)
            lines.append(f"{name:<15}{direction:<14}{len(field.asked):>7}{cells}")
    return "\n".join(lines)


def _cell(quality: Quality, measure: str) -> str:
    low, high = getattr(quality, f"{measure}_low"), getattr(quality, f"{measure}_high")
    return f"{getattr(quality, measure):.3f} [{low:.2f}–{high:.2f}]"
