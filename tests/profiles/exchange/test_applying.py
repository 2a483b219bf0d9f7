"""What an import writes: through revisions, all or nothing, exactly what was checked, once."""

import threading
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from profiles.actions import editing
from profiles.documents import document_of
from profiles.exchange import applying, checking
from profiles.exchange.checking import ChangedSinceChecked
from profiles.models import ImportFile, Membership, Profile, Revision, User
from profiles.signals import content_changed, contents_imported
from profiles.states import ImportState, RevisionState, Status
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.exchange.tables import checked, csv_of, make_world, row

pytestmark = pytest.mark.django_db

DRAFTS, PUBLIC = ImportFile.Mode.DRAFTS, ImportFile.Mode.PUBLIC


@pytest.fixture
def dana() -> User:
    make_world()
    return make_staff()


def imported(dana: User, *rows: dict[str, Any], mode: str = PUBLIC) -> ImportFile:
    file = checked(csv_of(*rows), dana)
    assert applying.start_import(file, mode=mode, by=dana)
    assert file.state == ImportState.DONE
    return file


def whole(key: str) -> Profile:
    return Profile.objects.for_page().get(key=key)


def moves(thing: Profile | Revision) -> list[tuple[str, str, User | None, str]]:
    return [(it.old, it.new, it.actor, it.reason) for it in thing.transitions.all()]


def test_new_profiles_are_published_with_their_history(dana: User) -> None:
    file = imported(dana, row(1, host="Dijon"), row(2))
    profile = whole("c-1")
    reason = "Imported from profiles.csv"
    assert profile.status == Status.PUBLISHED
    assert moves(profile) == [(Status.DRAFT, Status.PUBLISHED, dana, reason)]
    revision = profile.revisions.get()
    assert (revision.author, revision.content) == (dana, document_of(profile))
    assert moves(revision) == [(RevisionState.DRAFT, RevisionState.APPROVED, dana, reason)]
    assert (profile.host, [row.topic.slug for row in profile.topic_rows.all()]) == (
        "Dijon",
        ["hydrogen", "fermentation"],
    )
    assert (profile.latitude, profile.longitude) == (
        profile.place.latitude,
        profile.place.longitude,
    )
    assert [line.profile for line in file.lines.all()] == [whole("c-1"), whole("c-2")]
    assert [line.document for line in file.lines.all()] == [{}, {}]


def test_new_drafts_are_seen_by_nobody_and_wait_for_their_people(dana: User) -> None:
    imported(dana, row(1, host="Dijon"), mode=DRAFTS)
    profile = whole("c-1")
    assert (profile.status, profile.name, profile.host) == (
        Status.DRAFT,
        "Fermentation Cluster",
        "",
    )
    revision = profile.revisions.get()
    assert (revision.state, revision.author) == (RevisionState.DRAFT, dana)
    assert revision.content["organisation"]["host"] == "Dijon"
    alice = make_user("alice@example.org")
    Membership.objects.create(user=alice, profile=profile, role=Membership.Role.OWNER)
    assert editing.open_revision(profile, by=alice) == revision


def test_a_file_may_be_imported_again_over_its_own_drafts(dana: User) -> None:
    imported(dana, row(1, host="Dijon"), mode=DRAFTS)
    file = checked(csv_of(row(1, host="Dijon")), dana)
    assert file.lines.get().action == "unchanged"
    imported(dana, row(1, host="Lyon"), mode=DRAFTS)
    assert Revision.objects.get().content["organisation"]["host"] == "Lyon"
    imported(dana, row(1, host="Paris"), mode=PUBLIC)
    assert (whole("c-1").status, whole("c-1").host) == (Status.PUBLISHED, "Paris")
    assert Revision.objects.get().state == RevisionState.APPROVED


def test_changes_of_public_profiles_are_live_at_once(dana: User) -> None:
    make_profile("c-1", kind="cluster", place="FRC1", texts={"en": ("Cluster", "Food.")})
    imported(dana, {"key": "c-1", "host": "Dijon"})
    profile = whole("c-1")
    assert (profile.host, profile.description.description) == ("Dijon", "Food.")
    assert moves(profile.revisions.get())[0][2:] == (dana, "Imported from profiles.csv")
    assert Profile.objects.edited().get() == profile


def test_or_wait_for_review(dana: User) -> None:
    make_profile("c-1", texts={"en": "Cluster"})
    imported(dana, {"key": "c-1", "host": "Dijon"}, mode=DRAFTS)
    assert whole("c-1").host == ""
    [revision] = Revision.objects.submitted()
    assert (revision.content["organisation"]["host"], revision.author) == ("Dijon", dana)
    assert revision.submitted_at is not None


def test_an_import_confirms_and_takes_the_mark_away(dana: User) -> None:
    profile = make_profile("c-1", texts={"en": "Cluster"})
    profile.move(Status.STALE, by=None, reason="A year")
    imported(dana, {"key": "c-1", "host": "Dijon"})
    assert whole("c-1").status == Status.PUBLISHED


