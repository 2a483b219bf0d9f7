"""What the helpdesk records: signatures, documents, people in office, goals; and foundations."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from matching.introductions.models import Introduction
from matching.models import PairFact
from matching.partnerships.actions import NotIntroduced, found_partnership
from matching.partnerships.models import Amendment, Document, Goal, Partnership, Signatory
from matching.partnerships.states import State
from tests.matching.introductions.people import (
    World,
    accept,
    introduce,
    make_area,
    make_third,
    propose,
)
from tests.matching.partnerships.making import Kind, do_together, fresh, make_partnership, sign
from tests.profiles.reading import texts

pytestmark = pytest.mark.django_db
SIGNED = {"kind": "signed", "on": "2024-03", "language": "en", "valid_until": "2027"}


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def test_something_signed_is_recorded_whole(world: World, partnership: Partnership) -> None:
    make_area("kenya")
    sent = SIGNED | {
        "kind": "renewed",
        "sectors": ["energy", "trade"],
        "topics": ["hydrogen"],
        "areas": ["kenya"],
        "text": "三年間の更新",
        "language": "ja",
        "source": "https://example.org/2024",
    }
    answer = world.client("dana").post(url("amend-partnership", partnership.pk), sent)
    made = partnership.amendments.get(kind="renewed")
    assert answer.status_code == 302
    assert (str(made.signed), str(made.until), made.note, made.source, made.actor) == (
        "2024-03",
        "2027",
        {"ja": "三年間の更新"},
        "https://example.org/2024",
        world.dana,
    )
    scope = [[it.slug for it in getattr(made, name).all()] for name in ("sectors", "topics")]
    assert scope == [["trade", "energy"], ["hydrogen"]]
    (fact,) = PairFact.objects.all()
    assert (sorted(fact.sectors), fact.source) == (["energy", "trade"], "https://example.org/2024")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": "soon"}, "on"),
        ({"valid_until": "2023"}, "valid_until"),
        ({"sectors": ["magic"]}, "sectors"),
        ({"kind": "sung"}, "kind"),
        ({"kind": "signed", "on": "2023-04"}, "on"),
    ],
)
def test_a_faulty_amendment_is_none(
    world: World, partnership: Partnership, change: dict[str, Any], field: str
) -> None:
    """The last one is on record already."""
    sent = SIGNED | {"text": "Typed"} | change
    answer = world.client("dana").post(url("amend-partnership", partnership.pk), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Typed" in answer.content.decode()
    assert partnership.amendments.count() == 1


def test_a_form_begins_with_the_scope_as_it_is(world: World, partnership: Partnership) -> None:
    page = world.client("dana").get(url("amend-partnership", partnership.pk))
    assert page.context["form"]["sectors"].value() == ["energy"]
    empty = make_partnership(world.europe, world.japan)
    page = world.client("dana").get(url("amend-partnership", empty.pk))
    assert page.context["form"]["kind"].value() == "signed"


def test_what_was_recorded_by_mistake_is_taken_back(world: World, partnership: Partnership) -> None:
    ended = sign(partnership, "2024", kind=Kind.ENDED)
    assert fresh(partnership).state == State.ENDED
    answer = world.client("dana").post(url("withdraw-amendment", ended.pk))
    assert answer["Location"] == partnership.get_absolute_url()
    assert (fresh(partnership).state, Amendment.objects.count()) == (State.ACTIVE, 1)


FILES = [
    ("a.pdf", b"%PDF-1.7 x", 302),
    ("a.pdf", b"MZ\x90\x00", 422),
    ("a.txt", "Gemeinsame Erklärung".encode(), 302),
    ("a.html", b"<html>\x00</html>", 422),
    ("a.pdf", b"", 422),
]


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(("name", "content", "status"), FILES)
@pytest.mark.usefixtures("media")
def test_documents_are_checked_by_their_content(
    world: World, partnership: Partnership, name: str, content: bytes, status: int
) -> None:
    sent = {"title": "Text", "language": "de", "file": SimpleUploadedFile(name, content)}
    answer = world.client("dana").post(url("add-document", partnership.pk), sent)
    assert answer.status_code == status
    assert Document.objects.count() == (status == 302)


@pytest.mark.django_db(transaction=True)
def test_a_document_is_deleted_with_its_file(
    world: World, partnership: Partnership, media: Path
) -> None:
    client, signed = world.client("dana"), partnership.amendments.get()
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    sent = {"title": "Text", "language": "de", "file": file, "amendment": signed.pk}
    client.post(url("add-document", partnership.pk), sent)
    document = Document.objects.get()
    assert (document.is_public, document.uploaded_by, document.amendment, document.size) == (
        False,
        world.dana,
        signed,
        8,
    )
    (kept,) = (media / "partnerships").iterdir()
    assert kept.name == document.file.name.split("/")[1]
    client.post(url("remove-document", document.key))
    assert (list((media / "partnerships").iterdir()), Document.objects.count()) == ([], 0)


def test_people_in_office_follow_each_other(world: World, partnership: Partnership) -> None:
    party, other = partnership.parties.all()
    client, page = world.client("dana"), url("add-signatory", partnership.pk)
    signed = partnership.amendments.get()
    first = {"party": party.pk, "family_name": "Weber", "amendment": signed.pk}
    client.post(page, first | {"since": "2020-01-01"})
    weber = Signatory.objects.get()
    wrong = {"party": other.pk, "family_name": "Roth", "succeeds": weber.pk}
    assert list(client.post(page, wrong).context["form"].errors) == ["succeeds"]
    client.post(page, wrong | {"party": party.pk, "since": "2024-07-01"})
    weber.refresh_from_db()
    roth = Signatory.objects.exclude(pk=weber.pk).get()
    assert (roth.succeeds, roth.amendment, str(weber.until)) == (weber, None, "2024-07-01")


def test_goals_are_set_and_reached(world: World, partnership: Partnership) -> None:
    client = world.client("dana")
    sent = {"text": "100 % renewable", "language": "en", "due": "2040"}
    client.post(url("add-goal", partnership.pk), sent)
    goal = Goal.objects.get()
    assert (goal.text, str(goal.due), goal.party) == ({"en": "100 % renewable"}, "2040", None)
    for on, reached in [("2039-01-02", "2039-01-02"), ("nonsense", "2039-01-02"), ("", "None")]:
        client.post(url("reach-goal", goal.pk), {"on": on})
        goal.refresh_from_db()
        assert str(goal.reached_on) == reached


def test_an_activity_that_was_none_is_deleted(world: World, partnership: Partnership) -> None:
    do_together(partnership, "2024")
    world.client("dana").post(url("remove-activity", partnership.activities.get().pk))
    assert partnership.activities.count() == 0


def test_an_introduction_becomes_a_partnership_once(world: World) -> None:
    introduction = introduce(world)
    client, page = world.client("dana"), url("found-partnership", introduction.pk)
    answers = [client.post(page), client.post(page)]
    made = Partnership.objects.get()
    assert {it["Location"] for it in answers} == {url("edit-partnership", made.pk)}
    assert (made.introduction, made.owner, made.is_public) == (introduction, world.dana, False)
    assert [party.profile for party in made.parties.all()] == [world.europe, world.japan]
    assert PairFact.objects.partners().count() == 0
    shown = client.get(f"/en/introductions/{introduction.pk}/")
    assert "It has become a partnership" in texts(shown, "h3")


def test_nobody_becomes_party_without_having_said_yes(world: World) -> None:
    """A call in a third country: a European, a Japanese and a third party, all of whom opt in."""
    introduction = propose(world, third=make_third())
    accept(introduction, world, "alice")
    introduction.refresh_from_db()
    with pytest.raises(NotIntroduced):
        found_partnership(introduction, kind="project", language="en", by=world.dana)
    page = url("found-partnership", introduction.pk)
    answer = world.client("dana").post(page, follow=True)
    assert "once everybody has accepted" in answer.content.decode()
    assert Partnership.objects.count() == 0
    Introduction.objects.update(state="accepted")
    world.client("dana").post(page)
    made = Partnership.objects.get()
    assert (made.kind, [str(it) for it in made.parties.all()]) == (
        "project",
        ["Rhine Valley", "Aoba", "Nairobi Energy"],
    )
    assert [it.area.slug for it in made.parties.all() if it.area] == ["kenya"]
