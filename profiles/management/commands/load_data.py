from pathlib import Path

from profiles.loading.commands import LoadCommand
from profiles.loading.loader import load


class Command(LoadCommand):
    help = "Load the regions, prefectures, clusters and vocabularies; all of it or nothing."

    def load(self, folder: Path) -> str:
        loaded = load(folder)
        counts = ", ".join(f"{count} {name}" for name, count in loaded.counts.items())
        return f"{counts}: {'loaded' if loaded.changed else 'unchanged'}"
