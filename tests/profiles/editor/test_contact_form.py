"""The organisation's own contact: mailbox, switchboard, address, links."""

from typing import Any

import pytest
from django.test import Client

from profiles.models import Profile, User
from tests.profiles.documents import register, whole_document
from tests.profiles.editor.filling import Fields, fields_of, save, send, shown
from tests.profiles.reading import texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


def contact(profile: Profile) -> dict[str, Any]:
    return profile.revisions.get().content["contact"]


def test_everything_at_once(editor: Client, cluster: Profile) -> None:
    fields = shown(editor, cluster, "contact") | {
        "email": ["ｏｆｆｉｃｅ＠cluster.example.org"],
        "phone": ["03 80 78 97 90"],
        "address": ["4 Bd du Docteur Jean Veillet\r\n21000 Dijon"],
        "links-1-kind": ["linkedin"],
        "links-1-url": ["linkedin.com/company/x"],
    }
    assert send(editor, cluster, "contact", fields).status_code == 302
    assert contact(cluster) == {
        "email": "office@cluster.example.org",
        "phone": "+33380789790",
        "address": "4 Bd du Docteur Jean Veillet\n21000 Dijon",
        "links": [
            {"kind": "website", "url": "https://cluster.example.org"},
            {"kind": "linkedin", "url": "https://linkedin.com/company/x"},
        ],
        "logo": "",
    }
    assert shown(editor, cluster, "contact")["phone"] == ["+33 3 80 78 97 90"]


@pytest.mark.parametrize("typed", ["０９６-３８３-１１１１", "+81 96 383 1111", "096 383 1111"])
def test_a_japanese_number_in_any_width(editor: Client, alice: User, typed: str) -> None:
    profile = register(alice, whole_document("japan"))
    assert save(editor, profile, "contact", phone=typed).status_code == 302
    assert contact(profile)["phone"] == "+81963831111"
    assert save(editor, profile, "contact").status_code == 302
    assert contact(profile)["phone"] == "+81963831111"


FAULTS: list[tuple[Fields, str]] = [
    ({"email": ["office"]}, "Enter a valid email address."),
    ({"email": ["a@b.example\nBcc: x@y.example"]}, "Enter a valid email address."),
    (
        {"email": ["x" * 100_000 + "@example.org"]},
        "Ensure this value has at most 254 characters (it has 100012).",
    ),
    (
        {"phone": ["12"]},
        "Write the phone number with its country code, for example +81 24 521 1111.",
    ),
    (
        {"phone": ["call me"]},
        "Write the phone number with its country code, for example +81 24 521 1111.",
    ),
    ({"address": ["x" * 401]}, "Write at most 400 characters; these are 401."),
    (
        {"links-1-url": ["javascript:alert(1)"]},
        "The address must begin with https:// or http://.",
    ),
    (
        {"links-1-url": ["https://evil.example"], "links-1-kind": ["xing"]},
        "For this kind the address must lie on xing.com.",
    ),
    (
        {"links-1-kind": ["myspace"]},
        "Select a valid choice. myspace is not one of the available choices.",
    ),
    ({"links-1-url": ["https://cluster.example.org"]}, "This address is listed already."),
]


@pytest.mark.parametrize(("typed", "message"), FAULTS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_faults(
    editor: Client, cluster: Profile, typed: Fields, message: str, language: str
) -> None:
    fields = shown(editor, cluster, "contact") | {"address": ["Typed beside it"]} | typed
    response = send(editor, cluster, "contact", fields, language=language)
    assert response.status_code == 422
    told = texts(response, "ul", "errorlist")
    assert len(told) == 1
    assert language != "en" or message in told[0]
    again = fields_of(response)
    assert {name: again[name] for name in typed if "kind" not in name} == {
        name: value for name, value in typed.items() if "kind" not in name
    }
    assert again["address"] == fields["address"]
    assert contact(cluster) == whole_document()["contact"]


@pytest.mark.parametrize(
    ("pressed", "left"),
    [("remove-0", ["b", "c"]), ("up-2", ["a", "c", "b"]), ("up-0", ["a", "b", "c"])],
)
def test_links_are_removed_and_moved(
    editor: Client, cluster: Profile, pressed: str, left: list[str]
) -> None:
    for at, letter in enumerate("abc"):
        save(editor, cluster, "contact", **{f"links__{at}__url": f"https://{letter}.example"})
    assert save(editor, cluster, "contact", do=pressed).status_code == 302
    urls = [link["url"] for link in contact(cluster)["links"]]
    assert urls == [f"https://{letter}.example" for letter in left]


def test_eight_links_are_enough(editor: Client, cluster: Profile) -> None:
    for at in range(8):
        save(editor, cluster, "contact", **{f"links__{at}__url": f"https://{at}.example"})
    assert shown(editor, cluster, "contact")["links"] == [str(at) for at in range(8)]
