"""What the helpdesk writes of partnerships, and what members tell it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_noop

from matching.models.facts import today
from matching.partnerships import mails
from matching.partnerships.actions import bring_up_to_date
from matching.partnerships.dates import PartialDate
from matching.partnerships.models import (
    Amendment,
    Document,
    Goal,
    Partnership,
    PartnershipText,
    Party,
    Signatory,
)
from profiles.models import Profile, TargetArea, User
from profiles.uploads import Upload

LOOK_AT_UPDATE = gettext_noop("Look at the update that a party has proposed")
"""Stands as next action until staff say otherwise."""


@dataclass(frozen=True)
class Story:
    title: str
    story: str


@dataclass(frozen=True)
class PartyEntry:
    """A party as it shall be; `pk` is None for a new one. A registered one has a profile only."""

    pk: int | None
    profile: Profile | None = None
    name: str = ""
    side: str = ""
    area: TargetArea | None = None


@dataclass(frozen=True)
class Nature:
    """The columns that staff choose."""

    kind: str
    language: str
    is_public: bool
    is_thematic: bool


def register_partnership(
    nature: Nature, *, texts: Mapping[str, Story], parties: Sequence[PartyEntry], by: User
) -> Partnership:
    with transaction.atomic():
        partnership = Partnership.objects.create(owner=by, **vars(nature))
        _write(partnership, texts, parties)
    return partnership


def edit_partnership(
    partnership: Partnership,
    nature: Nature,
    *,
    texts: Mapping[str, Story],
    parties: Sequence[PartyEntry],
    by: User,
) -> None:
    """Write all of it; scores follow who is party, and whether it is public."""
    with transaction.atomic():
        row = Partnership.objects.select_for_update().get(pk=partnership.pk)
        Partnership.objects.filter(pk=row.pk).update(**vars(nature))
        _write(row, texts, parties)
        bring_up_to_date(row, by=by)


def _write(
    partnership: Partnership, texts: Mapping[str, Story], parties: Sequence[PartyEntry]
) -> None:
    write_texts(partnership, texts)
    write_parties(partnership, parties)


def write_texts(partnership: Partnership, texts: Mapping[str, Story]) -> None:
    """Exactly these; an empty one goes."""
    written = {code: text for code, text in texts.items() if text.title or text.story}
    partnership.texts.exclude(language__in=written).delete()
    PartnershipText.objects.bulk_create(
        [
            PartnershipText(partnership=partnership, language=code, **vars(text))
            for code, text in written.items()
        ],
        update_conflicts=True,
        unique_fields=["partnership", "language"],
        update_fields=["title", "story"],
    )


def write_parties(partnership: Partnership, parties: Iterable[PartyEntry]) -> list[Party]:
    """Exactly these, in this order. Who stays keeps their row, and with it what they signed."""
    wanted = list(parties)
    pks = _rows_of(partnership, wanted)
    partnership.parties.exclude(pk__in=[pk for pk in pks if pk]).delete()
    rows = []
    for position, (pk, entry) in enumerate(zip(pks, wanted, strict=True)):
        values = {name: getattr(entry, name) for name in ("profile", "name", "side", "area")}
        row, _ = partnership.parties.update_or_create(
            pk=pk, defaults=values | {"position": position}
        )
        rows.append(row)
    return rows


def _rows_of(partnership: Partnership, entries: list[PartyEntry]) -> list[int | None]:
    """Each one's row: a profile keeps its own, wherever in the form it stands now."""
    here = dict(partnership.parties.exclude(profile=None).values_list("profile", "pk"))
    own = [here.get(entry.profile.pk) if entry.profile else None for entry in entries]
    taken = set(own)
    return [
        pk or (entry.pk if entry.pk not in taken else None)
        for pk, entry in zip(own, entries, strict=True)
    ]


def plan_next_action(
    partnership: Partnership, *, action: str, on: date | None, owner: User | None
) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(
        next_action=action, next_on=on, owner=owner
    )


def propose_update(partnership: Partnership, *, by: User, text: str) -> None:
    """A party says what has changed: the helpdesk is told, and finds it on its board."""
    with transaction.atomic():
        free = Partnership.objects.filter(pk=partnership.pk, next_action="")
        free.update(next_action=LOOK_AT_UPDATE, next_on=today())
        mails.update_proposed(partnership, by=by, text=text, key=uuid.uuid4().hex)


def add_document(
    partnership: Partnership,
    upload: Upload,
    *,
    title: str,
    language: str,
    amendment: Amendment | None,
    is_public: bool,
    by: User,
) -> Document:
    """Keep a checked file, under a name that nobody can guess."""
    return Document.objects.create(
        partnership=partnership,
        amendment=amendment,
        title=title,
        language=language,
        file=ContentFile(upload.content, name=f"{uuid.uuid4().hex}{upload.suffix}"),
        content_type=upload.content_type,
        size=len(upload.content),
        is_public=is_public,
        uploaded_by=by,
    )


def remove_document(document: Document) -> None:
    with transaction.atomic():
        document.delete()
        transaction.on_commit(lambda: document.file.delete(save=False))


def add_signatory(
    party: Party,
    *,
    family_name: str,
    given_name: str,
    office: str,
    amendment: Amendment | None,
    since: date | None,
    until: date | None,
    succeeds: Signatory | None,
) -> Signatory:
    """Who signed, or who has followed in the office: then the other's time ends where it begins."""
    with transaction.atomic():
        if succeeds and since:
            Signatory.objects.filter(pk=succeeds.pk, until=None).update(until=since)
        return party.signatories.create(
            family_name=family_name,
            given_name=given_name,
            office=office,
            amendment=amendment,
            since=since,
            until=until,
            succeeds=succeeds,
        )


def add_goal(
    partnership: Partnership,
    *,
    text: Mapping[str, str],
    party: Party | None,
    due: PartialDate | None,
    source: str,
) -> Goal:
    dated = {"due_on": due.first, "precision": due.precision} if due else {}
    return partnership.goals.create(text=dict(text), party=party, source=source, **dated)


def reach_goal(goal: Goal, *, on: date | None) -> None:
    """It is reached, or, without a day, open again."""
    Goal.objects.filter(pk=goal.pk).update(reached_on=on)
