"""Load `data/partnerships.json`: all of it or nothing, as often as one likes.

The file and people write the same rows, so that it is merged by sections: each language's text,
the agreement (parties, amendments, signatories, goals), the activities, the sources, and what
kind it is. `Partnership.loaded` keeps the entry as it was last written here. A section that reads
as it was loaded belongs to the file, which may change it; one that reads differently was changed
by people, and stays theirs. Activities that members report stand beside those of the file, and a
partnership that is no longer in the file stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from matching.facts import withdraw_fact
from matching.models import PairFact
from matching.partnerships.actions import Scope, bring_up_to_date, set_scope
from matching.partnerships.dates import PartialDate
from matching.partnerships.editing import PartyEntry, Story, write_parties, write_texts
from matching.partnerships.models import (
    Activity,
    Amendment,
    Goal,
    Partnership,
    Party,
    Signatory,
    Source,
)
from matching.partnerships.reading import FILE, Entry, Known, canonical, read
from profiles.models import Profile, Sector, TargetArea, Topic

__all__ = ["FILE", "Loaded", "canonical", "entry_of", "load_partnerships"]

OLD_KEY = "documented"
"""Under which facts were stated from `known_partnerships.csv`, before there were partnerships."""
REASON = gettext_noop("It is a partnership now, which says so itself")
LOCK = 20140210
"""Advisory lock: two loads at once run one after the other."""
NATURE = ("kind", "language", "is_thematic")
AGREEMENT = ("parties", "amendments", "signatories", "goals")


@dataclass(frozen=True)
class Loaded:
    """How many partnerships the file holds, and how many of them are new or changed here."""

    count: int
    changed: int


def load_partnerships(folder: Path) -> Loaded:
    """Write the file's partnerships, and bring all of them up to date. Raises FaultyData."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        entries = read(folder, known())
        changed = sum([load_entry(entry) for entry in entries])
        withdraw_old_facts()
        for partnership in Partnership.objects.exclude(key=None):
            bring_up_to_date(partnership)
    return Loaded(len(entries), changed)


def known() -> Known:
    profiles = Profile.objects.exclude(key=None).select_related("place")
    slugs = [
        set(model.objects.values_list("slug", flat=True)) for model in (Sector, Topic, TargetArea)
    ]
    return Known({profile.key: profile.side for profile in profiles}, *slugs)


def withdraw_old_facts() -> None:
    facts = PairFact.objects.partners().filter(key=OLD_KEY).select_related("europe", "japan")
    for fact in facts:
        kind = PairFact.Kind.PARTNERS
        withdraw_fact(fact.europe, fact.japan, kind, key=OLD_KEY, by=None, reason=REASON)


def load_entry(entry: Entry) -> bool:
    """Write what the file says, where people have said nothing else; False if nothing is new."""
    row = Partnership.objects.select_for_update().filter(key=entry["key"]).first()
    if row is None:
        nature = {name: entry[name] for name in NATURE}
        row = Partnership.objects.create(key=entry["key"], **nature)
        changed = set(sections(entry))
    elif row.loaded == entry:
        return False
    else:
        before, here = sections(row.loaded or {}), sections(entry_of(row))
        changed = {
            name
            for name in {*sections(entry), *before}
            if here.get(name) == before.get(name) != sections(entry).get(name)
        }
    write(row, entry, changed)
    Partnership.objects.filter(pk=row.pk).update(loaded=entry)
    return bool(changed)


def sections(entry: Entry) -> dict[str, Any]:
    """What is merged as a whole, by name."""
    if not entry:
        return {}
    texts = {f"texts.{code}": text for code, text in entry["texts"].items()}
    return texts | {
        "nature": [entry[name] for name in NATURE],
        "agreement": [entry[name] for name in AGREEMENT],
        "activities": entry["activities"],
        "sources": entry["sources"],
    }


def write(row: Partnership, entry: Entry, names: set[str]) -> None:
    """Write these sections of an entry."""
    if "nature" in names:
        Partnership.objects.filter(pk=row.pk).update(**{it: entry[it] for it in NATURE})
    if any(name.startswith("texts.") for name in names):
        texts = {text.language: Story(text.title, text.story) for text in row.texts.all()}
        for code in (name.removeprefix("texts.") for name in names if name.startswith("texts.")):
            text = entry["texts"].get(code, {"title": "", "story": ""})
            texts[code] = Story(**text)
        write_texts(row, texts)
    if "agreement" in names:
        write_agreement(row, entry)
    if "activities" in names:
        row.activities.filter(reported_by=None).delete()
        Activity.objects.bulk_create(activities(row, entry["activities"]))
    if "sources" in names:
        row.sources.all().delete()
        Source.objects.bulk_create(Source(partnership=row, **it) for it in entry["sources"])


def write_agreement(row: Partnership, entry: Entry) -> None:
    """Parties and amendments that stay keep their rows: documents hang on them."""
    parties = write_parties(row, party_entries(row, entry["parties"]))
    amendments = [write_amendment(row, it) for it in entry["amendments"]]
    row.amendments.exclude(pk__in=[it.pk for it in amendments]).delete()
    Signatory.objects.filter(party__partnership=row).delete()
    write_signatories(entry["signatories"], parties, amendments)
    row.goals.all().delete()
    Goal.objects.bulk_create(goals(row, entry["goals"], parties))


