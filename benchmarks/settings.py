"""The project's settings with the trivial page added."""

from helpdesk.settings import *  # noqa: F403 - settings are made to be extended like this

ROOT_URLCONF = "benchmarks.urls"
