from pathlib import Path

from django.conf import settings

from events.loading import load_webinars
from profiles.loading.commands import LoadCommand


class Command(LoadCommand):
    help = "Load the series and its webinars; all of them or none. What is there already stays."

    def load(self, folder: Path) -> str:
        loaded = load_webinars(folder, with_demonstration=settings.DEMO)
        return f"{loaded.count} webinars, {loaded.new} new"
