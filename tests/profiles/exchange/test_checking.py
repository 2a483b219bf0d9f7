"""What the check says of a file, line by line, before anything is written."""

from typing import Any

import pytest
from django.utils import translation

from profiles.actions import editing
from profiles.exchange import checking
from profiles.models import Profile, Revision, User
from profiles.states import ImportState, Status
from tests.makers import make_profile, make_staff, make_topic, make_user
from tests.profiles.documents import register
from tests.profiles.exchange.tables import (
    ROW,
    checked,
    csv_of,
    faults_of,
    make_world,
    row,
    xlsx_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    make_world()
    return make_staff()


def lines(file: Any) -> list[tuple[int, str, str]]:
    found = file.lines.all()
    return [(line.number, line.action, line.name) for line in found]


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_a_good_file_is_checked_and_nothing_is_written(dana: User, make: Any) -> None:
    file = checked(make(row(1), row(2)), dana)
    assert (file.state, file.row_count, file.faults) == (ImportState.CHECKED, 2, [])
    assert lines(file) == [
        (2, "new", "Fermentation Cluster"),
        (3, "new", "Hydrogen Valley"),
    ]
    assert bytes(file.content) == b""
    assert (Profile.objects.count(), Revision.objects.count()) == (0, 0)


def test_lines_are_new_changed_or_unchanged(dana: User) -> None:
    texts = {"en": ("Fermentation Cluster", "Food."), "ja": "発酵クラスター"}
    make_profile("c-1", kind="cluster", place="FRC1", texts=texts, topics=["hydrogen"])
    same = {"key": "c-1", "name_en": "Fermentation Cluster", "topics": "hydrogen"}
    assert lines(checked(csv_of(same), dana)) == [(2, "unchanged", "Fermentation Cluster")]
    file = checked(csv_of({**same, "name_en": "Fermentation", "member_count": "40"}), dana)
    [line] = file.lines.all()
    assert (line.action, line.fields) == (
        "changed",
        ["organisation.member_count", "organisation.texts.en.name"],
    )
    assert line.document["organisation"]["texts"] == {
        "en": {"name": "Fermentation", "description": "Food."},
        "ja": {"name": "発酵クラスター", "description": ""},
    }


def test_a_profile_is_found_by_its_id_too(dana: User) -> None:
    profile = make_profile("x", texts={"en": "Burgundy"})
    file = checked(csv_of({"id": profile.pk, "host": "State"}), dana)
    assert [line.profile for line in file.lines.all()] == [profile]


def test_all_faults_are_told_at_once(dana: User) -> None:
    wrong = row(2, kind="club", topics="quidditch;hydrogen;curling", email="x")
    file = checked(csv_of(wrong, row(3, place="")), dana)
    assert [(line, column) for line, column, _ in faults_of(file)] == [
        (2, "kind"),
        (2, "topics"),
        (2, "topics"),
        (2, "email"),
        (3, "place"),
    ]


def test_faults_are_told_in_the_readers_language(dana: User) -> None:
    file = checked(csv_of(row(1, email="nobody")), dana)
    with translation.override("de"):
        assert faults_of(file) == [(2, "email", "Bitte gültige E-Mail-Adresse eingeben.")]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"name_jp2": "x"}, [(1, "name_jp2", "There is no such column. Is it name_en?")]),
        ({"zzzzzz": "x"}, [(1, "zzzzzz", "There is no such column.")]),
        ({"Topic": "x"}, [(1, "topic", "There is no such column. Is it topics?")]),
    ],
)
def test_unknown_columns_are_not_passed_over(
    dana: User, change: dict[str, str], found: list[tuple[int, str, str]]
) -> None:
    assert faults_of(checked(csv_of({**ROW, **change}), dana)) == found


def test_wrong_headers_lead_to_the_template(dana: User) -> None:
    content = b"Organisation,Ort\nVitagora,Dijon\n"
    assert faults_of(checked(content, dana)) == [
        (1, "", "The first line does not name any columns that are known here. Take the template.")
    ]


def test_without_id_or_key_new_profiles_need_their_columns(dana: User) -> None:
    assert [it[:2] for it in faults_of(checked(csv_of({"topics": "hydrogen"}), dana))] == [
        (1, "kind"),
        (1, "place"),
        (1, "name_…"),
    ]


