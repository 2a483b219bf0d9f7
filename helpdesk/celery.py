"""The Celery application. Tasks live in each app's `tasks.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

# A process computes on one core; there are as many processes as cores. Before NumPy is loaded.
for library in ("OPENBLAS", "NUMBA", "OMP"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
