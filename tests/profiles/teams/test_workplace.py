"""“My organisations”: states and next steps in words, invitations, requests, what it costs."""

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing, reviewing, teams
from profiles.models import MembershipRequest, Profile, User
from profiles.states import Status
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.documents import register
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join, make_alice, make_haruka
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]

PATH = "/en/organisations/"
QUERIES = 9


def facts(user: User) -> list[str]:
    """Role, state and next step of every organisation, in order."""
    return texts(visit(user).get(PATH), "dd")


def links(user: User, word: str) -> list[str]:
    found = elements(visit(user).get(PATH), "a", "button")
    return [link["href"] for link in found if word in link.text]


def test_a_newcomer_is_led_to_registering() -> None:
    response = visit(make_user(password=None)).get(PATH)
    assert texts(response, "h2", "empty__title") == ["You do not belong to an organisation yet"]
    hrefs = [link["href"] for link in elements(response, "a", "button")]
    assert "/en/organisations/register/" in hrefs


def test_staff_see_the_page_too() -> None:
    assert visit(make_staff(password=None)).get(PATH).status_code == 200


def test_the_way_of_a_profile_in_words() -> None:
    alice, dana = make_alice(), make_staff(password=None)
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        profile = register(alice)
        revision = profile.revisions.get()
        shown = [facts(alice)]
        editing.submit(revision, by=alice)
        shown.append(facts(alice))
        remarks = {"organisation.texts.en.description": "Say which food."}
        reviewing.request_changes(
            revision, version=revision.version, by=dana, remarks=remarks, reason="Almost"
        )
        shown.append(facts(alice))
        revision.refresh_from_db()
        editing.submit(revision, by=alice)
        reviewing.approve(revision, version=revision.version, by=dana)
        shown.append(facts(alice))
        again = editing.open_revision(Profile.objects.get(), by=alice)
        shown.append(facts(alice))
        changed = again.content["organisation"] | {"host": "City of Dijon"}
        editing.save_section(again, "organisation", changed, version=0, by=alice)
        editing.submit(again, by=alice)
        clock.shift(3600)
        shown.append(facts(alice))
    moment = "Tue 24 Nov 2026, 09:00 CET / 17:00 JST"
    assert shown == [
        ["Owner", "Draft", "Complete the profile and submit it."],
        ["Owner", "Submitted", f"With the helpdesk since {moment}."],
        [
            "Owner",
            "Changes requested",
            "The helpdesk asks for changes. Make them and submit again.",
        ],
        ["Owner", "Published", "Everything is in order."],
        [
            "Owner",
            "Published (changes: Draft)",
            "There are changes that have not been submitted yet.",
        ],
        ["Owner", "Published (changes: Submitted)", f"With the helpdesk since {moment}."],
    ]


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (179, "Everything is in order."),
        (180, "Confirm that the profile is still right."),
        (364, "Confirm that the profile is still right."),
        (365, "Not suggested to anybody, because nobody has confirmed it for a year."),
    ],
)
def test_an_old_profile_asks_for_its_confirmation(vitagora: Profile, days: int, step: str) -> None:
    alice = User.objects.get()
    with time_machine.travel(vitagora.confirmed_at, tick=False) as clock:
        clock.shift(days * 86400)
        assert facts(alice)[-1] == step
        buttons = texts(visit(alice).get(PATH), "button", "button--small")
        assert ("Yes, this is still right: Vitagora" in buttons) is (days >= 180)


def test_an_archived_profile_says_how_it_returns(vitagora: Profile) -> None:
    vitagora.move(Status.ARCHIVED, by=None, reason="For a test")
    alice = User.objects.get()
    assert facts(alice)[1:] == ["Archived", "Archived. Edit and submit it to publish it again."]
    assert links(alice, "Public page") == []


