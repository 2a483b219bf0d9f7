"""A profile in memory, as it would be with another content. It is never saved."""

from typing import Any

from django.db.models import Model

from profiles.checklists import is_emerging
from profiles.documents import CONTACTS, DIRECTIONS, FACTS, Document
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


def profile_of(profile: Profile, document: Document) -> Profile:
    """The profile with this content and with all rows that its page shows, in six queries.

    Terms that have left the vocabulary meanwhile are left out.
    """
    organisation, contact = document["organisation"], document["contact"]
    place = Place.objects.select_related("country").filter(code=organisation["place"]).first()
    shown = Profile(
        pk=profile.pk,
        place=place or profile.place,
        language=document["languages"]["written"],
        languages=document["languages"]["spoken"],
        status=profile.status,
        confirmed_at=profile.confirmed_at,
        created_at=profile.created_at,
        **{name: organisation[name] for name in FACTS},
        **{name: contact[name] for name in CONTACTS},
    )
    shown.logo = Logo.objects.filter(profile=profile, name=contact["logo"] or None).first()
    shown.is_emerging = is_emerging(document)
    topics = _by_slug(Topic)
    shown._prefetched_objects_cache = {
        "texts": _texts(shown, organisation["texts"]),
        "priorities": _priorities(shown, document["sectors"]),
        "topic_rows": [
            ProfileTopic(profile=shown, topic=topics[slug], position=position)
            for position, slug in enumerate(document["topics"])
            if slug in topics
        ],
        "target_areas": _named(TargetArea, document["areas"]),
        "links": [ProfileLink(profile=shown, **link) for link in contact["links"]],
        "statements": _statements(shown, document, topics),
    }
    return shown


def _by_slug(model: type[Model]) -> dict[str, Any]:
    return {row.slug: row for row in model._default_manager.all()}  # type: ignore[attr-defined]


def _named(model: type[Model], slugs: list[str]) -> list[Any]:
    rows = _by_slug(model)
    return [rows[slug] for slug in slugs if slug in rows]


def _texts(profile: Profile, texts: dict[str, dict[str, str]]) -> list[ProfileText]:
    return [
        ProfileText(profile=profile, language=language, **text) for language, text in texts.items()
    ]


def _priorities(profile: Profile, sectors: dict[str, int]) -> list[ProfileSector]:
    """Main before secondary, as the profile itself orders them."""
    rows = [
        ProfileSector(profile=profile, sector=sector, priority=sectors[sector.slug])
        for sector in Sector.objects.all()
        if sector.slug in sectors
    ]
    return sorted(rows, key=lambda row: -row.priority)


def _statements(profile: Profile, document: Document, topics: dict[str, Topic]) -> list[Statement]:
    cooperation = _by_slug(CooperationType)
    found = []
    for section, direction in DIRECTIONS.items():
        for position, content in enumerate(document[section]):
            statement = Statement(
                pk=len(found) + 1,  # its own rows are asked for by it, and never fetched
                profile=profile,
                direction=direction,
                position=position,
                language=content["language"],
                is_demonstration=content.get("is_demonstration", False),
            )
            statement._prefetched_objects_cache = {
                "texts": [
                    StatementText(statement=statement, language=language, text=text)
                    for language, text in content["texts"].items()
                ],
                "topics": [topics[slug] for slug in content["topics"] if slug in topics],
                "cooperation": [
                    cooperation[slug] for slug in content["cooperation"] if slug in cooperation
                ],
            }
            found.append(statement)
    return found
