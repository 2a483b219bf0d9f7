"""Writing documents: one profile or many at once, whole or not at all."""

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from profiles.contents import UnknownTerm, write_document, write_documents
from profiles.documents import Document, document_of
from profiles.models import Logo, Profile, Statement, StatementText
from tests.makers import make_profile
from tests.profiles.documents import make_vocabulary, whole_document

pytestmark = pytest.mark.django_db

QUERIES_OF_ONE = 20
"""Two of them come once more with every further profile: its own columns, out and in."""


@pytest.fixture
def documents() -> list[Document]:
    """Three that differ."""
    make_vocabulary()
    found = [whole_document(host=f"Host {n}") for n in range(3)]
    found[1]["topics"] = ["robotics"]
    found[1]["offers"] = []
    found[2]["contact"]["links"] = []
    found[2]["organisation"]["texts"]["fr"] = {"name": "Pôle", "description": ""}
    return found


def profiles(count: int) -> list[Profile]:
    return [make_profile(f"c-{n}", place="FRC1", published=False) for n in range(count)]


def written(profile: Profile) -> Document:
    return document_of(Profile.objects.for_page().get(pk=profile.pk))


def test_many_are_written_as_one_is(documents: list[Document]) -> None:
    several = profiles(3)
    write_documents(list(zip(several, documents, strict=True)))
    assert [written(profile) for profile in several] == documents
    assert [profile.host for profile in several] == ["Host 0", "Host 1", "Host 2"]


def test_writing_again_leaves_nothing_of_before(documents: list[Document]) -> None:
    [profile] = profiles(1)
    for document in (*documents, documents[0]):
        write_document(profile, document)
        assert written(profile) == document
    assert Statement.objects.count() == 2
    assert StatementText.objects.count() == 2


def test_others_are_not_touched(documents: list[Document]) -> None:
    one, other = profiles(2)
    write_documents([(one, documents[0]), (other, documents[1])])
    write_document(one, documents[2])
    assert written(other) == documents[1]


@pytest.mark.parametrize(
    ("section", "content", "names"),
    [
        ("topics", ["hydrogen", "quidditch", "curling"], ("curling", "quidditch")),
        ("sectors", {"magic": 2}, ("magic",)),
        ("areas", ["atlantis"], ("atlantis",)),
    ],
)
def test_unknown_terms_stop_everything(
    documents: list[Document], section: str, content: object, names: tuple[str, ...]
) -> None:
    one, other = profiles(2)
    write_documents([(one, documents[0]), (other, documents[0])])
    with pytest.raises(UnknownTerm) as caught:
        write_documents([(one, documents[1]), (other, {**documents[1], section: content})])
    assert caught.value.args == names
    assert written(one) == written(other) == documents[0]


def test_an_unknown_place_or_kind_of_cooperation_too(documents: list[Document]) -> None:
    [profile] = profiles(1)
    documents[0]["organisation"]["place"] = "XX"
    with pytest.raises(UnknownTerm):
        write_document(profile, documents[0])
    documents[1]["needs"][0]["cooperation"] = ["duel"]
    with pytest.raises(UnknownTerm):
        write_document(profile, documents[1])
    assert not profile.statements.exists()


def test_a_fault_in_one_leaves_all_as_they_were(documents: list[Document]) -> None:
    one, other = profiles(2)
    write_documents([(one, documents[0]), (other, documents[0])])
    documents[2]["offers"] *= 2
    documents[2]["topics"] = ["robotics", "robotics"]
    with pytest.raises(IntegrityError):
        write_documents([(one, documents[1]), (other, documents[2])])
    assert written(one) == written(other) == documents[0]


def test_a_logo_belongs_to_its_own_profile_only(documents: list[Document]) -> None:
    one, other = profiles(2)
    logo = Logo.objects.create(profile=one, file="logos/a.png", width=1, height=1)
    for document in documents[:2]:
        document["contact"]["logo"] = str(logo.name)
    write_documents([(one, documents[0]), (other, documents[1])])
    assert (one.logo, other.logo) == (logo, None)


@pytest.mark.parametrize("count", [1, 3])
def test_a_profile_more_is_hardly_a_query_more(
    documents: list[Document], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    several = profiles(count)
    contents = [(profile, documents[0]) for profile in several]
    with django_assert_num_queries(QUERIES_OF_ONE + 2 * (count - 1)):
        write_documents(contents)
