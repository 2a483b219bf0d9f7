from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.partnerships.loading import load_partnerships
from profiles.loading.table import FaultyData


class Command(BaseCommand):
    help = "Load the documented partnerships; all of them or nothing. What people wrote stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.DATA_DIR)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            loaded = load_partnerships(folder)
        except FaultyData as error:
            count = len(error.faults)
            raise CommandError(f"{count} faults, nothing was loaded:\n{error}") from error
        self.stdout.write(f"{loaded.count} partnerships, {loaded.changed} new or changed")
