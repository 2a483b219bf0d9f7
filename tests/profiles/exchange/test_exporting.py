"""What an export holds: the organisations, in all their languages, and nobody's personal data."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing
from profiles.exchange.exporting import table_of, template
from profiles.exchange.reading import open_sheet
from profiles.exchange.writing import csv_chunks
from profiles.models import Membership, Profile
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.documents import register
from tests.profiles.exchange.tables import checked, faults_of, make_world

pytestmark = pytest.mark.django_db

QUERIES = 16


def exported(**filters: Any) -> list[dict[str, str]]:
    header, rows = table_of(Profile.objects.filter(**filters))
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_row_says_what_the_profile_says() -> None:
    profile = make_profile(
        "jp-07",
        language="ja",
        languages=["ja", "en"],
        texts={"ja": ("福島県", "水素。"), "en": "Fukushima"},
        topics=["hydrogen", "sake"],
        priorities={"energy": 2, "trade": 1},
        offers=[{"ja": "見学", "en": "Visits"}, {"ja": "酒"}],
        email="office@pref.example.jp",
        host="=1+1",
    )
    [row] = exported()
    said = {name: value for name, value in row.items() if value}
    assert said == {
        "id": str(profile.pk),
        "key": "jp-07",
        "kind": "prefecture",
        "place": "JP-07",
        "language": "ja",
        "languages": "ja;en",
        "name_en": "Fukushima",
        "name_ja": "福島県",
        "description_ja": "水素。",
        "offers_en": "Visits",
        "offers_ja": "見学\n酒",
        "offers_language": "ja\nja",
        "sectors": "energy:main;trade:secondary",
        "topics": "hydrogen;sake",
        "email": "office@pref.example.jp",
        "host": "=1+1",
        "status": "published",
        "confirmed_on": f"{profile.confirmed_at:%Y-%m-%d}",
    }


def test_nobody_of_the_team_is_in_it() -> None:
    profile = make_profile("c-1", texts={"en": "Cluster"})
    person = {
        "family_name": "Martinez",
        "given_name": "Alicia",
        "job_title": "Managing director",
        "phone": "+33380000000",
    }
    user = make_user("alicia.martinez@cluster.example.org", **person)
    Membership.objects.create(user=user, profile=profile, role=Membership.Role.OWNER)
    content = b"".join(csv_chunks(*table_of(Profile.objects.all()))).decode()
    assert "Cluster" in content
    for value in (*person.values(), user.email):
        assert value not in content


def test_drafts_are_exported_as_they_are_being_written() -> None:
    alice = make_user("alice@example.org")
    profile = register(alice)
    public = make_profile("c-2", texts={"en": "Public"})
    revision = editing.open_revision(public, by=make_staff())
    organisation = revision.content["organisation"] | {"host": "Not yet"}
    editing.save_section(revision, "organisation", organisation, version=0, by=alice)
    rows = {row["id"]: row for row in exported()}
    assert rows[str(profile.pk)]["email"] == "office@cluster.example.org"
    assert rows[str(public.pk)]["host"] == ""


def test_columns_are_those_of_the_languages_that_are_written() -> None:
    make_profile("a", texts={"pt": "Um", "ja": "一"}, language="pt")
    header, _rows = table_of(Profile.objects.all())
    assert [name for name in header if name.startswith("name_")] == ["name_ja", "name_pt"]


def test_an_empty_export_has_a_header() -> None:
    header, rows = table_of(Profile.objects.none())
    assert (header[:2], list(rows)) == (["id", "key"], [])


def test_the_template_can_be_imported_as_it_is() -> None:
    make_world()
    content = b"".join(csv_chunks(*template()))
    assert open_sheet(content).header[:4] == ["id", "key", "kind", "place"]
    file = checked(content, make_staff())
    assert (faults_of(file), file.row_count) == ([], 1)
    assert file.lines.get().name == "Example cluster (delete this line)"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make_profile(
            f"de-{n}",
            texts={"en": "x"},
            topics=["hydrogen"],
            offers=["One"],
            priorities={"energy": 2},
        )
    with django_assert_num_queries(QUERIES):
        _header, rows = table_of(Profile.objects.published())
        assert len(list(rows)) == count
