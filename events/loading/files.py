"""`data/webinars.json`, checked before anything is written: every fault is named by its place.

    series    [{slug, language, texts {language: {title, summary}}}]
    webinars  [{key, series, language, is_demonstration, time_zone, time_is_known, capacity,
                spoken, interpreted, partnership, profiles, sectors, topics,
                texts {language: {title, summary, description, looking_back}},
                speakers [{family_name, given_name, organisation, profile,
                           office {language: text}}],
                sessions [{offset, minutes, title {language: text}, speakers: places in that list}],
                source}], and perhaps
              questions [{kind, text {language: text}, choices, is_required}]

What took place has `starts_at` and `ends_at` by the clock of its zone; what is made up for the
demonstration has `days_from_now`, `hour` and `minutes`.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from events.models import CustomQuestion
from profiles.languages import WRITTEN
from profiles.loading.json_files import faulty, read_json

FILE = "webinars.json"
Entry = dict[str, Any]
Found = Iterator[tuple[str, str]]
LONGEST_TITLE = 200
LISTS = ("spoken", "interpreted", "profiles", "sectors", "topics", "speakers", "sessions")


@dataclass(frozen=True)
class Known:
    """What entries may point to."""

    profiles: Container[str]
    partnerships: Container[str]
    sectors: Container[str]
    topics: Container[str]


def read(folder: Path, known: Known) -> tuple[list[Entry], list[Entry]]:
    """Series and webinars. Raises FaultyData with all faults together."""
    found = read_json(folder / FILE)
    if not (isinstance(found, dict) and set(found) == {"series", "webinars"}):
        raise faulty(FILE, [("-", "must be an object with series and webinars")])
    faults = [fault for entry in found["series"] for fault in _placed(entry, "slug", _texts(entry))]
    slugs = {entry.get("slug") for entry in found["series"]}
    seen: set[str] = set()
    for entry in found["webinars"]:
        faults += _placed(entry, "key", _webinar(entry, known, slugs, seen))
        seen.add(entry.get("key", ""))
    if faults:
        raise faulty(FILE, faults)
    return found["series"], found["webinars"]


def _placed(entry: Entry, name: str, found: Found) -> list[tuple[str, str]]:
    """What is missing or of the wrong kind is a fault like any other."""
    start = str(entry.get(name) or "an entry without a name")
    try:
        return [(f"{start}, {place}", message) for place, message in found]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [(start, f"cannot be read: {error!r}")]


def _texts(entry: Entry) -> Found:
    if entry["language"] not in entry["texts"]:
        yield "texts", f"the original, “{entry['language']}”, is missing"
    for code, text in entry["texts"].items():
        yield from _among(f"texts.{code}", [code], WRITTEN)
        if not 0 < len(text["title"]) <= LONGEST_TITLE:
            yield f"texts.{code}.title", f"must have 1 to {LONGEST_TITLE} characters"


def _webinar(entry: Entry, known: Known, series: Container[str], seen: Container[str]) -> Found:
    if entry["key"] in seen:
        yield "key", "stands here twice"
    for name in LISTS:
        if not isinstance(entry[name], list):
            yield name, "must be a list"
            return
    yield from _texts(entry)
    yield from _hours(entry)
    yield from _among("series", [entry["series"]], series)
    yield from _among("partnership", filter(None, [entry["partnership"]]), known.partnerships)
    for name in ("profiles", "sectors", "topics"):
        yield from _among(name, entry[name], getattr(known, name))
    for name in ("spoken", "interpreted"):
        yield from _among(name, entry[name], WRITTEN)
    yield from _people(entry, known)
    kinds = [it["kind"] for it in entry.get("questions", [])]
    yield from _among("questions", kinds, CustomQuestion.Kind.values)


def _hours(entry: Entry) -> Found:
    """Raises ValueError for what is no moment or zone at all."""
    ZoneInfo(entry["time_zone"])
    if entry["is_demonstration"]:
        time.fromisoformat(entry["hour"])
        if not (entry["days_from_now"] > 0 < entry["minutes"]):
            yield "days_from_now", "must lie ahead"
    elif datetime.fromisoformat(entry["starts_at"]) >= datetime.fromisoformat(entry["ends_at"]):
        yield "ends_at", "before it begins"


def _people(entry: Entry, known: Known) -> Found:
    keys = [it["profile"] for it in entry["speakers"] if it["profile"]]
    yield from _among("speakers", keys, known.profiles)
    places = range(len(entry["speakers"]))
    for n, session in enumerate(entry["sessions"]):
        yield from _among(f"sessions[{n}].speakers", session["speakers"], places)


def _among(place: str, values: Any, known: Container[Any]) -> Found:
    for value in values:
        if value not in known:
            yield place, f"“{value}” is not known"
