"""What must be said before a profile is published: a checklist of its own for every kind.

European clusters are held against the usual criteria of cluster platforms (members, management,
website) and marked as emerging below them; Japanese clusters are often projects of a prefecture,
an institute or a bureau without a legal entity of their own, and pass with whoever hosts them.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.documents import Document
from profiles.identifiers import is_valid_identifier
from profiles.models import Profile, ProfileSector

ENOUGH_MEMBERS = 15
"""Member organisations of a European cluster; fewer make it an emerging one."""
ENOUGH_TEXT = 120
"""Width of a description: a Japanese character counts as two, as it does on the line."""
ENOUGH_TOPICS = 3
HOSTED, PUBLIC = Profile.LegalStatus.HOSTED, Profile.LegalStatus.PUBLIC_BODY


@dataclass(frozen=True)
class Point:
    """One line of a checklist; who misses a required one cannot submit.

    section    where in the form it is said
    is_judged  a person must look: nothing in the document can tell
    """

    key: str
    label: Promise | str
    section: str
    is_met: bool
    is_required: bool = True
    is_judged: bool = False


Test = Callable[[Document], bool]


def width(text: str) -> int:
    """How much is said: wide characters count as two."""
    return sum(2 if unicodedata.east_asian_width(it) in "WF" else 1 for it in text.strip())


def side_of(document: Document) -> str:
    return "japan" if document["organisation"]["place"].startswith("JP") else "europe"


def _has_name(document: Document) -> bool:
    written = document["languages"]["written"]
    return bool(document["organisation"]["texts"].get(written, {}).get("name"))


def _has_description(document: Document) -> bool:
    texts = document["organisation"]["texts"].values()
    return any(width(text["description"]) >= ENOUGH_TEXT for text in texts)


def _has_main_sector(document: Document) -> bool:
    return ProfileSector.Priority.MAIN in document["sectors"].values()


def _has_topics(document: Document) -> bool:
    return len(document["topics"]) >= ENOUGH_TOPICS


def _has_contact(document: Document) -> bool:
    return bool(document["contact"]["email"])


def _has_website(document: Document) -> bool:
    return any(link["kind"] == "website" for link in document["contact"]["links"])


def _is_public(document: Document) -> bool:
    return bool(document["organisation"]["legal_status"] == PUBLIC)


def _has_legal_status(document: Document) -> bool:
    return bool(document["organisation"]["legal_status"])


def _has_host_if_hosted(document: Document) -> bool:
    organisation = document["organisation"]
    return organisation["legal_status"] != HOSTED or bool(organisation["host"])


def _has_number_if_entity(document: Document) -> bool:
    organisation = document["organisation"]
    if organisation["legal_status"] in ("", HOSTED, PUBLIC):
        return True
    kind, number = organisation["identifier_kind"], organisation["identifier"]
    return bool(kind) and is_valid_identifier(kind, number)


def _has_members(document: Document) -> bool:
    return (document["organisation"]["member_count"] or 0) >= ENOUGH_MEMBERS


Rule = tuple[str, Promise, str, Test]

NAME: Rule = ("name", _("A name in the language it is written in"), "organisation", _has_name)
DESCRIPTION: Rule = (
    "description",
    _("A description of some sentences in one language"),
    "organisation",
    _has_description,
)
SECTOR: Rule = ("sector", _("At least one main sector"), "sectors", _has_main_sector)
TOPICS: Rule = ("topics", _("At least three topics"), "topics", _has_topics)
OFFER: Rule = ("offer", _("At least one offer"), "offers", lambda it: bool(it["offers"]))
NEED: Rule = ("need", _("At least one need"), "needs", lambda it: bool(it["needs"]))
CONTACT: Rule = ("contact", _("A general mailbox of the organisation"), "contact", _has_contact)
WEBSITE: Rule = ("website", _("A website"), "contact", _has_website)
STATUS: Rule = ("status", _("The legal status"), "organisation", _has_legal_status)
HOST: Rule = ("host", _("Who hosts it, if it is a project"), "organisation", _has_host_if_hosted)
NUMBER: Rule = (
    "number",
    _("A valid official number, if it is a legal entity"),
    "organisation",
    _has_number_if_entity,
)
PUBLIC_BODY: Rule = ("public", _("It is a public body"), "organisation", _is_public)
MEMBERS: Rule = (
    "members",
    _("At least 15 members (with fewer it is an emerging cluster)"),
    "organisation",
    _has_members,
)

EVERYBODY = (NAME, DESCRIPTION, SECTOR, TOPICS, OFFER, NEED, CONTACT)
AUTHORITY = (*EVERYBODY, PUBLIC_BODY)
ORGANISATION = (*EVERYBODY, STATUS, HOST, NUMBER)

REQUIRED: dict[tuple[str, str], tuple[Rule, ...]] = {
    ("region", "europe"): AUTHORITY,
    ("municipality", "europe"): AUTHORITY,
    ("cluster", "europe"): (*ORGANISATION, WEBSITE),
    ("agency", "europe"): (*ORGANISATION, WEBSITE),
    ("prefecture", "japan"): AUTHORITY,
    ("region", "japan"): AUTHORITY,
    ("municipality", "japan"): AUTHORITY,
    ("cluster", "japan"): (*EVERYBODY, STATUS, HOST),
    ("agency", "japan"): ORGANISATION,
}
"""By kind and side. A Japanese cluster needs no number: many have no legal entity."""
WISHED: dict[tuple[str, str], tuple[Rule, ...]] = {
    ("cluster", "europe"): (MEMBERS,),
    ("cluster", "japan"): (WEBSITE, NUMBER),
}
DEFAULT_WISHES = (WEBSITE,)

JUDGED: tuple[tuple[str, Promise], ...] = (
    ("exists", _("The organisation exists, and its people may speak for it")),
    ("honest", _("Offers and needs are its own, specific and understandable")),
    ("public_contact", _("The public contact names the organisation, not a person")),
)


def checklist(document: Document) -> list[Point]:
    """Required points, then wishes, then what a moderator has to judge."""
    organisation = document["organisation"]
    key = (organisation["kind"], side_of(document))
    required, wished = REQUIRED.get(key, ORGANISATION), WISHED.get(key, DEFAULT_WISHES)
    wished = tuple(rule for rule in wished if rule not in required)
    found = [
        Point(name, label, section, test(document), is_required=rules is required)
        for rules in (required, wished)
        for name, label, section, test in rules
    ]
    return found + [
        Point(name, label, "", is_met=False, is_required=False, is_judged=True)
        for name, label in JUDGED
    ]


def unmet(document: Document) -> list[Point]:
    """The required points that are still open."""
    return [point for point in checklist(document) if point.is_required and not point.is_met]


def is_emerging(document: Document) -> bool:
    """A European cluster that misses the usual number of members."""
    is_european_cluster = (
        document["organisation"]["kind"] == Profile.Kind.CLUSTER and side_of(document) == "europe"
    )
    return is_european_cluster and not _has_members(document)
