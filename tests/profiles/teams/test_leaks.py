"""What members are called and how they are reached is in no page outside their team."""

from typing import Final

import pytest
from django.urls import reverse

from profiles.actions import teams
from profiles.models import Membership, Profile, User
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.reading import html_of
from tests.profiles.teams.people import join
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]

PLANTED: Final = {
    "family_name": "MARKERFAMILY",
    "given_name": "MARKERGIVEN",
    "reading": "MARKERREADING",
    "job_title": "MARKERTITLE",
    "phone": "+49301234567890",
}
EMAIL: Final = "markermail@secret.example"
MARKERS: Final = (*PLANTED.values(), EMAIL)


@pytest.fixture
def profile() -> Profile:
    """A public profile whose owner, editor and viewer are all marked."""
    profile = make_profile("c-vit", texts={"en": ("Vitagora", "About food.")})
    for role in Membership.Role.values:
        address = EMAIL if role == "owner" else f"{role}-{EMAIL}"
        join(profile, make_user(address, None, **PLANTED), role)
    return profile


def marked(*users: User | None, paths: list[str]) -> dict[str, list[str]]:
    """The markers in every page that shows any."""
    found = {}
    for user in users:
        client = visit(user)
        for path in paths:
            text = html_of(client.get(path, follow=True))
            markers = [marker for marker in MARKERS if marker in text]
            if markers:
                found[f"{user} {path}"] = markers
    return found


def public_pages(profile: Profile) -> list[str]:
    return [
        "/en/",
        "/en/partners/",
        "/en/partners/?q=markerfamily",
        "/en/partners/?q=Vitagora",
        profile.get_absolute_url(),
        reverse("matching:list-suggestions", args=[profile.pk]),
    ]


def team_pages(profile: Profile) -> list[str]:
    return [
        reverse(f"profiles:{name}", args=[profile.pk])
        for name in ("show-team", "request-membership", "request-take-over", "leave-team")
    ]


def test_the_public_and_strangers_see_nobody(profile: Profile) -> None:
    charlie = join(make_profile("own"), make_user(password=None))
    own = ["/en/organisations/", "/en/organisations/register/?name=Vitagora"]
    paths = public_pages(profile) + team_pages(profile) + own
    assert marked(None, charlie, paths=paths) == {}


def test_the_markers_are_there_for_the_team_and_staff(profile: Profile) -> None:
    owner = User.objects.get(email=EMAIL)
    page = [reverse("profiles:show-team", args=[profile.pk])]
    shown = marked(owner, make_staff(password=None), paths=page)
    seen = ["MARKERFAMILY", "MARKERGIVEN", "MARKERTITLE", EMAIL]
    assert list(shown.values()) == [seen, seen]


def test_who_shares_the_domain_of_a_member_does_not_learn_who_it_is(profile: Profile) -> None:
    colleague = make_user("colleague@secret.example", None)
    path = "/en/organisations/register/"
    assert "The same domain" in html_of(visit(colleague).get(path))
    assert marked(colleague, paths=[path]) == {}


def test_who_asks_gets_no_data_of_owners_by_mail(profile: Profile) -> None:
    charlie = make_user(password=None)
    owner = User.objects.get(email=EMAIL)
    for decide in (
        lambda asked: teams.decline_request(asked, by=owner, reason="No"),
        lambda asked: teams.accept_request(asked, role="viewer", by=owner),
    ):
        decide(teams.request_membership(profile, by=charlie, message="I work here."))
    sent = charlie.mails.order_by("pk")
    assert [mail.kind for mail in sent] == ["membership_declined", "membership_accepted"]
    written = "".join(mail.subject + mail.text + mail.html for mail in sent)
    assert [marker for marker in MARKERS if marker in written] == []


def test_an_invitation_shows_the_name_of_who_invites_and_nothing_else(profile: Profile) -> None:
    owner = User.objects.get(email=EMAIL)
    told = {"email": "bob@x.example", "role": "viewer", "language": "en"}
    letter = teams.invite(profile, by=owner, **told)
    token = "the-token-of-this-test"
    type(letter).objects.update(digest=letter.digest_of(token))
    shown = marked(None, paths=[f"/en/invitations/{token}/"])
    assert list(shown.values()) == [["MARKERFAMILY", "MARKERGIVEN"]]
