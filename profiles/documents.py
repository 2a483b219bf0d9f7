"""A profile's content as one document: what is edited, reviewed, compared and written.

A document is plain JSON, one key per section of the guided form:

    organisation  kind, place (code), legal_status, host, identifier_kind, identifier,
                  member_count, size, texts {language: {name, description}}
    sectors       {slug: 1 secondary | 2 main}
    topics        [slug], the most characteristic first
    offers, needs [{language, texts {language: text}, topics [slug], cooperation [slug],
                  is_demonstration}]
    areas         [slug]
    contact       email, phone, address, links [{kind, url}], logo (uuid or "")
    languages     written, spoken [code]
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import (
    CooperationType,
    Logo,
    Place,
    Profile,
    ProfileLink,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    Sector,
    Statement,
    StatementText,
    TargetArea,
    Topic,
)

Document = dict[str, Any]

SECTIONS: Final = (
    "organisation",
    "sectors",
    "topics",
    "offers",
    "needs",
    "areas",
    "contact",
    "languages",
)
"""In the order of the guided form."""
FACTS: Final = (
    "kind",
    "legal_status",
    "host",
    "identifier_kind",
    "identifier",
    "member_count",
    "size",
)
"""Columns of a profile that stand in the section `organisation` under the same name."""
MOST_TOPICS: Final = 15
"""Of a profile: more would say that everything matters alike."""
MOST_STATEMENTS: Final = 8
MOST_STATEMENT_TOPICS: Final = 8
MOST_LINKS: Final = 8
MOST_MEMBERS: Final = 100_000
LONGEST_NUMBER: Final = 40
"""Characters of an official number."""
CONTACTS: Final = ("email", "phone", "address")
DIRECTIONS: Final = {"offers": Statement.Direction.OFFER, "needs": Statement.Direction.NEED}


class UnknownTerm(Exception):
    """A document names a place, topic… that is not in the vocabulary; `args` are the names."""

    def __str__(self) -> str:
        return str(
            _("This is not in the vocabulary any more: %(names)s. Ask for another choice.")
            % {"names": ", ".join(self.args)}
        )


def empty_document(*, language: str, kind: str = "", place: str = "", name: str = "") -> Document:
    """What a newly registered organisation begins with."""
    return {
        "organisation": {
            **dict.fromkeys(FACTS, ""),
            "kind": kind,
            "member_count": None,
            "size": None,
            "place": place,
            "texts": {language: {"name": name, "description": ""}},
        },
        "sectors": {},
        "topics": [],
        "offers": [],
        "needs": [],
        "areas": [],
        "contact": {**dict.fromkeys(CONTACTS, ""), "links": [], "logo": ""},
        "languages": {"written": language, "spoken": [language]},
    }


def document_of(profile: Profile) -> Document:
    """What the profile says now. Load it with `for_page()` to keep the queries few."""
    texts = {
        text.language: {"name": text.name, "description": text.description}
        for text in profile.texts.all()
    }
    links = [{"kind": link.kind, "url": link.url} for link in profile.links.all()]
    return {
        "organisation": {
            **{name: getattr(profile, name) for name in FACTS},
            "place": profile.place.code,
            "texts": texts,
        },
        "sectors": {row.sector.slug: row.priority for row in profile.priorities.all()},
        "topics": [row.topic.slug for row in profile.topic_rows.all()],
        "offers": [_statement_of(statement) for statement in profile.offers],
        "needs": [_statement_of(statement) for statement in profile.needs],
        "areas": [area.slug for area in profile.target_areas.all()],
        "contact": {
            **{name: getattr(profile, name) for name in CONTACTS},
            "links": links,
            "logo": str(profile.logo.name) if profile.logo else "",
        },
        "languages": {"written": profile.language, "spoken": list(profile.languages)},
    }


def _statement_of(statement: Statement) -> Document:
    return {
        "language": statement.language,
        "texts": {text.language: text.text for text in statement.texts.all()},
        "topics": [topic.slug for topic in statement.topics.all()],
        "cooperation": [kind.slug for kind in statement.cooperation.all()],
        "is_demonstration": statement.is_demonstration,
    }


def write_document(profile: Profile, document: Document) -> None:
    """Make this the profile's live content, whole, in one transaction.

    Raises UnknownTerm, and then nothing has changed.
    """
    with transaction.atomic():
        _write_columns(profile, document)
        _write_texts(profile, document["organisation"]["texts"])
        _write_terms(profile, document)
        for section, direction in DIRECTIONS.items():
            _write_statements(profile, direction, document[section])
        profile.links.all().delete()
        ProfileLink.objects.bulk_create(
            ProfileLink(profile=profile, position=n, **link)
            for n, link in enumerate(document["contact"]["links"])
        )


def _write_columns(profile: Profile, document: Document) -> None:
    organisation, contact = document["organisation"], document["contact"]
    place = _by_key(Place, "code", [organisation["place"]])[0]
    values = {name: organisation[name] for name in FACTS} | {
        name: contact[name] for name in CONTACTS
    }
    values |= {
        "language": document["languages"]["written"],
        "languages": document["languages"]["spoken"],
        "logo": Logo.objects.filter(profile=profile, name=contact["logo"] or None).first(),
        "changed_at": timezone.now(),
    }
    if place.pk != profile.place_id:
        values |= {"place": place, "latitude": place.latitude, "longitude": place.longitude}
    Profile.objects.filter(pk=profile.pk).update(**values)
    profile.refresh_from_db()


def _write_texts(profile: Profile, texts: dict[str, dict[str, str]]) -> None:
    profile.texts.all().delete()
    ProfileText.objects.bulk_create(
        ProfileText(profile=profile, language=language, **text)
        for language, text in texts.items()
        if text["name"] or text["description"]
    )


def _write_terms(profile: Profile, document: Document) -> None:
    profile.priorities.all().delete()
    sectors = _by_key(Sector, "slug", document["sectors"])
    ProfileSector.objects.bulk_create(
        ProfileSector(profile=profile, sector=sector, priority=document["sectors"][sector.slug])
        for sector in sectors
    )
    profile.topic_rows.all().delete()
    ProfileTopic.objects.bulk_create(
        ProfileTopic(profile=profile, topic=topic, position=n)
        for n, topic in enumerate(_by_key(Topic, "slug", document["topics"]))
    )
    profile.target_areas.set(_by_key(TargetArea, "slug", document["areas"]))


def _write_statements(profile: Profile, direction: str, statements: list[Document]) -> None:
    profile.statements.filter(direction=direction).delete()
    for position, statement in enumerate(statements):
        row = Statement.objects.create(
            profile=profile,
            direction=direction,
            position=position,
            language=statement["language"],
            is_demonstration=statement.get("is_demonstration", False),
        )
        StatementText.objects.bulk_create(
            StatementText(statement=row, language=language, text=text)
            for language, text in statement["texts"].items()
            if text
        )
        row.topics.set(_by_key(Topic, "slug", statement["topics"]))
        row.cooperation.set(_by_key(CooperationType, "slug", statement["cooperation"]))


def _by_key(model: type[Any], field: str, keys: Iterable[str]) -> list[Any]:
    """The rows with these keys, in their order. Raises UnknownTerm."""
    wanted = list(keys)
    found = {getattr(row, field): row for row in model.objects.filter(**{f"{field}__in": wanted})}
    missing = [key for key in wanted if key not in found]
    if missing:
        raise UnknownTerm(*missing)
    return [found[key] for key in wanted]
