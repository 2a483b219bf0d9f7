"""The team's page: what owners, members and the helpdesk see and do there."""

import pytest
import time_machine
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from profiles.actions import teams
from profiles.models import Invitation, Mail, Membership, Profile, User
from tests.makers import make_staff, make_user
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join, log_of, make_haruka, roles_in
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]

QUERIES = 12


@pytest.fixture
def alice(vitagora: Profile) -> User:
    return User.objects.get(email="alice@cluster.example")


@pytest.fixture
def haruka(vitagora: Profile) -> User:
    return join(vitagora, make_haruka(), "viewer")


def team_path(profile: Profile, rest: str = "", language: str = "en") -> str:
    return f"/{language}/organisations/{profile.pk}/team/{rest}"


def page(user: User, profile: Profile, language: str = "en") -> HttpResponse:
    return visit(user).get(team_path(profile, language=language))


def said(response: HttpResponse) -> list[str]:
    return texts(response, "div", "notice")


def test_members_read_each_others_names_in_their_own_order(
    alice: User, haruka: User, vitagora: Profile
) -> None:
    english = texts(page(alice, vitagora), "th")
    japanese = texts(page(haruka, vitagora, "ja"), "th")
    assert "Alice Martin (you)Director" in english
    assert "春香 田中" in english
    assert "Martin AliceDirector" in japanese


def test_members_see_each_others_addresses(alice: User, haruka: User, vitagora: Profile) -> None:
    for who in (alice, haruka, make_staff(password=None)):
        addresses = texts(page(who, vitagora), "span", "team__mail")
        assert addresses == [alice.email, haruka.email]


def test_only_owners_find_buttons(alice: User, haruka: User, vitagora: Profile) -> None:
    dana = make_staff(password=None)
    buttons = [
        len(elements(page(who, vitagora), "form", "team__role")) for who in (alice, haruka, dana)
    ]
    assert buttons == [2, 0, 0]
    assert "Invite a colleague" in html_of(page(alice, vitagora))
    assert "Invite a colleague" not in html_of(page(haruka, vitagora))


def test_who_is_invited_and_who_asks_is_for_owners_and_staff(
    alice: User, haruka: User, vitagora: Profile
) -> None:
    asker = make_user("MARKER-asker@x.example", None, family_name="MARKER-NAME")
    teams.request_membership(vitagora, by=asker, message="MARKER-MESSAGE")
    teams.invite(vitagora, email="marker-invited@x.example", role="viewer", language="en", by=alice)
    markers = ["marker-invited", "MARKER-NAME", "MARKER-MESSAGE", asker.email]
    editor = join(vitagora, make_user("editor@x.example", None), "editor")
    for who, sees in [
        (alice, True),
        (make_staff(password=None), True),
        (haruka, False),
        (editor, False),
    ]:
        shown = html_of(page(who, vitagora))
        assert [marker in shown for marker in markers] == [sees] * 4


def test_a_role_is_changed_on_the_page(alice: User, haruka: User, vitagora: Profile) -> None:
    path = team_path(vitagora, f"members/{haruka.memberships.get().pk}/role/")
    answer = visit(alice).post(path, {"role": "editor"}, follow=True)
    assert said(answer) == ["Done: Role changed."]
    assert roles_in(vitagora)[haruka.email] == "editor"
    visit(alice).post(path, {"role": "emperor"})
    assert roles_in(vitagora)[haruka.email] == "editor"


def test_the_last_owner_is_told_what_to_do(alice: User, vitagora: Profile) -> None:
    words = (
        "Error: An organisation needs an owner. Make a colleague owner first;"
        " if there is none, ask the helpdesk."
    )
    own = team_path(vitagora, f"members/{alice.memberships.get().pk}/role/")
    client = visit(alice)
    assert said(client.post(own, {"role": "viewer"}, follow=True)) == [words]
    assert said(client.post(team_path(vitagora, "leave/"), follow=True)) == [words]
    assert roles_in(vitagora) == {alice.email: "owner"}


