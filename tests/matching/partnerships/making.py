"""Makers of partnerships, and of data files with a few of them."""

import json
from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from matching.partnerships import actions
from matching.partnerships.actions import Scope
from matching.partnerships.dates import PartialDate
from matching.partnerships.models import Activity, Amendment, Partnership
from profiles.models import Profile, User
from tests.makers import make_profile, make_sector, make_topic

Kind = Amendment.Kind

ENTRY: dict[str, Any] = {
    "key": "nrw-fukushima",
    "pairs": [["de-nw", "jp-07"]],
    "kind": "mou",
    "language": "de",
    "is_thematic": True,
    "parties": [{"profile": "de-nw"}, {"profile": "jp-07"}, {"name": "Iwaki", "side": "japan"}],
    "texts": {
        "de": {"title": "NRW und Fukushima", "story": "Energie verbindet."},
        "ja": {"title": "NRWと福島", "story": "エネルギーの絆。"},
    },
    "amendments": [
        {
            "kind": "signed",
            "on": "2014-02-10",
            "valid_until": "2017",
            "sectors": ["energy"],
            "topics": ["hydrogen"],
            "areas": [],
            "note": {"de": "Erklärung"},
            "source": "https://example.org/2014",
        },
        {
            "kind": "renewed",
            "on": "2017-01",
            "valid_until": "2021-03",
            "sectors": ["innovation", "energy"],
            "topics": [],
            "areas": [],
            "note": {},
            "source": "",
        },
    ],
    "signatories": [
        {
            "party": 0,
            "amendment": 0,
            "family_name": "Remmel",
            "given_name": "Johannes",
            "office": "Minister",
        }
    ],
    "goals": [
        {"party": 1, "text": {"de": "100 % erneuerbar"}, "due_on": "2040", "source": ""},
    ],
    "activities": [
        {"kind": "fair", "on": "2014-02-11", "text": {"de": "Messe"}, "source": ""},
        {"kind": "delegation", "on": "2016", "text": {"de": "Reise"}, "source": ""},
    ],
    "sources": [{"url": "https://example.org/story", "title": "The story"}],
}


def entry(**changes: Any) -> dict[str, Any]:
    return deepcopy(ENTRY) | changes


def write(folder: Path, *entries: dict[str, Any]) -> Path:
    """A folder with a data file of these entries; without any, of the one above."""
    found = list(entries) or [ENTRY]
    text = json.dumps(found, ensure_ascii=False)
    (folder / "partnerships.json").write_text(text, encoding="utf-8")
    return folder


def make_vocabulary() -> None:
    for slug in ("energy", "innovation", "industry"):
        make_sector(slug)
    make_topic("hydrogen")


def make_pair() -> tuple[Profile, Profile]:
    make_vocabulary()
    return make_profile("de-nw"), make_profile("jp-07")


def make_partnership(*parties: Profile, language: str = "en", **fields: Any) -> Partnership:
    """Of these parties, with nothing signed yet."""
    values = {"kind": Partnership.Kind.MEMORANDUM, "language": language} | fields
    partnership = Partnership.objects.create(**values)
    for position, profile in enumerate(parties):
        partnership.parties.create(profile=profile, position=position)
    return partnership


def sign(
    partnership: Partnership,
    on: str,
    *sectors: str,
    kind: str = Kind.SIGNED,
    until: str = "",
    by: User | None = None,
    **fields: Any,
) -> Amendment:
    return actions.amend(
        partnership,
        Kind(kind),
        signed=PartialDate.parse(on),
        until=PartialDate.parse(until) if until else None,
        scope=Scope(sectors=[make_sector(slug) for slug in sectors]),
        by=by,
        **fields,
    )


def do_together(
    partnership: Partnership, *days: str, kind: str = Activity.Kind.DELEGATION, by: Any = None
) -> None:
    for day in days:
        kind = Activity.Kind(kind)
        on = PartialDate.parse(day)
        actions.report_activity(partnership, kind, on=on, text={"en": "A visit"}, by=by)


def fresh(partnership: Partnership) -> Partnership:
    return Partnership.objects.get(pk=partnership.pk)


def titled(partnership: Partnership, **titles: str) -> Partnership:
    for language, title in titles.items():
        partnership.texts.create(language=language, title=title, story=f"Story: {title}")
    return partnership


def day(text: str) -> date:
    return date.fromisoformat(text)


def names(found: Iterable[Partnership]) -> set[int]:
    return {it.pk for it in found}
