"""From a profile's page to the form that blocks it, for those who may."""

import pytest
from django.test import Client

from profiles.models import Membership
from tests.makers import make_profile, make_user
from tests.profiles.reading import elements
from tests.profiles.teams.people import join

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


def block_links(client: Client, path: str) -> list[str]:
    return [it["href"] for it in elements(client.get(path), "a") if "#opinion" in it["href"]]


@pytest.mark.parametrize(("own_key", "other_key"), [("de-nw", "jp-07"), ("jp-07", "de-nw")])
def test_it_leads_to_the_pair(client: Client, own_key: str, other_key: str) -> None:
    own, other = make_profile(own_key), make_profile(other_key)
    client.force_login(join(own, make_user(), Membership.Role.EDITOR))
    europe, japan = (own, other) if own_key == "de-nw" else (other, own)
    pair = f"/en/matches/{europe.pk}-{japan.pk}/#opinion"
    assert block_links(client, other.get_absolute_url()) == [pair]
    assert "Block this pair" in client.get(pair.partition("#")[0]).content.decode()


def test_nobody_else_sees_it(client: Client) -> None:
    own, other, neighbour = (make_profile(key) for key in ("de-nw", "jp-07", "fr-idf"))
    path = other.get_absolute_url()
    assert block_links(client, path) == []
    client.force_login(make_user())
    assert block_links(client, path) == []
    viewer = join(own, make_user("viewer@example.org"), Membership.Role.VIEWER)
    client.force_login(viewer)
    assert block_links(client, path) == []
    editor = join(own, make_user("editor@example.org"), Membership.Role.EDITOR)
    client.force_login(editor)
    assert block_links(client, neighbour.get_absolute_url()) == []
    assert block_links(client, own.get_absolute_url()) == []


def test_a_draft_blocks_nobody(client: Client) -> None:
    own, other = make_profile("de-nw", published=False), make_profile("jp-07")
    client.force_login(join(own, make_user()))
    assert block_links(client, other.get_absolute_url()) == []
