"""The series' data file: all or nothing, as often as one likes; what is there is the desk's."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import Settings

from events.clock.following import follow_webinars
from events.loading import Loaded, load_webinars
from events.models import Series, Webinar
from events.states import State
from matching.partnerships.loading import load_partnerships
from profiles.loading.loader import load
from tests.makers import make_profile, make_sector, make_topic
from tests.matching.partnerships.making import make_partnership

pytestmark = pytest.mark.django_db

TEXT = {"title": "Wind", "summary": "About wind.", "description": "", "looking_back": ""}
BOTH: dict[str, Any] = {
    "series": "examples",
    "language": "en",
    "time_zone": "Europe/Brussels",
    "time_is_known": True,
    "capacity": 80,
    "spoken": ["en", "ja"],
    "interpreted": ["ja"],
    "partnership": "nrw-fukushima",
    "profiles": ["de-nw", "jp-07"],
    "sectors": ["energy"],
    "topics": ["hydrogen"],
    "texts": {"en": TEXT, "ja": TEXT | {"title": "風"}},
    "speakers": [
        {
            "family_name": "Horie",
            "given_name": "Naohiro",
            "organisation": "Fukushima Prefecture",
            "profile": "jp-07",
            "office": {"en": "Director", "ja": "課長"},
        },
        {
            "family_name": "",
            "given_name": "",
            "organisation": "CEEJA",
            "profile": None,
            "office": {},
        },
    ],
    "sessions": [
        {"offset": 10, "minutes": 25, "title": {"en": "Wind"}, "speakers": [1]},
    ],
    "source": "https://example.org/wind",
}
PAST = BOTH | {
    "key": "past",
    "is_demonstration": False,
    "starts_at": "2021-01-26T09:00",
    "ends_at": "2021-01-26T10:00",
}
MADE_UP = BOTH | {
    "key": "made-up",
    "is_demonstration": True,
    "days_from_now": 12,
    "hour": "09:00",
    "minutes": 90,
}
SERIES = {
    "slug": "examples",
    "language": "en",
    "texts": {"en": {"title": "Examples", "summary": "A series."}},
}


def write(folder: Path, *webinars: dict[str, Any], series: object = None) -> Path:
    found = {"series": [series or SERIES], "webinars": list(webinars)}
    text = json.dumps(found, ensure_ascii=False)
    (folder / "webinars.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def world() -> None:
    make_sector("energy")
    make_topic("hydrogen")
    sides = make_profile("de-nw"), make_profile("jp-07")
    make_partnership(*sides, key="nrw-fukushima")


def test_what_took_place_is_done_at_once(world: None, tmp_path: Path) -> None:
    assert load_webinars(write(tmp_path, PAST), with_demonstration=True) == Loaded(1, 1)
    webinar = Webinar.objects.get()
    assert (webinar.state, webinar.is_demonstration, webinar.source) == (
        State.DONE,
        False,
        "https://example.org/wind",
    )
    assert webinar.starts_at == datetime(2021, 1, 26, 8, tzinfo=UTC)
    assert (webinar.capacity, webinar.spoken, webinar.interpreted) == (80, ["en", "ja"], ["ja"])
    (row,) = webinar.transitions.all()
    assert (row.old, row.new, row.actor) == (State.DRAFT, State.DONE, None)


def test_it_is_linked_to_what_it_presents(world: None, tmp_path: Path) -> None:
    load_webinars(write(tmp_path, PAST), with_demonstration=False)
    webinar = Webinar.objects.get()
    assert webinar.partnership.key == "nrw-fukushima"
    assert sorted(it.key for it in webinar.profiles.all()) == ["de-nw", "jp-07"]
    assert [it.slug for it in (*webinar.sectors.all(), *webinar.topics.all())] == [
        "energy",
        "hydrogen",
    ]
    assert webinar.series.texts.get().title == "Examples"
    assert dict(webinar.texts.values_list("language", "title")) == {"en": "Wind", "ja": "風"}
    first, second = webinar.speakers.all()
    assert (first.family_name, first.profile.key, first.office["ja"]) == ("Horie", "jp-07", "課長")
    assert (second.organisation, second.profile) == ("CEEJA", None)


def test_sessions_follow_from_the_beginning(world: None, tmp_path: Path) -> None:
    load_webinars(write(tmp_path, PAST), with_demonstration=False)
    session = Webinar.objects.get().sessions.get()
    assert (session.starts_at, session.ends_at) == (
        datetime(2021, 1, 26, 8, 10, tzinfo=UTC),
        datetime(2021, 1, 26, 8, 35, tzinfo=UTC),
    )
    assert [it.organisation for it in session.speakers.all()] == ["CEEJA"]


@time_machine.travel(datetime(2026, 10, 20, 12, tzinfo=UTC), tick=False)
def test_what_is_made_up_lies_ahead_by_the_organisers_clock(world: None, tmp_path: Path) -> None:
    """Twelve days later the clocks have been changed: it is nine o'clock all the same."""
    load_webinars(write(tmp_path, MADE_UP), with_demonstration=True)
    webinar = Webinar.objects.get()
    assert (webinar.state, webinar.is_demonstration) == (State.OPEN, True)
    assert webinar.starts_at == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert webinar.ends_at == datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def test_nothing_made_up_is_loaded_on_a_real_site(world: None, tmp_path: Path) -> None:
    assert load_webinars(write(tmp_path, PAST, MADE_UP), with_demonstration=False) == Loaded(1, 1)
    assert [it.key for it in Webinar.objects.all()] == ["past"]


