"""Browsers of the cast."""

import pytest
from django.test import Client

from profiles.models import User

QUIET_STATIC = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
"""The project names a STATIC_ROOT that only production fills; WhiteNoise says so."""


def visit(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client
