"""Every page and button of teams, asked by everybody: who gets what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from profiles.actions import teams
from profiles.models import Invitation, Membership, MembershipRequest, Profile, User
from profiles.states import Status
from profiles.teams.urls import team, urlpatterns
from tests.makers import make_place, make_profile, make_staff, make_user
from tests.profiles.teams.people import join, make_alice, make_haruka
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]

ROLES: Final = ("nobody", "charlie", "viewer", "editor", "owner", "staff")
LOGIN, FOUND = "login", 302

GET: Final = {
    # name: nobody, charlie, viewer, editor, owner, staff
    "list-organisations": (LOGIN, 200, 200, 200, 200, 200),
    "register-organisation": (LOGIN, 200, 200, 200, 200, 200),
    "show-team": (LOGIN, 404, 200, 200, 200, 200),
    "leave-team": (LOGIN, 404, 200, 200, 200, 404),
    "remove-member": (LOGIN, 404, 403, 403, 200, 403),
    "hand-over-team": (LOGIN, 404, 403, 403, 200, 403),
    "request-membership": (LOGIN, 404, 302, 302, 302, 404),
    "request-take-over": (LOGIN, 404, 200, 200, 302, 404),
    "accept-invitation": (200, 200, 200, 200, 200, 200),
    "change-role": (LOGIN, 405, 405, 405, 405, 405),
    "invite-person": (LOGIN, 405, 405, 405, 405, 405),
    "resend-invitation": (LOGIN, 405, 405, 405, 405, 405),
    "withdraw-invitation": (LOGIN, 405, 405, 405, 405, 405),
    "accept-request": (LOGIN, 405, 405, 405, 405, 405),
    "decline-request": (LOGIN, 405, 405, 405, 405, 405),
    "withdraw-request": (LOGIN, 405, 405, 405, 405, 405),
    "answer-invitation": (LOGIN, 405, 405, 405, 405, 405),
}
"""Drafts are joined only by who was shown them as a duplicate."""
POST: Final = {
    "leave-team": (LOGIN, 404, 302, 302, 302, 404),
    "remove-member": (LOGIN, 404, 403, 403, 302, 403),
    "hand-over-team": (LOGIN, 404, 403, 403, 302, 403),
    "change-role": (LOGIN, 404, 403, 403, 302, 403),
    "invite-person": (LOGIN, 404, 403, 403, 302, 403),
    "resend-invitation": (LOGIN, 404, 403, 403, 302, 403),
    "withdraw-invitation": (LOGIN, 404, 403, 403, 302, 403),
    "accept-request": (LOGIN, 404, 403, 403, 302, 302),
    "decline-request": (LOGIN, 404, 403, 403, 302, 302),
    "withdraw-request": (LOGIN, 404, 404, 404, 404, 404),
    "answer-invitation": (LOGIN, 404, 404, 404, 404, 404),
    "request-membership": (LOGIN, 404, 302, 302, 302, 404),
    "request-take-over": (LOGIN, 404, 302, 302, 302, 404),
    "accept-invitation": (LOGIN, 422, 422, 422, 422, 422),
    "list-organisations": (LOGIN, 200, 200, 200, 200, 200),
    "register-organisation": (LOGIN, 302, 200, 200, 200, 302),
}
"""Registering is a question first for those whose domain is the team's."""
SENT: Final = {
    "role": "viewer",
    "email": "new@cluster.example",
    "language": "ja",
    "reason": "Because",
    "message": "Because",
    "answer": "accept",
    "name": "発酵クラスター",
    "kind": "cluster",
    "place": "JP-43",
}
"""Good enough for every form at once."""


@dataclass(frozen=True)
class Scene:
    """A draft with a team, an invitation and a request."""

    profile: Profile
    member: Membership
    letter: Invitation
    token: str
    asked: MembershipRequest


@pytest.fixture
def scene() -> Scene:
    profile = make_profile("c-vit", texts={"en": "Vitagora"}, published=False)
    owner = join(profile, make_alice())
    second = join(profile, make_haruka())
    for role in ("viewer", "editor"):
        join(profile, make_user(f"{role}@cluster.example", None), role)
    letter = teams.invite(
        profile, email="bob@cluster.example", role="editor", language="en", by=owner
    )
    token = "the-token-of-this-test"
    Invitation.objects.update(digest=Invitation.digest_of(token))
    asker = make_user("asker@cluster.example", None)
    asked = teams.request_membership(profile, by=asker, message="I work here.")
    make_place("JP-43")
    return Scene(profile, second.memberships.get(), letter, token, asked)


