"""The page of a review: what it shows, and that looking changes nothing."""

import pytest
from django.test import Client

from profiles.actions import editing
from profiles.models import Revision, User
from tests.profiles.documents import register

pytestmark = pytest.mark.django_db


def submitted(by: User) -> Revision:
    revision = register(by).revisions.get()
    editing.submit(revision, by=by)
    return revision


def test_looking_claims_nothing(desk: Client, alice: User) -> None:
    revision = submitted(alice)
    response = desk.get(f"/en/desk/reviews/{revision.pk}/")
    assert response.status_code == 200
    revision.refresh_from_db()
    assert revision.claimed_by is None