def test_links_of_a_public_profile(vitagora: Profile) -> None:
    alice, pk = User.objects.get(), vitagora.pk
    assert links(alice, "Edit the profile") == [f"/en/organisations/{pk}/edit/"]
    assert links(alice, "Team") == [f"/en/organisations/{pk}/team/"]
    assert links(alice, "Public page") == [f"/en/partners/{pk}-vitagora/"]
    assert links(alice, "Partners suggested") == [f"/en/partners/{pk}/suggestions/"]


def test_viewers_read(vitagora: Profile) -> None:
    viewer = join(vitagora, make_haruka(), "viewer")
    assert facts(viewer)[0] == "Viewer"
    assert links(viewer, "Edit the profile") == []
    assert len(links(viewer, "Read the profile")) == 1


def test_owners_see_how_many_ask(vitagora: Profile) -> None:
    alice, editor = User.objects.get(), join(vitagora, make_haruka(), "editor")
    for number in range(2):
        asker = make_user(f"asker-{number}@cluster.example", None)
        teams.request_membership(vitagora, by=asker, message="I work here.")
    assert "2 people ask to join" in html_of(visit(alice).get(PATH))
    assert "ask to join</a>" not in html_of(visit(editor).get(PATH))


def test_invitations_to_proven_addresses_only(vitagora: Profile) -> None:
    alice, haruka = User.objects.get(), make_haruka()
    told = {"role": "editor", "language": "ja", "by": alice}
    teams.invite(vitagora, email="Haruka@pref.example", **told)
    client = visit(haruka)
    assert "You are invited" in html_of(client.get(PATH))
    haruka.emailaddress_set.update(verified=False)
    assert "You are invited" not in html_of(client.get(PATH))
    assert "You are invited" not in html_of(visit(make_user(password=None)).get(PATH))


@pytest.mark.parametrize(("answer", "role"), [("accept", "editor"), ("decline", None)])
def test_an_invitation_is_answered_without_the_letter(
    vitagora: Profile, answer: str, role: str | None
) -> None:
    alice, haruka = User.objects.get(), make_haruka()
    letter = teams.invite(vitagora, email=haruka.email, role="editor", language="ja", by=alice)
    path = f"/en/invitations/{letter.pk}/answer/"
    assert visit(make_user(password=None)).post(path, {"answer": "accept"}).status_code == 404
    assert visit(haruka).post(path, {"answer": "perhaps"}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "open"
    assert visit(haruka).post(path, {"answer": answer}).status_code == 302
    member = vitagora.memberships.filter(user=haruka).first()
    assert (member and member.role) == role


def test_ones_own_requests_can_be_withdrawn(vitagora: Profile) -> None:
    haruka = make_haruka()
    asked = teams.request_membership(vitagora, by=haruka, message="I work here.")
    client = visit(haruka)
    assert "You have asked" in html_of(client.get(PATH))
    path = f"/en/requests/{asked.pk}/withdraw/"
    assert visit(User.objects.get(email="alice@cluster.example")).post(path).status_code == 404
    assert client.post(path).status_code == 302
    assert MembershipRequest.objects.get().state == "withdrawn"
    assert "You have asked" not in html_of(client.get(PATH))
    answer = client.post(path, follow=True)
    assert "Somebody else was faster" in html_of(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    haruka, alice = make_haruka(), make_alice()
    for number in range(count):
        own, inviting, asked = (make_profile(f"{kind}-{number}") for kind in "abc")
        join(own, haruka)
        join(inviting, alice)
        editing.open_revision(own, by=haruka)
        teams.invite(inviting, email=haruka.email, role="viewer", language="en", by=alice)
        teams.request_membership(asked, by=haruka, message="I work here.")
    client = visit(haruka)
    with django_assert_num_queries(QUERIES):
        response = client.get(PATH)
    assert len(texts(response, "li", "workspace")) == count


def test_the_menu_leads_there_once_one_has_signed_in(vitagora: Profile) -> None:
    alice = User.objects.get()
    shown = [texts(visit(who).get("/en/about/"), "a", "site-nav__link") for who in (alice, None)]
    assert [("My organisations" in menu) for menu in shown] == [True, False]
