"""No page shows a member's contact data to anybody outside, whatever has been disclosed."""

import pytest
from django.test import Client
from django.urls import reverse

from profiles.consents import give_consent
from profiles.disclosing import contact_of, disclose
from profiles.models import Consent, Membership, Profile, User
from tests.makers import make_profile, make_sectors, make_user
from tests.profiles.privacy.people import MARKERS, NAMES
from tests.profiles.reading import html_of
from tests.profiles.teams.people import join

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

CAUSE = "introduction-7"


@pytest.fixture
def pair() -> tuple[Profile, Profile]:
    """A European cluster whose owner has a word in every field, and a prefecture."""
    make_sectors()
    europe = make_profile("de-nw", kind="cluster", topics=["hydrogen"], needs=["Partners."])
    japan = make_profile("jp-07", kind="prefecture", topics=["hydrogen"], offers=["Partners."])
    join(europe, make_user(**{name: MARKERS[name] for name in NAMES}))
    return europe, japan


def person() -> User:
    return User.objects.get(email=MARKERS["email"])


def pages(europe: Profile, japan: Profile) -> list[str]:
    """All that anybody may open and that has to do with this organisation."""
    return [
        "/en/",
        "/en/partners/",
        f"/en/partners/?q={MARKERS['family_name']}",
        europe.get_absolute_url(),
        reverse("matching:list-suggestions", args=[europe.pk]),
        reverse("matching:list-suggestions", args=[japan.pk]),
        reverse("matching:show-pair", args=[europe.pk, japan.pk]),
    ]


def leaks(client: Client, paths: list[str]) -> list[tuple[str, str]]:
    found = []
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        shown = html_of(response).replace(f"q={MARKERS['family_name']}", "")
        shown = shown.replace(f'value="{MARKERS["family_name"]}"', "")
        found += [(path, name) for name in NAMES if MARKERS[name] in shown]
    return found


def visitors(japan: Profile) -> dict[str, Client]:
    """Nobody, the stranger, and somebody of the other side who was introduced."""
    haruka = join(japan, make_user("haruka@example.org"), Membership.Role.OWNER)
    clients = {"nobody": Client(), "charlie": Client(), "haruka": Client()}
    clients["charlie"].force_login(make_user())
    clients["haruka"].force_login(haruka)
    return clients


def test_no_public_page_names_a_member(pair: tuple[Profile, Profile]) -> None:
    for who, client in visitors(pair[1]).items():
        assert (who, leaks(client, pages(*pair))) == (who, [])


def test_not_even_after_a_disclosure(pair: tuple[Profile, Profile]) -> None:
    """What is disclosed is shown where the introduction is, and nowhere else."""
    europe, japan = pair
    give_consent(person(), Consent.Purpose.DISCLOSURE, source="my-data")
    disclose(person(), of=europe, to=japan, cause=CAUSE)
    card = contact_of(person(), of=europe, to=japan, cause=CAUSE)
    assert card.email == MARKERS["email"]
    for who, client in visitors(japan).items():
        assert (who, leaks(client, pages(*pair))) == (who, [])


@pytest.mark.parametrize("name", ["profiles:show-team", "profiles:edit-profile"])
def test_the_team_is_hidden_from_outside(pair: tuple[Profile, Profile], name: str) -> None:
    path = reverse(name, args=[pair[0].pk])
    statuses = {who: client.get(path).status_code for who, client in visitors(pair[1]).items()}
    assert statuses == {"nobody": 302, "charlie": 404, "haruka": 404}


def test_a_name_is_not_found_by_searching(pair: tuple[Profile, Profile]) -> None:
    for name in NAMES:
        response = Client().get("/en/partners/", {"q": MARKERS[name]})
        assert pair[0].get_absolute_url() not in html_of(response)
