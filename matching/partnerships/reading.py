"""`data/partnerships.json`, checked: every fault is named by its place, and nothing is overlooked.

A list of objects; dates are as exact as they are known (`2014`, `2014-02`, `2014-02-10`):

    key, kind, language, is_thematic
    pairs        [[European, Japanese]]: rows of known_partnerships.csv that are meant
    parties      [{profile} | {name, side}]
    texts        {language: {title, story}}
    amendments   [{kind, on, valid_until, sectors, topics, areas, note {language: text}, source}],
                 in the order of their dates
    signatories  [{party, amendment: place in the lists above, family_name, given_name, office}],
                 perhaps with since, until and succeeds (place in this list)
    goals        [{party, text {language: text}, due_on, source}], perhaps with reached_on
    activities   [{kind, on, text {language: text}, source}]
    sources      [{url, title}]
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.partnerships.dates import PartialDate
from matching.partnerships.models import Activity, Amendment, Partnership
from profiles.loading.files import LANGUAGES
from profiles.loading.json_files import faulty, read_json
from profiles.models import Side

FILE = "partnerships.json"
Entry = dict[str, Any]
LONGEST = {"key": 80, "title": 200, "story": 8000, "name": 200, "office": 200, "source": 500}
LONGEST_PART_OF_A_NAME, LONGEST_NOTE, LONGEST_URL, LONGEST_SOURCE = 100, 2000, 500, 300
FIELDS = {
    "": {
        *("key", "pairs", "kind", "language", "is_thematic", "parties", "texts", "amendments"),
        *("signatories", "goals", "activities", "sources"),
    },
    "amendments": {
        *("kind", "on", "valid_until", "sectors", "topics", "areas", "note", "source"),
    },
    "signatories": {"party", "amendment", "family_name", "given_name", "office"},
    "goals": {"party", "text", "due_on", "source"},
    "activities": {"kind", "on", "text", "source"},
    "sources": {"url", "title"},
    "texts": {"title", "story"},
}
MAYBE = {"signatories": {"since", "until", "succeeds"}, "goals": {"reached_on"}}
"""What need not be there."""
SHAPES = {
    **dict.fromkeys(("pairs", "parties", "amendments", "signatories"), list),
    **dict.fromkeys(("goals", "activities", "sources"), list),
    "texts": dict,
}
TERMS = ("sectors", "topics", "areas")


@dataclass(frozen=True)
class Known:
    """What entries may point to: sides of profiles by key, and the vocabulary."""

    sides: Mapping[str, str]
    sectors: Container[str]
    topics: Container[str]
    areas: Container[str]


def read(folder: Path, known: Known) -> list[Entry]:
    """Every entry, as `canonical`. Raises FaultyData with all faults together."""
    found = read_json(folder / FILE)
    if not (isinstance(found, list) and all(isinstance(entry, dict) for entry in found)):
        raise faulty(FILE, [("-", "must be a list of objects")])
    faults: list[tuple[str, str]] = []
    seen: set[str] = set()
    for number, entry in enumerate(found):
        check = Check(entry, str(entry.get("key") or f"entry {number}"), known)
        faults += check.faults()
        if entry.get("key") in seen:
            faults.append((f"{entry['key']}, key", "stands here twice"))
        seen.add(entry.get("key"))
    if faults:
        raise faulty(FILE, faults)
    return [canonical(entry) for entry in found]


def canonical(entry: Entry) -> Entry:
    """Without `pairs`, which point elsewhere, and with sets of terms in one order."""
    amendments = [
        amendment | {name: sorted(amendment[name]) for name in TERMS}
        for amendment in entry["amendments"]
    ]
    return {name: value for name, value in entry.items() if name != "pairs"} | {
        "amendments": amendments
    }


Found = Iterator[tuple[str, str]]


@dataclass
class Check:
    """The faults of one entry, each with its place."""

    entry: Entry
    name: str
    known: Known

    def faults(self) -> list[tuple[str, str]]:
        """Of its form first; of its content only where the form is right."""
        form = list(self._form())
        found = form or list(self._content())
        return [(f"{self.name}, {place}", message) for place, message in found]

    def _form(self) -> Found:
        yield from _keys("", self.entry, "")
        for name, shape in SHAPES.items():
            if not isinstance(self.entry.get(name), shape):
                yield name, "must be a list" if shape is list else "must be an object"
                return
        for name in ("amendments", "signatories", "goals", "activities", "sources"):
            for n, item in enumerate(self.entry[name]):
                yield from _keys(name, item, f"{name}[{n}]")
        for code, text in self.entry["texts"].items():
            yield from _keys("texts", text, f"texts.{code}")

    def _content(self) -> Found:
        entry = self.entry
        yield from _short("key", entry["key"], LONGEST["key"])
        yield from _among("kind", entry["kind"], Partnership.Kind.values)
        yield from _among("language", entry["language"], LANGUAGES)
        if not isinstance(entry["is_thematic"], bool):
            yield "is_thematic", "must be true or false"
        yield from self._texts()
        yield from self._parties()
        yield from self._amendments()
        yield from self._signatories()
        yield from self._goals()
        yield from self._activities()
        yield from self._sources()

    def _texts(self) -> Found:
        for code, text in self.entry["texts"].items():
            yield from _among(f"texts.{code}", code, LANGUAGES)
            for name in ("title", "story"):
                yield from _short(f"texts.{code}.{name}", text[name], LONGEST[name])
        if self.entry["language"] not in self.entry["texts"]:
            yield "texts", f"the original, “{self.entry['language']}”, is missing"

    def _parties(self) -> Found:
        parties = self.entry["parties"]
        for n, party in enumerate(parties):
            yield from self._party(f"parties[{n}]", party)
        keys = [party["profile"] for party in parties if "profile" in party]
        if len(set(keys)) < len(keys):
            yield "parties", "somebody stands here twice"
        sides = {self.known.sides.get(key) for key in keys}
        sides |= {party.get("side") for party in parties}
        for side in Side:
            if side not in sides:
                yield "parties", f"nobody is of the side “{side}”"
        for n, (europe, japan) in enumerate(self.entry["pairs"]):
            if europe not in keys or japan not in keys:
                yield f"pairs[{n}]", "not both are parties"

    def _party(self, place: str, party: Entry) -> Found:
        if set(party) == {"profile"}:
            yield from _among(f"{place}.profile", party["profile"], self.known.sides)
        elif set(party) == {"name", "side"}:
            yield from _short(f"{place}.name", party["name"], LONGEST["name"])
            yield from _among(f"{place}.side", party["side"], Side.values)
        else:
            yield place, "a party has a profile, or a name and a side"

    def _amendments(self) -> Found:
        before, seen = "", set()
        for n, amendment in enumerate(self.entry["amendments"]):
            place = f"amendments[{n}]"
            yield from _among(f"{place}.kind", amendment["kind"], Amendment.Kind.values)
            yield from self._dates(place, amendment)
            for name in TERMS:
                for term in amendment[name]:
                    yield from _among(f"{place}.{name}", term, getattr(self.known, name))
            yield from _words(f"{place}.note", amendment["note"])
            yield from _url(f"{place}.source", amendment["source"])
            first = _first_day(amendment["on"])
            if first < before:
                yield f"{place}.on", "earlier than the one before it"
            if (amendment["kind"], first) in seen:
                yield place, "the same on the same date stands here twice"
            before = first
            seen.add((amendment["kind"], first))

    def _dates(self, place: str, amendment: Entry) -> Found:
        yield from _date(f"{place}.on", amendment["on"])
        if amendment["valid_until"] is None:
            return
        yield from _date(f"{place}.valid_until", amendment["valid_until"])
        if amendment["valid_until"] < amendment["on"][: len(amendment["valid_until"])]:
            yield f"{place}.valid_until", "before it begins"

    def _signatories(self) -> Found:
        for n, person in enumerate(self.entry["signatories"]):
            place = f"signatories[{n}]"
            yield from self._pointer(f"{place}.party", person["party"], "parties")
            yield from self._pointer(f"{place}.amendment", person["amendment"], "amendments")
            yield from _short(f"{place}.family_name", person["family_name"], LONGEST_PART_OF_A_NAME)
            yield from _maybe(f"{place}.given_name", person["given_name"], LONGEST_PART_OF_A_NAME)
            yield from _maybe(f"{place}.office", person["office"], LONGEST["office"])
            for name in ("since", "until"):
                if name in person:
                    yield from _date(f"{place}.{name}", person[name], whole=True)
            if "succeeds" in person and person["succeeds"] not in range(n):
                yield f"{place}.succeeds", "points to nobody above"

    def _pointer(self, place: str, number: int | None, to: str) -> Found:
        if number is not None and number not in range(len(self.entry[to])):
            yield place, f"there is no {to}[{number}]"

    def _goals(self) -> Found:
        for n, goal in enumerate(self.entry["goals"]):
            place = f"goals[{n}]"
            yield from self._pointer(f"{place}.party", goal["party"], "parties")
            yield from _words(f"{place}.text", goal["text"])
            if goal["due_on"] is not None:
                yield from _date(f"{place}.due_on", goal["due_on"])
            if "reached_on" in goal:
                yield from _date(f"{place}.reached_on", goal["reached_on"], whole=True)
            yield from _url(f"{place}.source", goal["source"])

    def _activities(self) -> Found:
        for n, activity in enumerate(self.entry["activities"]):
            place = f"activities[{n}]"
            yield from _among(f"{place}.kind", activity["kind"], Activity.Kind.values)
            yield from _date(f"{place}.on", activity["on"])
            yield from _words(f"{place}.text", activity["text"])
            yield from _url(f"{place}.source", activity["source"])

    def _sources(self) -> Found:
        seen = set()
        for n, source in enumerate(self.entry["sources"]):
            yield from _url(f"sources[{n}].url", source["url"])
            yield from _maybe(f"sources[{n}].title", source["title"], LONGEST_SOURCE)
            if source["url"] in seen:
                yield f"sources[{n}].url", "stands here twice"
            seen.add(source["url"])


def _keys(name: str, item: Entry, place: str) -> Found:
    if not isinstance(item, dict):
        yield place, "must be an object"
        return
    needed = FIELDS[name]
    start = f"{place}." if place else ""
    for key in sorted(needed - item.keys()):
        yield f"{start}{key}", "is missing"
    for key in sorted(item.keys() - needed - MAYBE.get(name, set())):
        yield f"{start}{key}", "is not known"


def _short(place: str, value: object, most: int) -> Found:
    if not isinstance(value, str) or not value.strip():
        yield place, "must not be empty"
    else:
        yield from _maybe(place, value, most)


def _maybe(place: str, value: object, most: int) -> Found:
    if not isinstance(value, str):
        yield place, "is not a text"
    elif len(value) > most:
        yield place, f"has {len(value)} characters, {most} are allowed"


def _among(place: str, value: object, known: Container[object]) -> Found:
    if value not in known:
        yield place, f"“{value}” is not known"


def _words(place: str, texts: Mapping[str, str]) -> Found:
    for code, text in texts.items():
        yield from _among(f"{place}.{code}", code, LANGUAGES)
        yield from _short(f"{place}.{code}", text, LONGEST_NOTE)


def _url(place: str, value: object) -> Found:
    yield from _maybe(place, value, LONGEST_URL)
    if value and not str(value).startswith(("https://", "http://")):
        yield place, f"“{value}” is not an address of the web"


def _date(place: str, value: object, *, whole: bool = False) -> Found:
    try:
        found = PartialDate.parse(str(value))
    except ValueError as error:
        yield place, str(error)
        return
    if whole and str(found.first) != value:
        yield place, f"“{value}” must be a day"


def _first_day(text: str) -> str:
    try:
        return PartialDate.parse(text).first.isoformat()
    except ValueError:
        return ""
