"""A profile's content as one document: what is edited, reviewed, compared and written
(by `profiles.contents`).

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

from typing import Any, Final

from profiles.models import Profile, Statement

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