def test_loading_again_changes_nothing(world: None, tmp_path: Path) -> None:
    load_webinars(write(tmp_path, PAST, MADE_UP), with_demonstration=True)
    before = list(Webinar.objects.order_by("pk").values())
    with time_machine.travel(datetime.now(UTC) + timedelta(days=11)):
        assert load_webinars(tmp_path, with_demonstration=True) == Loaded(2, 0)
    assert list(Webinar.objects.order_by("pk").values()) == before


def keys() -> list[tuple[str, str]]:
    rows = Webinar.objects.order_by("starts_at").values_list("key", "starts_at")
    return [(key, f"{starts_at:%Y-%m-%dT%H:%M}") for key, starts_at in rows]


def test_what_is_made_up_gets_a_successor_once_it_is_over(world: None, tmp_path: Path) -> None:
    """The same day by the organiser's clock, which has been changed meanwhile; and so on."""
    other = MADE_UP | {"key": "made-up-too", "days_from_now": 90}
    write(tmp_path, PAST, MADE_UP, other)
    made = []
    for moment in ("2026-10-09T12:00", "2026-10-21T08:29", "2026-10-21T08:30", "2026-11-20T12:00"):
        with time_machine.travel(f"{moment}Z", tick=False):
            made.append(load_webinars(tmp_path, with_demonstration=True).new)
            made.append(load_webinars(tmp_path, with_demonstration=True).new)
            follow_webinars()
    assert made == [3, 0, 0, 0, 1, 0, 1, 0]
    assert keys() == [
        ("past", "2021-01-26T08:00"),
        ("made-up", "2026-10-21T07:00"),
        ("made-up-2026-11-02", "2026-11-02T08:00"),
        ("made-up-2026-12-02", "2026-12-02T08:00"),
        ("made-up-too", "2027-01-07T08:00"),
    ]
    states = Webinar.objects.filter(is_demonstration=True).order_by("starts_at")
    assert [it.state for it in states] == [State.DONE, State.DONE, State.OPEN, State.OPEN]
    (first, *_others) = states
    assert [it.title for it in states if it.sessions.count() == 1] == [first.title] * 4


@time_machine.travel("2026-10-09T12:00Z", tick=False)
def test_a_successor_that_the_desk_moved_back_is_not_made_twice(
    world: None, tmp_path: Path
) -> None:
    write(tmp_path, MADE_UP)
    for _time in range(2):
        load_webinars(tmp_path, with_demonstration=True)
        past = datetime(2026, 10, 1, tzinfo=UTC)
        Webinar.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))
    assert load_webinars(tmp_path, with_demonstration=True) == Loaded(1, 0)
    assert sorted(key for key, _moment in keys()) == ["made-up", "made-up-2026-10-21"]


def test_only_what_is_made_up_gets_a_successor_and_only_in_the_demonstration(
    world: None, tmp_path: Path
) -> None:
    write(tmp_path, PAST, MADE_UP)
    load_webinars(tmp_path, with_demonstration=True)
    with time_machine.travel(datetime(2040, 1, 1, tzinfo=UTC)):
        assert load_webinars(tmp_path, with_demonstration=False) == Loaded(1, 0)
    assert Webinar.objects.count() == 2


