"""Make documents the live contents of profiles: of one, or of thousands in as few queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

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

Contents = Sequence[tuple[Profile, Document]]

AT_ONCE: Final = 1000
"""Rows in one statement."""


class UnknownTerm(Exception):
    """A document names a place, topic… that is not in the vocabulary; `args` are the names."""

    def __str__(self) -> str:
        return str(
            _("This is not in the vocabulary any more: %(names)s. Ask for another choice.")
            % {"names": ", ".join(self.args)}
        )


def write_document(profile: Profile, document: Document) -> None:
    """Make this the profile's live content, whole, in one transaction.

    Raises UnknownTerm, and then nothing has changed.
    """
    write_documents([(profile, document)])


def write_documents(contents: Contents) -> None:
    """The same for many: all of them or none. Profiles are read again. Raises UnknownTerm."""
    terms = Terms.named_in([document for _profile, document in contents])
    ids = [profile.pk for profile, _document in contents]
    with transaction.atomic():
        for profile, document in contents:
            _write_columns(profile, document, terms)
        _replace(ProfileText, ids, _texts(contents))
        _replace(ProfileSector, ids, _sectors(contents, terms))
        _replace(ProfileTopic, ids, _topics(contents, terms))
        _replace(Profile.target_areas.through, ids, _areas(contents, terms))
        _replace(ProfileLink, ids, _links(contents))
        _write_statements(contents, ids, terms)
        for profile, _document in contents:
            profile.refresh_from_db()


@dataclass(frozen=True)
class Terms:
    """Ids by key of all that some documents name."""

    places: Mapping[str, Place]
    sectors: Mapping[str, int]
    topics: Mapping[str, int]
    cooperation: Mapping[str, int]
    areas: Mapping[str, int]
    logos: Mapping[tuple[int, str], int]

    @classmethod
    def named_in(cls, documents: Sequence[Document]) -> Self:
        statements = [it for doc in documents for side in DIRECTIONS for it in doc[side]]
        topics = [doc["topics"] for doc in documents] + [it["topics"] for it in statements]
        codes = {doc["organisation"]["place"] for doc in documents}
        places = {place.code: place for place in Place.objects.filter(code__in=codes)}
        logos = Logo.objects.filter(
            name__in=[doc["contact"]["logo"] for doc in documents if doc["contact"]["logo"]]
        )
        if codes - places.keys():
            raise UnknownTerm(*sorted(codes - places.keys()))
        return cls(
            places=places,
            sectors=_ids(Sector, (doc["sectors"] for doc in documents)),
            topics=_ids(Topic, topics),
            cooperation=_ids(CooperationType, (it["cooperation"] for it in statements)),
            areas=_ids(TargetArea, (doc["areas"] for doc in documents)),
            logos={(it.profile_id, str(it.name)): it.pk for it in logos},
        )


def _ids(model: type[Any], named: Iterable[Iterable[str]]) -> dict[str, int]:
    """Raises UnknownTerm."""
    wanted = {key for keys in named for key in keys}
    if not wanted:
        return {}
    found = dict(model.objects.filter(slug__in=wanted).values_list("slug", "pk"))
    if wanted - found.keys():
        raise UnknownTerm(*sorted(wanted - found.keys()))
    return found


def _write_columns(profile: Profile, document: Document, terms: Terms) -> None:
    organisation, contact = document["organisation"], document["contact"]
    place = terms.places[organisation["place"]]
    values = {name: organisation[name] for name in FACTS} | {
        name: contact[name] for name in CONTACTS
    }
    values |= {
        "language": document["languages"]["written"],
        "languages": document["languages"]["spoken"],
        "logo": terms.logos.get((profile.pk, contact["logo"])),
        "changed_at": timezone.now(),
    }
    if place.pk != profile.place_id:
        values |= {"place": place, "latitude": place.latitude, "longitude": place.longitude}
    Profile.objects.filter(pk=profile.pk).update(**values)


def _replace(model: type[Model], ids: list[int], rows: Iterable[Model]) -> None:
    """All rows of these profiles by new ones."""
    model._default_manager.filter(profile__in=ids).delete()
    model._default_manager.bulk_create(rows, AT_ONCE)


def _texts(contents: Contents) -> Iterator[ProfileText]:
    for profile, document in contents:
        for language, text in document["organisation"]["texts"].items():
            if text["name"] or text["description"]:
                yield ProfileText(profile=profile, language=language, **text)


def _sectors(contents: Contents, terms: Terms) -> Iterator[ProfileSector]:
    for profile, document in contents:
        for slug, priority in document["sectors"].items():
            yield ProfileSector(profile=profile, sector_id=terms.sectors[slug], priority=priority)


def _topics(contents: Contents, terms: Terms) -> Iterator[ProfileTopic]:
    for profile, document in contents:
        for position, slug in enumerate(document["topics"]):
            yield ProfileTopic(profile=profile, topic_id=terms.topics[slug], position=position)


def _areas(contents: Contents, terms: Terms) -> Iterator[Model]:
    through = Profile.target_areas.through
    for profile, document in contents:
        for slug in document["areas"]:
            yield through(profile_id=profile.pk, targetarea_id=terms.areas[slug])


def _links(contents: Contents) -> Iterator[ProfileLink]:
    for profile, document in contents:
        for position, link in enumerate(document["contact"]["links"]):
            yield ProfileLink(profile=profile, position=position, **link)


def _write_statements(contents: Contents, ids: list[int], terms: Terms) -> None:
    stated = [
        (statement, profile, direction, position)
        for profile, document in contents
        for section, direction in DIRECTIONS.items()
        for position, statement in enumerate(document[section])
    ]
    Statement.objects.filter(profile__in=ids).delete()
    rows = Statement.objects.bulk_create(
        [
            Statement(
                profile=profile,
                direction=direction,
                position=position,
                language=statement["language"],
                is_demonstration=statement.get("is_demonstration", False),
            )
            for statement, profile, direction, position in stated
        ],
        AT_ONCE,
    )
    written = [(row, statement) for row, (statement, *_) in zip(rows, stated, strict=True)]
    StatementText.objects.bulk_create(_statement_texts(written), AT_ONCE)
    _link(Statement.topics.through, "topic_id", written, "topics", terms.topics)
    _link(
        Statement.cooperation.through,
        "cooperationtype_id",
        written,
        "cooperation",
        terms.cooperation,
    )


def _statement_texts(written: list[tuple[Statement, Document]]) -> Iterator[StatementText]:
    for row, statement in written:
        for language, text in statement["texts"].items():
            if text:
                yield StatementText(statement=row, language=language, text=text)


def _link(
    through: type[Model],
    column: str,
    written: list[tuple[Statement, Document]],
    field: str,
    ids: Mapping[str, int],
) -> None:
    through._default_manager.bulk_create(
        (
            through(**{"statement_id": row.pk, column: ids[slug]})
            for row, statement in written
            for slug in dict.fromkeys(statement[field])
        ),
        AT_ONCE,
    )
