"""What the commands have in common that load a folder of data."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from profiles.loading.table import FaultyData


class LoadCommand(BaseCommand):
    """All of a folder or nothing: `load` returns what to say, or raises FaultyData."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.DATA_DIR)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            said = self.load(folder)
        except FaultyData as error:
            count = len(error.faults)
            raise CommandError(f"{count} faults, nothing was loaded:\n{error}") from error
        self.stdout.write(said)

    def load(self, folder: Path) -> str:
        raise NotImplementedError
