"""Message catalogues without the gettext programs: extract, compile and check them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk import catalogues

TRANSLATED = ("de", "fr", "ja")


class Command(BaseCommand):
    help = "Extract messages, compile them, or check that every translation is complete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["extract", "compile", "check"])

    def handle(self, *, action: str, verbosity: int, **options: Any) -> None:
        locale = Path(settings.LOCALE_PATHS[0])
        if action == "extract":
            for language in TRANSLATED:
                count = catalogues.update(settings.BASE_DIR, locale, language)
                self.stdout.write(f"{language}: {count} messages")
        elif action == "compile":
            for language in TRANSLATED:
                catalogues.compile_one(locale, language)
        else:
            faults = [
                f for lang in TRANSLATED for f in catalogues.faults(settings.BASE_DIR, locale, lang)
            ]
            if faults:
                raise CommandError("\n".join(faults))
            self.stdout.write("The catalogues are complete.")
