"""Loading data files again: what people wrote stays, and who has nobody is confirmed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from profiles.actions import editing
from profiles.documents import document_of
from profiles.loading.loader import REASON, load
from profiles.models import Membership, Profile, Statement
from profiles.states import Status
from tests.makers import make_staff, make_user
from tests.profiles.freshness.ageing import BEGINNING, day, run_on, stages
from tests.profiles.small_data import append, change, write_small_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Loaded at the beginning."""
    write_small_data(tmp_path)
    with day(0):
        load(tmp_path)
    return tmp_path


def whole(key: str) -> Profile:
    return Profile.objects.for_page().get(key=key)


def edit(key: str, section: str, **content: object) -> None:
    """Somebody changes a section, and it is approved."""
    dana = make_staff()
    profile = whole(key)
    revision = editing.open_revision(profile, by=dana)
    editing.save_section(revision, section, revision.content[section] | content, version=0, by=dana)
    editing.make_live(revision, profile, by=dana, reason="Approved")


def test_what_people_wrote_survives_a_load(folder: Path) -> None:
    edit("de-nw", "contact", email="office@example.org")
    edited = document_of(whole("de-nw"))
    other = document_of(whole("jp-07"))
    change(folder, "actors.csv", "Stahl.", "Chemie.")
    change(folder, "actors.csv", "水素。", "酒。")
    change(folder, "offers_needs.csv", "Wir zeigen Anlagen.", "Wir zeigen nichts.")
    append(folder, "offers_needs.csv", "de-nw,need,de,Wir suchen Partner.,,,,,hydrogen,")
    assert load(folder).changed
    assert document_of(whole("de-nw")) == edited
    assert edited["offers"][0]["is_demonstration"]
    assert document_of(whole("jp-07")) != other


def test_demonstration_statements_that_an_edit_removed_do_not_come_back(folder: Path) -> None:
    dana = make_staff()
    profile = whole("de-nw")
    revision = editing.open_revision(profile, by=dana)
    editing.save_section(revision, "offers", [], version=0, by=dana)
    editing.make_live(revision, profile, by=dana, reason="Approved")
    append(folder, "offers_needs.csv", "de-nw,offer,de,Noch eines.,,,,,hydrogen,")
    load(folder)
    assert not Statement.objects.filter(profile=profile).exists()


def test_an_edit_that_waits_does_not_keep_the_files_out(folder: Path) -> None:
    editing.open_revision(whole("de-nw"), by=make_staff())
    change(folder, "actors.csv", "Stahl.", "Chemie.")
    load(folder)
    assert whole("de-nw").text_in("de").description == "Chemie."


@pytest.mark.parametrize("number", [181, 210, 366])
@pytest.mark.parametrize("changes", [False, True])
def test_loading_confirms_whom_nobody_speaks_for(folder: Path, number: int, changes: bool) -> None:
    run_on(number)
    if changes:
        change(folder, "actors.csv", "Stahl.", "Chemie.")
    with day(number):
        assert load(folder).changed == changes
        for profile in Profile.objects.all():
            assert (profile.status, profile.is_matchable) == (Status.PUBLISHED, True)
            assert profile.confirmed_at == BEGINNING + timedelta(days=number)
            assert profile.freshness_steps.last().reason == REASON


def test_loading_confirms_nobody_who_has_people_or_was_edited(folder: Path) -> None:
    with day(1):
        edit("de-nw", "contact", email="office@example.org")
    Membership.objects.create(user=make_user(), profile=whole("jp-07"))
    run_on(220)
    with day(221):
        load(folder)
    assert {profile.status for profile in Profile.objects.all()} == {Status.STALE}


def test_a_load_while_everything_is_fresh_writes_nothing(folder: Path) -> None:
    with day(30):
        load(folder)
    assert all(stages(profile) == [] for profile in Profile.objects.all())
    assert Profile.objects.filter(confirmed_at__gt=timezone.now()).count() == 0
