from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from profiles.loading.loader import load
from profiles.loading.table import FaultyData


class Command(BaseCommand):
    help = "Load the regions, prefectures, clusters and vocabularies; all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.DATA_DIR)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            loaded = load(folder)
        except FaultyData as error:
            count = len(error.faults)
            raise CommandError(f"{count} faults, nothing was loaded:\n{error}") from error
        counts = ", ".join(f"{count} {name}" for name, count in loaded.counts.items())
        self.stdout.write(f"{counts}: {'loaded' if loaded.changed else 'unchanged'}")
