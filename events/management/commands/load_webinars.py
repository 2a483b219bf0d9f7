from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.loading import load_webinars
from profiles.loading.table import FaultyData


class Command(BaseCommand):
    help = "Load the series and its webinars; all of them or none. What is there already stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.DATA_DIR)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            loaded = load_webinars(folder, with_demonstration=settings.DEMO)
        except FaultyData as error:
            count = len(error.faults)
            raise CommandError(f"{count} faults, nothing was loaded:\n{error}") from error
        self.stdout.write(f"{loaded.count} webinars, {loaded.new} new")
