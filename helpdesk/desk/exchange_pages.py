"""What the page of an import shows: its faults, its lines, their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from profiles.checklists import REQUIRED
from profiles.exchange.faults import Fault
from profiles.fields import field_name
from profiles.models import ImportFile, ImportLine, Profile

FIELDS_NAMED: Final = 8
"""Of what differs, so much is named; the number says how much there is."""
LABELS: Final = {name: label for rules in REQUIRED.values() for name, label, *_ in rules}
COLUMNS: Final = (
    ("id", _("The number of a profile that is here. Leave it empty for a new one.")),
    ("key", _("A key of your own, to find the profile again with the next file.")),
    ("kind", _("region, prefecture, municipality, cluster or agency.")),
    ("place", _("The code of the place, like DEA1 or JP-07.")),
    ("language", _("The language that the profile is written in: ja, de, fr…")),
    ("languages", _("Languages spoken, with semicolons: ja;en.")),
    ("name_xx, description_xx", _("In the language xx, as many columns as there are languages.")),
    (
        "offers_xx, needs_xx",
        _("In the language xx, one on each line of the cell, or with | in between."),
    ),
    (
        "offers_topics, offers_cooperation, offers_language, offers_demonstration",
        _("About the offer on the same line; the same with needs."),
    ),
    ("sectors", _("With priorities: energy:main;trade:secondary.")),
    ("topics", _("The most characteristic first, by key or by name in any language.")),
    ("areas", _("Third countries of interest.")),
    ("legal_status", _("public_body, legal_entity or hosted.")),
    ("host", _("Who runs it, if it is hosted.")),
    ("identifier_kind, identifier", _("corporate_number, vat or registry, and the number.")),
    ("member_count", _("Member organisations.")),
    ("size", _("very_small, small, medium, large or very_large.")),
    ("email, phone, address", _("The public contact of the organisation, never a person’s.")),
    (
        "website, linkedin, xing, x, facebook, youtube, other_links",
        _("Addresses on the web; several on lines of their own."),
    ),
    ("status, confirmed_on", _("Only in exports; left aside in imports.")),
)
"""What is said about the columns on the page of imports."""


@dataclass(frozen=True)
class LineRow:
    """One line of a file, in the reader's language.

    duplicates  profiles that look like it; twins are lines of the same file
    """

    line: ImportLine
    fields: list[str]
    missing: list[str]
    duplicates: list[Profile]
    twins: list[int]


def fault_rows(file: ImportFile) -> list[Fault]:
    return [Fault(*stored) for stored in file.faults]


def counts_of(file: ImportFile) -> dict[str, int]:
    """How many lines there are of each kind."""
    kinds = {kind.value: Count("pk", filter=Q(action=kind)) for kind in ImportLine.Action}
    return file.lines.aggregate(
        doubtful=Count("pk", filter=~Q(duplicates=[])),
        incomplete=Count("pk", filter=~Q(missing=[])),
        **kinds,
    )


def line_rows(lines: Sequence[ImportLine]) -> list[LineRow]:
    named = {it["profile"] for line in lines for it in line.duplicates if "profile" in it}
    profiles = Profile.objects.for_cards().in_bulk(named)
    return [_row(line, profiles) for line in lines]


def _row(line: ImportLine, profiles: dict[int, Profile]) -> LineRow:
    found = [profiles.get(it["profile"]) for it in line.duplicates if "profile" in it]
    return LineRow(
        line=line,
        fields=[field_name(path) for path in line.fields[:FIELDS_NAMED]],
        missing=[str(LABELS.get(key, key)) for key in line.missing],
        duplicates=[profile for profile in found if profile],
        twins=[it["line"] for it in line.duplicates if "line" in it],
    )
