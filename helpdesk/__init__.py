"""The project package: settings, the desk, and what only the top of the house may know."""

from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