def test_a_column_that_stands_twice_is_a_fault(dana: User) -> None:
    content = b"key,kind,place,name_en,name_en\nc-1,cluster,FRC1,A,B\n"
    assert faults_of(checked(content, dana)) == [(1, "name_en", "This column stands here twice.")]


def test_a_table_without_lines_is_a_fault(dana: User) -> None:
    assert faults_of(checked(b"key,kind,place,name_en\n\n ,,,\n", dana)) == [
        (0, "", "There is no profile in the file.")
    ]


def test_more_values_than_columns_are_a_fault(dana: User) -> None:
    content = b"key,kind,place,name_en\nc-1,cluster,FRC1,A,surplus\n"
    assert faults_of(checked(content, dana)) == [
        (2, "", "There are more values than columns in this line.")
    ]


def test_keys_and_ids_stand_once(dana: User) -> None:
    profile = make_profile("c-9", texts={"en": "Nine"})
    twice = checked(csv_of(row(1), row(2, key="c-1")), dana)
    assert faults_of(twice) == [(3, "key", "“c-1” stands in line 2 already.")]
    both = checked(csv_of({"id": profile.pk}, {"key": "c-9"}), dana)
    assert faults_of(both) == [(3, "", "“Nine” stands in line 2 already.")]
    other = checked(csv_of({"id": profile.pk, "key": "c-8"}), dana)
    assert faults_of(other) == [(2, "key", "The profile with this id has another key, “c-9”.")]


def test_what_somebody_works_on_is_not_overwritten(dana: User) -> None:
    profile = register(make_user("alice@example.org"))
    public = make_profile("c-1", texts={"en": "One"})
    editing.open_revision(public, by=dana)
    changes = csv_of({"id": profile.pk, "host": "A"}, {"id": public.pk, "host": "B"})
    sentence = (
        "Somebody is working on this profile. Decide that version first, or take the line out."
    )
    assert faults_of(checked(changes, dana)) == [(2, "", sentence), (3, "", sentence)]
    unchanged = csv_of({"id": profile.pk}, {"id": public.pk})
    assert [line[1] for line in lines(checked(unchanged, dana))] == ["unchanged", "unchanged"]


def test_archived_profiles_are_not_brought_back_by_the_way(dana: User) -> None:
    profile = make_profile("c-1", texts={"en": "One"})
    profile.move(Status.ARCHIVED, by=dana, reason="Dissolved")
    assert faults_of(checked(csv_of({"key": "c-1", "host": "A"}), dana)) == [
        (2, "", "This profile is archived. Bring it back first, or take the line out.")
    ]


def test_probable_duplicates_are_pointed_out(dana: User) -> None:
    here = make_profile("x", texts={"en": "Fermentation Cluster"})
    file = checked(csv_of(row(1), row(2, name_en="Fermentation cluster"), row(3)), dana)
    assert [line.duplicates for line in file.lines.all()] == [
        [{"profile": here.pk}],
        [{"profile": here.pk}, {"line": 2}],
        [],
    ]
    assert [line.number for line in file.lines.doubtful()] == [2, 3]


def test_the_checklist_is_looked_at_but_does_not_hinder(dana: User) -> None:
    file = checked(csv_of(row(1)), dana)
    [line] = file.lines.incomplete()
    assert (
        line.missing
        == [
            "description",
            "offer",
            "need",
            "contact",
            "status",
            "number",
            "website",
        ]
        or "description" in line.missing
    )


def test_a_check_runs_once(dana: User) -> None:
    file = checked(csv_of(row(1)), dana)
    checking.check(file)
    assert file.lines.count() == 1
    assert [move.new for move in file.transitions.all()] == [ImportState.CHECKED]


def test_names_in_any_language_and_case_name_a_term(dana: User) -> None:
    make_topic("sake", en="Sake", ja="日本酒")
    file = checked(csv_of(row(1, topics="日本酒、Hydrogen", sectors="Industry：secondary")), dana)
    [line] = file.lines.all()
    assert (line.document["topics"], line.document["sectors"]) == (
        ["sake", "hydrogen"],
        {"industry": 1},
    )