def party_entries(row: Partnership, parties: Iterable[Entry]) -> Iterator[PartyEntry]:
    here = {(p.profile.key if p.profile else "", p.name): p.pk for p in row.parties.all()}
    profiles = {p.key: p for p in Profile.objects.exclude(key=None)}
    for party in parties:
        key, name = party.get("profile", ""), party.get("name", "")
        profile = profiles[key] if key else None
        yield PartyEntry(here.get((key, name)), profile, name, party.get("side", ""))


def write_amendment(row: Partnership, entry: Entry) -> Amendment:
    signed = PartialDate.parse(entry["on"])
    until = PartialDate.parse(entry["valid_until"]) if entry["valid_until"] else None
    amendment, _ = row.amendments.update_or_create(
        kind=entry["kind"],
        signed_on=signed.first,
        defaults={
            "precision": signed.precision,
            "valid_until": until.last if until else None,
            "until_precision": until.precision if until else signed.precision.DAY,
            "note": entry["note"],
            "source": entry["source"],
        },
    )
    models = {"sectors": Sector, "topics": Topic, "areas": TargetArea}
    found = {name: model.objects.filter(slug__in=entry[name]) for name, model in models.items()}
    set_scope(amendment, Scope(**found))
    return amendment


def write_signatories(
    entries: Iterable[Entry], parties: list[Party], amendments: list[Amendment]
) -> None:
    rows: list[Signatory] = []
    for entry in entries:
        person = {name: entry[name] for name in ("family_name", "given_name", "office")}
        days = {it: date.fromisoformat(entry[it]) for it in ("since", "until") if it in entry}
        number, before = entry["amendment"], entry.get("succeeds")
        rows.append(
            Signatory.objects.create(
                party=parties[entry["party"]],
                amendment=None if number is None else amendments[number],
                succeeds=None if before is None else rows[before],
                **person,
                **days,
            )
        )


def goals(row: Partnership, entries: Iterable[Entry], parties: list[Party]) -> Iterator[Goal]:
    for entry in entries:
        due = PartialDate.parse(entry["due_on"]) if entry["due_on"] else None
        reached = entry.get("reached_on")
        yield Goal(
            partnership=row,
            party=None if entry["party"] is None else parties[entry["party"]],
            text=entry["text"],
            source=entry["source"],
            reached_on=date.fromisoformat(reached) if reached else None,
            **({"due_on": due.first, "precision": due.precision} if due else {}),
        )


def activities(row: Partnership, entries: Iterable[Entry]) -> Iterator[Activity]:
    for entry in entries:
        on = PartialDate.parse(entry["on"])
        values = {name: entry[name] for name in ("kind", "text", "source")}
        yield Activity(partnership=row, on=on.first, precision=on.precision, **values)


def entry_of(row: Partnership) -> Entry:
    """The partnership as an entry of the file, `canonical`; without what members reported."""
    parties, amendments = list(row.parties.all()), list(row.amendments.all())
    place = {party.pk: n for n, party in enumerate(parties)}
    signed = {amendment.pk: n for n, amendment in enumerate(amendments)}
    people = list(Signatory.objects.filter(party__in=parties).order_by("pk"))
    order = {person.pk: n for n, person in enumerate(people)}
    return {
        "key": row.key,
        **{name: getattr(row, name) for name in NATURE},
        "parties": [_party(party) for party in parties],
        "texts": {it.language: {"title": it.title, "story": it.story} for it in row.texts.all()},
        "amendments": [_amendment(amendment) for amendment in amendments],
        "signatories": [_signatory(person, place, signed, order) for person in people],
        "goals": [_goal(goal, place) for goal in row.goals.order_by("pk")],
        "activities": [
            {"kind": it.kind, "on": str(it.dated), "text": it.text, "source": it.source}
            for it in row.activities.filter(reported_by=None).order_by("pk")
        ],
        "sources": [{"url": it.url, "title": it.title} for it in row.sources.order_by("pk")],
    }


def _party(party: Party) -> Entry:
    if party.profile:
        return {"profile": party.profile.key}
    return {"name": party.name, "side": party.side}


def _amendment(amendment: Amendment) -> Entry:
    terms = {
        name: sorted(getattr(amendment, name).values_list("slug", flat=True))
        for name in ("sectors", "topics", "areas")
    }
    return {
        "kind": amendment.kind,
        "on": str(amendment.signed),
        "valid_until": str(amendment.until) if amendment.until else None,
        **terms,
        "note": amendment.note,
        "source": amendment.source,
    }


def _signatory(
    person: Signatory, place: dict[int, int], signed: dict[int, int], order: dict[int, int]
) -> Entry:
    days = {
        name: str(getattr(person, name)) for name in ("since", "until") if getattr(person, name)
    }
    before = {"succeeds": order[person.succeeds_id]} if person.succeeds_id else {}
    return {
        "party": place[person.party_id],
        "amendment": signed.get(person.amendment_id),
        **{name: getattr(person, name) for name in ("family_name", "given_name", "office")},
        **days,
        **before,
    }


def _goal(goal: Goal, place: dict[int, int]) -> Entry:
    reached = {"reached_on": str(goal.reached_on)} if goal.reached_on else {}
    return {
        "party": place.get(goal.party_id),
        "text": goal.text,
        "due_on": str(goal.due) if goal.due else None,
        "source": goal.source,
        **reached,
    }