def test_what_the_desk_wrote_stays(world: None, tmp_path: Path) -> None:
    load_webinars(write(tmp_path, PAST), with_demonstration=False)
    webinar = Webinar.objects.get()
    webinar.texts.filter(language="en").update(title="By hand")
    webinar.speakers.all().delete()
    Series.objects.get().texts.update(title="Also by hand")
    changed = deepcopy(PAST) | {"capacity": 5}
    load_webinars(write(tmp_path, changed), with_demonstration=False)
    webinar.refresh_from_db()
    assert (webinar.title, webinar.capacity, webinar.speakers.count()) == ("By hand", 80, 0)
    assert Series.objects.get().title == "Also by hand"


def test_questions_of_their_own_are_loaded_where_there_are_any(world: None, tmp_path: Path) -> None:
    question = {"kind": "text", "text": {"en": "Why?"}, "choices": [], "is_required": True}
    load_webinars(write(tmp_path, PAST | {"questions": [question]}), with_demonstration=False)
    (row,) = Webinar.objects.get().questions.all()
    assert (row.kind, row.text, row.is_required) == ("text", {"en": "Why?"}, True)


FAULTS = [
    ({"series": "others"}, "past, series: “others” is not known"),
    ({"partnership": "nobody"}, "past, partnership: “nobody” is not known"),
    ({"profiles": ["jp-99"]}, "past, profiles: “jp-99” is not known"),
    ({"sectors": ["magic"]}, "past, sectors: “magic” is not known"),
    ({"topics": "hydrogen"}, "past, topics: must be a list"),
    ({"spoken": ["xx"]}, "past, spoken: “xx” is not known"),
    ({"language": "de"}, "past, texts: the original, “de”, is missing"),
    (
        {"texts": {"en": TEXT | {"title": ""}}},
        "past, texts.en.title: must have 1 to 200 characters",
    ),
    ({"ends_at": "2021-01-26T08:00"}, "past, ends_at: before it begins"),
    ({"starts_at": "tomorrow"}, "past: cannot be read"),
    ({"time_zone": "Europe/Atlantis"}, "past: cannot be read"),
    (
        {"sessions": [{"offset": 0, "minutes": 5, "title": {}, "speakers": [2]}]},
        "past, sessions[0].speakers: “2” is not known",
    ),
    ({"questions": [{"kind": "riddle"}]}, "past, questions: “riddle” is not known"),
    ({"key": "good"}, "good, key: stands here twice"),
]


@pytest.mark.parametrize(("changes", "fault"), FAULTS)
def test_a_fault_is_named_by_its_place_and_nothing_is_loaded(
    world: None, tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    write(tmp_path, PAST | {"key": "good"}, PAST | changes)
    with pytest.raises(CommandError) as caught:
        call_command("load_webinars", folder=tmp_path)
    start = "1 faults, nothing was loaded:\nwebinars.json, "
    assert str(caught.value).startswith(start + fault)
    assert (Webinar.objects.count(), Series.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, "there is no such file"),
        ("{", "not JSON"),
        ("[]", "must be an object with series and webinars"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str | None, fault: str) -> None:
    if text is not None:
        (tmp_path / "webinars.json").write_text(text)
    with pytest.raises(CommandError, match=fault):
        call_command("load_webinars", folder=tmp_path)


def test_the_founding_series_is_loaded_whole(settings: Settings) -> None:
    """Our own file, with the real regions: five webinars that took place, three made up."""
    load(settings.DATA_DIR)
    load_partnerships(settings.DATA_DIR)
    assert load_webinars(settings.DATA_DIR, with_demonstration=True) == Loaded(8, 8)
    done = Webinar.objects.filter(state=State.DONE)
    assert [f"{it.starts_at:%Y-%m-%d}" for it in done] == [
        "2021-01-08",
        "2021-01-26",
        "2021-03-17",
        "2021-03-25",
        "2022-02-18",
    ]
    written = {"en", "de", "fr", "ja"}
    for webinar in Webinar.objects.all():
        assert set(webinar.texts.values_list("language", flat=True)) == written
        assert webinar.is_demonstration is (webinar.state == State.OPEN)
    assert Webinar.objects.filter(state=State.OPEN, source="").count() == 3
    assert not done.filter(source="").exists()
    assert load_webinars(settings.DATA_DIR, with_demonstration=True) == Loaded(8, 0)
