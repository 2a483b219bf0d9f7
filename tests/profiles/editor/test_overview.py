"""The overview: what the version says, lacks and waits for; who may do what with it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing, reviewing
from profiles.models import Membership, Profile, Revision, User
from profiles.states import RevisionState, Status
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.documents import register, whole_document
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

QUERIES = 8


def overview(profile: Profile) -> str:
    return reverse("profiles:edit-profile", args=[profile.pk])


def press(client: Client, action: str, profile: Profile) -> list[str]:
    """Press a button of the overview; the messages on the page it leads to."""
    response = client.post(reverse(f"profiles:{action}", args=[profile.pk]), follow=True)
    assert response.redirect_chain == [(overview(profile), 302)]
    return texts(response, "div", "notice")


def publish(profile: Profile, alice: User) -> User:
    dana = make_staff()
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    reviewing.approve(revision, version=revision.version, by=dana)
    return dana


def join(profile: Profile, email: str, role: str) -> User:
    person = make_user(email)
    Membership.objects.create(profile=profile, user=person, role=role)
    return person


def test_a_whole_draft(editor: Client, cluster: Profile) -> None:
    response = editor.get(overview(cluster))
    assert texts(response, "h1") == ["Profile of Fermentation Cluster"]
    assert texts(response, "h3", "section-line__title") == [
        "Who you are",
        "Sectors",
        "Topics",
        "What you offer",
        "What you need",
        "Where else in the world",
        "Contact",
        "Languages",
    ]
    assert texts(response, "p", "section-line__said") == [
        "Described in English",
        "Main: Industry",
        "Hydrogen, Fermentation, Robotics",
        "1 offer",
        "1 need",
        "Nothing yet",
        "office@cluster.example.org, 1 link",
        "English",
    ]
    assert texts(response, "ul", "section-line__open") == []
    # description 131 of 400: 4, sectors 10, topics 15, offer and need 7 each, readable 5
    assert texts(response, "b")[-1] == "48 %"


def test_what_is_missing_stands_at_its_section(editor: Client, alice: User) -> None:
    document = whole_document(legal_status="", identifier="")
    profile = register(alice, document | {"topics": [], "needs": []})
    response = editor.get(overview(profile))
    assert texts(response, "ul", "section-line__open") == [
        "Missing: The legal status",
        "Missing: At least three topics",
        "Missing: At least one need",
    ]
    assert texts(response, "span", "checklist__state").count("missing") == 3


def test_looking_creates_nothing(editor: Client, cluster: Profile, alice: User) -> None:
    publish(cluster, alice)
    before = Revision.objects.count()
    for path in ("edit-profile", "preview-profile"):
        assert editor.get(reverse(f"profiles:{path}", args=[cluster.pk])).status_code == 200
    assert Revision.objects.count() == before == 1


def test_submitting_taking_back_and_submitting_again(editor: Client, cluster: Profile) -> None:
    assert "Handed in." in press(editor, "submit-profile", cluster)[0]
    cluster.refresh_from_db()
    assert cluster.status == Status.SUBMITTED
    response = editor.get(overview(cluster))
    assert "With the helpdesk" in texts(response, "div", "notice")[0]
    assert "Taken back." in press(editor, "take-back-profile", cluster)[0]
    assert press(editor, "take-back-profile", cluster)[0].startswith("Error: Somebody else")
    press(editor, "submit-profile", cluster)
    assert cluster.revisions.get().state == RevisionState.SUBMITTED


def test_what_lacks_something_cannot_be_submitted(editor: Client, alice: User) -> None:
    profile = register(alice, whole_document() | {"offers": []})
    assert press(editor, "submit-profile", profile)[0] == (
        "Error: Some things are still missing. They are listed below."
    )
    assert profile.revisions.get().state == RevisionState.DRAFT


def test_changes_requested_are_listed_with_links(
    editor: Client, cluster: Profile, alice: User
) -> None:
    dana, revision = make_staff(), cluster.revisions.get()
    editing.submit(revision, by=alice)
    remarks = {
        "organisation.texts.en.description": "Say which food.",
        "offers.0.texts.en": "Whom is it for?",
        "topics": "Too general.",
    }
    reviewing.request_changes(
        revision, version=revision.version, by=dana, remarks=remarks, reason="Almost there"
    )
    response = editor.get(overview(cluster))
    here = overview(cluster)
    assert [a["href"] for ul in ["remarks"] for a in elements(response, "a") if "#" in a["href"]][
        1:4
    ] == [
        f"{here}organisation/#id_texts-en-description",
        f"{here}offers/#id_0-texts-en",
        f"{here}topics/#id_topics",
    ]
    assert "Almost there" in texts(response, "div", "notice--warning")[0]
    section = editor.get(f"{here}organisation/")
    assert texts(section, "ul", "remarks") == ["Description (English): Say which food."]
    assert [e.tag for e in elements(section, "textarea") if e["id"] == "id_texts-en-description"]


def test_remarks_of_an_earlier_round_are_gone(
    editor: Client, cluster: Profile, alice: User
) -> None:
    dana, revision = make_staff(), cluster.revisions.get()
    for remark in ("First", "Second"):
        editing.submit(revision, by=alice)
        reviewing.request_changes(
            revision,
            version=revision.version,
            by=dana,
            remarks={"topics": remark},
            reason=f"{remark} reason",
        )
        revision.refresh_from_db()
    response = editor.get(overview(cluster))
    assert texts(response, "ul", "remarks") == ["Topics: Second"]
    assert "First" not in html_of(response)


def test_changes_of_a_public_profile_can_be_discarded(
    editor: Client, cluster: Profile, alice: User
) -> None:
    publish(cluster, alice)
    assert "Nothing has been changed" in press(editor, "submit-profile", cluster)[0]
    revision = editing.open_revision(cluster, by=alice)
    assert "Changes not handed in yet" in texts(editor.get(overview(cluster)), "div", "notice")[1]
    assert "The changes are gone" in press(editor, "discard-changes", cluster)[0]
    revision.refresh_from_db()
    assert revision.state == RevisionState.WITHDRAWN
    assert Profile.objects.get(pk=cluster.pk).status == Status.PUBLISHED


def test_a_draft_cannot_be_thrown_away(editor: Client, cluster: Profile) -> None:
    assert press(editor, "discard-changes", cluster)[0].startswith("Error:")
    assert cluster.revisions.get().state == RevisionState.DRAFT


ACTIONS = ("submit-profile", "take-back-profile", "discard-changes", "upload-logo")


@pytest.mark.parametrize(
    ("role", "look", "act"),
    [("owner", 200, 302), ("editor", 200, 302), ("viewer", 200, 403), ("dana", 200, 403)],
)
def test_roles(client: Client, cluster: Profile, role: str, look: int, act: int) -> None:
    person = make_staff() if role == "dana" else join(cluster, f"{role}@example.org", role)
    client.force_login(person)
    assert client.get(overview(cluster)).status_code == look
    preview = client.get(reverse("profiles:preview-profile", args=[cluster.pk]))
    assert preview.status_code == look
    section = client.get(reverse("profiles:edit-section", args=[cluster.pk, "topics"]))
    assert section.status_code == (200 if act == 302 else 403)
    for action in ACTIONS:
        answer = client.post(reverse(f"profiles:{action}", args=[cluster.pk]))
        assert (action, answer.status_code) == (action, act)


def test_who_may_only_look_finds_no_buttons(client: Client, cluster: Profile) -> None:
    client.force_login(join(cluster, "viewer@example.org", "viewer"))
    response = client.get(overview(cluster))
    forms = {form["action"] for form in elements(response, "form")}
    assert {action for action in forms if f"/{cluster.pk}/" in action} == set()
    assert [
        a
        for a in elements(response, "a")
        if "/edit/" in a["href"] and a["class"] != "languages__link"
    ] == []


@pytest.mark.parametrize("section", ["", "topics/", "organisation/"])
def test_charlie_learns_nothing(client: Client, cluster: Profile, section: str) -> None:
    charlie = make_user()
    register(charlie, whole_document("japan"))
    client.force_login(charlie)
    assert client.get(overview(cluster) + section).status_code == 404
    assert client.post(overview(cluster) + section).status_code == 404
    assert client.get(f"/en/organisations/999999/edit/{section}").status_code == 404
    for action in (*ACTIONS, "preview-profile"):
        answer = client.post(reverse(f"profiles:{action}", args=[cluster.pk]))
        assert (action, answer.status_code) == (action, 404)
    assert cluster.revisions.get().state == RevisionState.DRAFT


def test_nobody_in_particular_has_to_sign_in(client: Client, cluster: Profile) -> None:
    assert client.get(overview(cluster)).status_code == 302
    assert client.post(reverse("profiles:submit-profile", args=[cluster.pk])).status_code == 302
    assert cluster.revisions.get().state == RevisionState.DRAFT


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_not_links(editor: Client, cluster: Profile, action: str) -> None:
    assert editor.get(reverse(f"profiles:{action}", args=[cluster.pk])).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    editor: Client,
    alice: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    document = whole_document()
    document["offers"] = document["offers"] * count
    document["topics"] = document["topics"][:count]
    profile = register(alice, document)
    for other in range(count):
        make_profile(f"de-{other}")
    editor.get(overview(profile))
    with django_assert_num_queries(QUERIES):
        editor.get(overview(profile))