def address(name: str, scene: Scene) -> str:
    ids = {
        "pk": scene.profile.pk,
        "member": scene.member.pk,
        "letter": scene.letter.pk,
        "asked": scene.asked.pk,
        "token": scene.token,
    }
    ids |= {"withdraw-request": {"pk": scene.asked.pk}}.get(name, {})
    ids |= {"answer-invitation": {"pk": scene.letter.pk}}.get(name, {})
    keys = [key for key in ids if f"<int:{key}>" in ROUTES[name] or f"<str:{key}>" in ROUTES[name]]
    return reverse(f"profiles:{name}", kwargs={key: ids[key] for key in keys})


def routes() -> dict[str, str]:
    """What every address is made of, those of a team with what stands before them."""
    found = {it.name: str(it.pattern) for it in urlpatterns if getattr(it, "name", None)}
    return found | {it.name: f"organisations/<int:pk>/team/{it.pattern}" for it in team}


ROUTES: Final = routes()


def client_of(role: str) -> Client:
    emails = {"viewer": "viewer@", "editor": "editor@", "owner": "alice@"}
    if role in emails:
        return visit(User.objects.get(email=f"{emails[role]}cluster.example"))
    if role == "staff":
        return visit(make_staff(password=None))
    if role == "charlie":
        return visit(join(make_profile("own"), make_user(password=None)))
    return visit(None)


def outcome(response: HttpResponse) -> int | str:
    is_login = response.status_code == FOUND and "/account/login/" in response["Location"]
    return LOGIN if is_login else response.status_code


def outcomes(client: Client, names: Iterable[str], scene: Scene, *, sends: bool) -> dict:
    """What every address answers; whatever it changes is taken back before the next."""
    found = {}
    for name in names:
        with transaction.atomic():
            path = address(name, scene)
            found[name] = outcome(client.post(path, SENT) if sends else client.get(path))
            transaction.set_rollback(True)
    return found


def column(table: Mapping[str, tuple], role: str) -> dict:
    return {name: row[ROLES.index(role)] for name, row in table.items()}


@pytest.mark.parametrize("role", ROLES)
def test_reading(scene: Scene, role: str) -> None:
    assert outcomes(client_of(role), GET, scene, sends=False) == column(GET, role)


@pytest.mark.parametrize("role", ROLES)
def test_sending(scene: Scene, role: str) -> None:
    assert outcomes(client_of(role), POST, scene, sends=True) == column(POST, role)


def test_the_tables_name_every_address() -> None:
    assert set(GET) == set(ROUTES)
    assert set(POST) == set(ROUTES) - {"show-team"}


@pytest.mark.parametrize("name", ["change-role", "remove-member", "hand-over-team"])
def test_members_of_other_teams_are_not_reached_through_ones_own(scene: Scene, name: str) -> None:
    charlie = join(make_profile("own"), make_user(password=None))
    own = charlie.memberships.get().profile
    path = reverse(f"profiles:{name}", args=[own.pk, scene.member.pk])
    assert visit(charlie).post(path, SENT).status_code == 404
    scene.member.refresh_from_db()
    assert scene.member.role == "owner"


@pytest.mark.parametrize(
    "name", ["resend-invitation", "withdraw-invitation", "accept-request", "decline-request"]
)
def test_letters_and_requests_of_others_are_not_reached_through_ones_own_team(
    scene: Scene, name: str
) -> None:
    charlie = join(make_profile("own"), make_user(password=None))
    own = charlie.memberships.get().profile
    row = scene.letter if "invitation" in name else scene.asked
    path = reverse(f"profiles:{name}", args=[own.pk, row.pk])
    assert visit(charlie).post(path, SENT).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"


def test_a_public_organisation_may_be_joined_by_anybody_who_has_signed_in(scene: Scene) -> None:
    scene.profile.publish(by=None, reason="For a test")
    assert scene.profile.status == Status.PUBLISHED
    client = client_of("charlie")
    for name in ("request-membership", "request-take-over"):
        assert client.get(address(name, scene)).status_code == 200
    assert client.post(address("request-membership", scene), SENT).status_code == 302


def test_nothing_is_changed_without_the_token_of_the_form(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="alice@cluster.example"))
    names = [name for name in POST if name != "list-organisations"]
    assert outcomes(client, names, scene, sends=True) == dict.fromkeys(names, 403)
