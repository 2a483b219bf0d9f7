import pytest
from django.test import Client

from profiles.documents import SECTIONS
from profiles.models import Profile
from tests.profiles.editor.filling import address, fields_of, send

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")


@pytest.mark.parametrize("section", SECTIONS)
def test_open(editor: Client, cluster: Profile, section: str) -> None:
    r = editor.get(address(cluster, section))
    assert r.status_code == 200
    f = fields_of(r)
    print(section, f)
    before = cluster.revisions.get().content[section]
    r = send(editor, cluster, section, f)
    assert r.status_code == 302, r.content.decode()
    assert cluster.revisions.get().content[section] == before
    r = send(editor, cluster, section, f, htmx=True)
    assert r.status_code == 200


def test_overview(editor: Client, cluster: Profile) -> None:
    r = editor.get(f"/en/organisations/{cluster.pk}/edit/")
    assert r.status_code == 200
    assert editor.get(f"/en/organisations/{cluster.pk}/preview/").status_code == 200
