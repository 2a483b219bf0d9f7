"""What `load` writes: of the real files, of a small folder, and of a changed one."""

import csv
import shutil
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from profiles.loading.files import actor_table
from profiles.loading.loader import REASON, Loaded, load
from profiles.models import (
    DataLoad,
    Place,
    Profile,
    ProfileTransition,
    Sector,
    Statement,
    TargetArea,
    Topic,
    TopicSynonym,
)
from profiles.states import Status
from tests.profiles.small_data import append, change, write_small_data

SMALL = {
    "sectors": 7,
    "topic_groups": 1,
    "topics": 2,
    "cooperation_types": 1,
    "target_areas": 2,
    "places": 4,
    "actors": 2,
    "offers_needs": 2,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_data(tmp_path)


def rows_in(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines))


@pytest.mark.django_db
def test_the_real_files_load_completely() -> None:
    loaded = load(settings.DATA_DIR)

    assert loaded == Loaded(
        {name: rows_in(settings.DATA_DIR / f"{name}.csv") for name in SMALL}, changed=True
    )
    written = {
        "sectors": Sector.objects.count(),
        "topics": Topic.objects.count(),
        "target_areas": TargetArea.objects.count(),
        "places": Place.objects.count(),
        "actors": Profile.objects.published().count(),
        "offers_needs": Statement.objects.filter(is_demonstration=True).count(),
    }
    assert written == {name: loaded.counts[name] for name in written}
    assert loaded.counts["sectors"] == 7
    assert Statement.objects.filter(is_demonstration=False).count() == 0


@pytest.mark.django_db
def test_the_real_files_load_once(tmp_path: Path) -> None:
    """The same files elsewhere, with other dates, are the same data."""
    first = load(settings.DATA_DIR)
    before = set(Profile.objects.values_list("pk", "changed_at"))
    for file in settings.DATA_DIR.glob("*.csv"):
        shutil.copyfile(file, tmp_path / file.name)

    assert load(tmp_path) == Loaded(first.counts, changed=False)
    assert set(Profile.objects.values_list("pk", "changed_at")) == before
    assert DataLoad.objects.count() == 1


@pytest.mark.django_db
def test_everything_about_a_profile(folder: Path) -> None:
    assert load(folder) == Loaded(SMALL, changed=True)

    profile = Profile.objects.get(key="jp-07")
    assert (profile.kind, profile.place.code, profile.language) == ("prefecture", "JP-07", "ja")
    assert (profile.latitude, profile.longitude) == (37.4, 140.1)
    texts = {text.language: (text.name, text.description) for text in profile.texts.all()}
    assert texts == {"ja": ("福島県", "水素。"), "en": ("Fukushima", "")}
    topics = profile.topic_rows.values_list("topic__slug", "position")
    assert list(topics) == [("hydrogen", 0), ("sake", 1)]
    german = Profile.objects.get(key="de-nw").priorities.values_list("sector__slug", "priority")
    assert dict(german) == {"energy": 2, "trade": 1}


@pytest.mark.django_db
def test_everything_about_the_vocabulary(folder: Path) -> None:
    load(folder)

    hydrogen = Topic.objects.get(slug="hydrogen")
    names = (hydrogen.name_en, hydrogen.name_de, hydrogen.name_fr, hydrogen.name_ja)
    assert names == ("Hydrogen", "Wasserstoff", "Hydrogène", "水素")
    weights = hydrogen.sector_weights.values_list("sector__slug", "weight")
    assert dict(weights) == {"innovation": 0.5, "energy": 1}
    synonyms = TopicSynonym.objects.values_list("topic__slug", "language", "term")
    assert set(synonyms) == {("hydrogen", "en", "H2"), ("hydrogen", "en", "fuel cell")}
    assert TargetArea.objects.get(slug="kenya").parent.slug == "africa"
    assert Place.objects.get(code="JP-07").country.code == "JP"