def test_removing_asks_first(alice: User, haruka: User, vitagora: Profile) -> None:
    path = team_path(vitagora, f"members/{haruka.memberships.get().pk}/remove/")
    client = visit(alice)
    assert texts(client.get(path), "h1") == ["Take 春香 田中 out of the team?"]
    assert haruka.email in roles_in(vitagora)
    assert client.post(path, {"reason": "x" * 501}).status_code == 422
    answer = client.post(path, {"reason": "Moved on"}, follow=True)
    assert said(answer) == ["Done: The person has left the team and gets a mail."]
    assert roles_in(vitagora) == {alice.email: "owner"}
    assert client.post(path).status_code == 404


def test_one_does_not_remove_oneself_or_hand_over_to_oneself(
    alice: User, vitagora: Profile
) -> None:
    pk = alice.memberships.get().pk
    for step in ("remove", "hand-over"):
        assert visit(alice).get(team_path(vitagora, f"members/{pk}/{step}/")).status_code == 404


def test_handing_over_asks_first(alice: User, haruka: User, vitagora: Profile) -> None:
    path = team_path(vitagora, f"members/{haruka.memberships.get().pk}/hand-over/")
    client = visit(alice)
    assert texts(client.get(path), "h1") == ["Hand over to 春香 田中?"]
    assert roles_in(vitagora)[alice.email] == "owner"
    client.post(path)
    assert roles_in(vitagora) == {alice.email: "editor", haruka.email: "owner"}
    assert client.post(path).status_code == 403


def test_leaving_asks_first_and_leads_home(alice: User, haruka: User, vitagora: Profile) -> None:
    client, path = visit(haruka), team_path(vitagora, "leave/")
    assert texts(client.get(path), "h1") == ["Leave the team of Vitagora?"]
    answer = client.post(path, follow=True)
    assert answer.request["PATH_INFO"] == "/en/organisations/"
    assert said(answer) == ["Done: You have left."]
    assert client.get(team_path(vitagora)).status_code == 404


def test_inviting_on_the_page(alice: User, vitagora: Profile) -> None:
    client, path = visit(alice), team_path(vitagora, "invite/")
    told = {"email": "bob@x.example", "role": "editor", "language": "fr"}
    answer = client.post(path, told, follow=True)
    assert said(answer) == ["Done: The invitation is on its way."]
    assert Mail.objects.get().language == "fr"
    for change, words in [
        ({}, "This address has been invited already."),
        ({"email": alice.email}, "This person belongs to the team already."),
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"role": "emperor"}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
    ]:
        answer = client.post(path, told | change)
        assert answer.status_code == 422
        assert words in " ".join(texts(answer, "ul", "errorlist"))
        kept = [it["value"] for it in elements(answer, "input") if it["name"] == "email"]
        assert kept == [(told | change)["email"]]
    assert Mail.objects.count() == 1


def test_invitations_are_sent_again_and_withdrawn(alice: User, vitagora: Profile) -> None:
    letter = teams.invite(vitagora, email="b@x.example", role="viewer", language="en", by=alice)
    client = visit(alice)
    for step, words in [
        ("resend", "Done: Sent again. The link in the earlier letter ends here."),
        ("withdraw", "Done: The invitation is withdrawn."),
        ("withdraw", "Error: Somebody else was faster, or this is not possible any more."),
        ("resend", "Error: Somebody else was faster, or this is not possible any more."),
    ]:
        path = team_path(vitagora, f"invitations/{letter.pk}/{step}/")
        assert said(client.post(path, follow=True))[0].startswith(words)
    assert Invitation.objects.open().count() == 0


def test_an_owner_decides_on_requests(alice: User, vitagora: Profile) -> None:
    charlie, haruka = make_user(password=None), make_haruka()
    first = teams.request_membership(vitagora, by=haruka, message="I work here.")
    second = teams.request_membership(vitagora, by=charlie, message="Me too.")
    client = visit(alice)
    answer = client.post(team_path(vitagora, f"requests/{first.pk}/accept/"), {"role": "editor"})
    assert answer.status_code == 302
    decline = team_path(vitagora, f"requests/{second.pk}/decline/")
    answer = client.post(decline, {"reason": ""})
    assert answer.status_code == 422
    assert "This field is required." in html_of(answer)
    assert [it for it in elements(answer, "details") if "open" in it.attributes] != []
    client.post(decline, {"reason": "Unknown to us"})
    assert roles_in(vitagora) == {alice.email: "owner", haruka.email: "editor"}
    again = client.post(decline, {"reason": "Unknown to us"}, follow=True)
    assert said(again)[-1].startswith("Error: Somebody else was faster")


