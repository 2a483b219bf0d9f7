"""Read `data/webinars.json` into the database: all of it, or every fault by its place."""

from events.loading.files import FILE
from events.loading.loader import Loaded, load_webinars

__all__ = ["FILE", "Loaded", "load_webinars"]
