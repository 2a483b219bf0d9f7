from pathlib import Path

from matching.partnerships.loading import load_partnerships
from profiles.loading.commands import LoadCommand


class Command(LoadCommand):
    help = "Load the documented partnerships; all of them or nothing. What people wrote stays."

    def load(self, folder: Path) -> str:
        loaded = load_partnerships(folder)
        return f"{loaded.count} partnerships, {loaded.changed} new or changed"