def test_a_request_without_a_role_is_not_accepted(alice: User, vitagora: Profile) -> None:
    asked = teams.request_membership(vitagora, by=make_haruka(), message="I work here.")
    path = team_path(vitagora, f"requests/{asked.pk}/accept/")
    assert visit(alice).post(path, {"role": "emperor"}).status_code == 422
    assert roles_in(vitagora) == {alice.email: "owner"}


def test_staff_decide_on_take_overs_on_the_same_page(alice: User, vitagora: Profile) -> None:
    haruka = make_haruka()
    asked = teams.request_membership(vitagora, by=haruka, message="Gone", kind="take_over")
    assert "The helpdesk decides this." in html_of(page(alice, vitagora))
    path = team_path(vitagora, f"requests/{asked.pk}/accept/")
    answer = visit(alice).post(path, {"former": "keep"}, follow=True)
    assert said(answer) == ["Error: Only an owner of the organisation can do this."]
    dana = visit(make_staff(password=None))
    assert dana.post(path, {"role": "viewer"}).status_code == 422
    dana.post(path, {"former": "viewer", "role": "editor"})
    assert roles_in(vitagora) == {alice.email: "viewer", haruka.email: "owner"}


def test_the_log_is_a_timeline_with_both_clocks(alice: User, vitagora: Profile) -> None:
    haruka = make_haruka()
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        asked = teams.request_membership(vitagora, by=haruka, message="I work here.")
        clock.shift(60)
        teams.accept_request(asked, role="viewer", by=alice)
        clock.shift(60)
        row = Membership.objects.get(user=haruka)
        teams.change_role(row, "editor", by=alice)
        clock.shift(60)
        teams.remove_member(row, by=alice, reason="Works elsewhere")
    events = texts(page(alice, vitagora), "li", "timeline__item")
    day = "Tue 24 Nov 2026, 09:"
    assert events[:2] == [
        f"{day}03 CET / 17:03 JST 春香 田中 was taken out of the team"
        "Works elsewhere (Alice Martin)",
        f"{day}02 CET / 17:02 JST 春香 田中: Editor, no longer Viewer"
        "Changed the role (Alice Martin)",
    ]
    assert sorted(events[2:4]) == [
        f"{day}01 CET / 17:01 JST Request of 春香 田中 (Join): Accepted"
        "Accepted a request (Alice Martin)",
        f"{day}01 CET / 17:01 JST 春香 田中 joined the team: Viewer"
        "Accepted a request (Alice Martin)",
    ]
    assert events[4:] == [
        f"{day}00 CET / 17:00 JST Request of 春香 田中 (Join): OpenAsked (春香 田中)"
    ]
    assert len(log_of(vitagora)) == 3


def test_a_team_without_anybody_is_shown_to_staff(db: None) -> None:
    from tests.makers import make_profile

    shown = html_of(page(make_staff(password=None), make_profile("jp-07")))
    assert "Nobody speaks for this organisation yet." in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    alice: User,
    vitagora: Profile,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        join(vitagora, make_user(f"member-{number}@x.example", None), "editor")
        asker = make_user(f"asker-{number}@x.example", None)
        teams.request_membership(vitagora, by=asker, message="I work here.")
        told = {"email": f"invited-{number}@x.example", "role": "viewer", "language": "en"}
        teams.invite(vitagora, by=alice, **told)
    client = visit(alice)
    with django_assert_num_queries(QUERIES):
        response = client.get(team_path(vitagora))
    assert len(elements(response, "form", "team__role")) == count + 1
    assert len(elements(response, "form", "team__accept")) == count