def test_matching_hears_of_each_or_of_all(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    def one(profile: Profile, is_one_of_many: bool, **_: object) -> None:
        heard.append((profile.key, is_one_of_many))

    def many(profiles: list[int], by: User, **_: object) -> None:
        heard.append((len(profiles), by))

    content_changed.connect(one)
    contents_imported.connect(many)
    try:
        imported(dana, row(1))
        imported(dana, row(1, host="Dijon"), row(2), mode=DRAFTS)
        monkeypatch.setattr(applying, "ONE_BY_ONE", 1)
        imported(dana, row(3), row(4))
    finally:
        content_changed.disconnect(one)
        contents_imported.disconnect(many)
    assert heard == [("c-1", False), ("c-3", True), ("c-4", True), (2, dana)]


def test_nothing_is_imported_over_newer_changes(dana: User) -> None:
    make_profile("c-1", texts={"en": "Cluster"})
    file = checked(csv_of(row(1, host="Dijon"), row(2)), dana)
    Profile.objects.filter(key="c-1").update(host="Somebody else")
    with pytest.raises(ChangedSinceChecked) as caught:
        applying.start_import(file, mode=PUBLIC, by=dana)
    assert str(caught.value) == (
        "Some of these profiles have changed since the file was checked. Upload it again."
    )
    assert file.state == ImportState.FAILED
    assert file.transitions.last().reason == applying.OUTDATED
    assert (whole("c-1").host, Profile.objects.count()) == ("Somebody else", 1)


def test_nothing_is_imported_over_work_that_has_begun(dana: User) -> None:
    profile = make_profile("c-1", texts={"en": "Cluster"})
    file = checked(csv_of({"key": "c-1", "host": "Dijon"}), dana)
    editing.open_revision(profile, by=dana)
    with pytest.raises(ChangedSinceChecked):
        applying.start_import(file, mode=PUBLIC, by=dana)
    assert Revision.objects.count() == 1


def test_a_key_that_was_taken_meanwhile_stops_everything(dana: User) -> None:
    file = checked(csv_of(row(1), row(2)), dana)
    make_profile("c-2", texts={"en": "Another"})
    with pytest.raises(ChangedSinceChecked):
        applying.start_import(file, mode=PUBLIC, by=dana)
    assert [profile.key for profile in Profile.objects.all()] == ["c-2"]


def test_a_profile_that_was_deleted_meanwhile_stops_everything(dana: User) -> None:
    profile = make_profile("c-1", texts={"en": "Cluster"}, published=False)
    file = checked(csv_of(row(1, host="Dijon"), row(2)), dana)
    profile.delete()
    with pytest.raises(ChangedSinceChecked):
        applying.start_import(file, mode=PUBLIC, by=dana)
    assert Profile.objects.count() == 0


def test_a_file_is_imported_once(dana: User) -> None:
    file = imported(dana, row(1), mode=DRAFTS)
    assert not applying.start_import(file, mode=PUBLIC, by=dana)
    assert applying.run_import(file) == 0
    assert (whole("c-1").status, file.mode) == (Status.DRAFT, DRAFTS)


def test_a_faulty_file_is_not_imported(dana: User) -> None:
    file = checked(csv_of(row(1, kind="club")), dana)
    assert not applying.start_import(file, mode=PUBLIC, by=dana)
    assert Profile.objects.count() == 0


def test_unchanged_lines_leave_no_trace(dana: User) -> None:
    make_profile("c-1", texts={"en": "Cluster"})
    imported(dana, {"key": "c-1", "name_en": "Cluster"})
    assert Revision.objects.count() == 0


def test_an_error_of_ours_ends_visibly(dana: User) -> None:
    file = checked(csv_of(row(1), row(2)), dana)
    line = file.lines.get(number=3)
    line.document["organisation"].pop("kind")
    line.save()
    with pytest.raises(KeyError):
        applying.start_import(file, mode=PUBLIC, by=dana)
    file.refresh_from_db()
    assert (file.state, Profile.objects.count()) == (ImportState.FAILED, 0)


def test_large_files_are_a_workers(
    dana: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(checking, "ON_THE_SPOT", 1)
    monkeypatch.setattr(applying, "ON_THE_SPOT", 1)
    with django_capture_on_commit_callbacks() as callbacks:
        file = checked(csv_of(row(1), row(2)), dana)
    assert (file.state, len(callbacks)) == (ImportState.UPLOADED, 1)
    checking.check(file)
    with django_capture_on_commit_callbacks() as callbacks:
        assert applying.start_import(file, mode=PUBLIC, by=dana)
    assert (file.state, len(callbacks)) == (ImportState.RUNNING, 1)
    assert applying.run_import(file) == 2
    assert file.state == ImportState.DONE


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_import_once(dana: User) -> None:
    file = checked(csv_of(*[row(n, name_en=f"Cluster number {n}") for n in range(1, 9)]), dana)
    begun = []

    def click(mode: str) -> None:
        try:
            begun.append(
                applying.start_import(ImportFile.objects.get(pk=file.pk), mode=mode, by=dana)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[mode]) for mode in (PUBLIC, DRAFTS) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.refresh_from_db()
    assert sorted(begun) == [False] * 5 + [True]
    assert (file.state, Profile.objects.count()) == (ImportState.DONE, 8)
    assert {profile.status for profile in Profile.objects.all()} == {
        Status.PUBLISHED if file.mode == PUBLIC else Status.DRAFT
    }
    assert Revision.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_import_once(dana: User) -> None:
    file = checked(csv_of(*[row(n, name_en=f"Cluster number {n}") for n in range(1, 9)]), dana)
    file.move(ImportState.RUNNING, by=dana, reason="Begun", mode=PUBLIC)
    written = []

    def work() -> None:
        try:
            written.append(applying.run_import(ImportFile.objects.get(pk=file.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [0, 0, 8]
    assert Revision.objects.count() == 8