@pytest.mark.django_db
def test_new_profiles_are_published_with_a_logged_transition(folder: Path) -> None:
    load(folder)

    assert set(Profile.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
    rows = ProfileTransition.objects.values_list("profile__key", "actor", "old", "new", "reason")
    assert sorted(rows) == [
        ("de-nw", None, "draft", "published", REASON),
        ("jp-07", None, "draft", "published", REASON),
    ]


@pytest.mark.django_db
def test_offers_and_needs_are_marked_as_demonstration(folder: Path) -> None:
    load(folder)

    offer = Statement.objects.get(direction="offer")
    assert offer.is_demonstration is True
    texts = {text.language: text.text for text in offer.texts.all()}
    assert texts == {"de": "Wir zeigen Anlagen.", "en": "We show plants."}
    assert [topic.slug for topic in offer.topics.all()] == ["hydrogen"]
    assert [type_.slug for type_ in offer.cooperation.all()] == ["joint-rd"]


@pytest.mark.django_db
def test_a_change_is_detected_and_applied(folder: Path) -> None:
    load(folder)
    kept = dict(Profile.objects.values_list("key", "pk"))
    change(folder, "actors.csv", "hydrogen;sake,水素。,energy:0.9", "sake,清酒。,trade:0.5")
    change(folder, "offers_needs.csv", "jp-07,need,ja,技術を探しています。,,,,,hydrogen,\n", "")
    change(folder, "topics.csv", "H2 | fuel cell", "H2")

    assert load(folder) == Loaded(SMALL | {"offers_needs": 1}, changed=True)

    assert dict(Profile.objects.values_list("key", "pk")) == kept
    profile = Profile.objects.get(key="jp-07")
    assert [row.topic.slug for row in profile.topic_rows.all()] == ["sake"]
    assert [(row.sector.slug, row.priority) for row in profile.priorities.all()] == [("trade", 1)]
    assert profile.texts.get(language="ja").description == "清酒。"
    assert list(Statement.objects.values_list("profile__key", flat=True)) == ["de-nw"]
    assert list(TopicSynonym.objects.values_list("term", flat=True)) == ["H2"]


@pytest.mark.django_db
def test_only_what_is_new_is_published(folder: Path) -> None:
    """A profile that staff took down stays down when the files change."""
    load(folder)
    Profile.objects.get(key="de-nw").move(Status.ARCHIVED, by=None, reason="Closed")
    append(folder, "actors.csv", "de-x,EU,cluster,X,X,DE,DEA,51,7,de,sake,Neu.,trade:0.9")

    load(folder)

    states = dict(Profile.objects.values_list("key", "status"))
    assert states == {"de-nw": "archived", "jp-07": "published", "de-x": "published"}


@pytest.mark.django_db
def test_a_profile_that_a_load_changes_says_so(folder: Path) -> None:
    load(folder)
    before = Profile.objects.get(key="jp-07").changed_at
    change(folder, "actors.csv", "hydrogen;sake,水素。", "sake,清酒。")

    load(folder)

    assert Profile.objects.get(key="jp-07").changed_at > before


@pytest.mark.django_db
def test_statements_of_the_organisation_itself_stay(folder: Path) -> None:
    load(folder)
    own = Statement.objects.get(direction="offer")
    Statement.objects.filter(pk=own.pk).update(is_demonstration=False)
    change(folder, "offers_needs.csv", "Wir zeigen Anlagen.", "Wir zeigen nichts.")

    load(folder)

    own.refresh_from_db()
    assert (own.is_demonstration, own.texts.get(language="de").text) == (
        False,
        "Wir zeigen Anlagen.",
    )


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_write_once(folder: Path) -> None:
    start, results = threading.Barrier(2), []

    def load_in_thread() -> None:
        start.wait()
        results.append(load(folder).changed)
        connection.close()

    threads = [threading.Thread(target=load_in_thread) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, True]
    assert (Profile.objects.count(), ProfileTransition.objects.count()) == (2, 2)


def test_a_file_of_others_may_leave_out_what_scoring_does_not_need(tmp_path: Path) -> None:
    file = tmp_path / "others.csv"
    file.write_text("id,side,kind,name_en,lang,topics,description,sectors\nx,JP,agency,X,ja,,,\n")
    table = actor_table(file, topics=())
    [row] = table.rows()
    assert table.faults == []
    assert (row["side"], row["lat"], row["code"], row["offers"]) == ("japan", None, "", [])


@pytest.mark.django_db
def test_the_command_says_what_it_did(folder: Path) -> None:
    said = StringIO()
    call_command("load_data", folder=folder, stdout=said)
    call_command("load_data", folder=folder, stdout=said)

    counts = ", ".join(f"{count} {name}" for name, count in SMALL.items())
    assert said.getvalue() == f"{counts}: loaded\n{counts}: unchanged\n"
