"""Documents for tests: whole ones, from which a test takes away or changes what it is about."""

from typing import Any

from profiles.actions import editing
from profiles.documents import Document, empty_document
from profiles.models import Profile, User
from tests.makers import make_place, make_sector, make_topic

TOPIC_SLUGS = ("hydrogen", "fermentation", "robotics")
ENGLISH = (
    "We bring together companies, universities and public laboratories that work on food and"
    " fermentation, and look for partners abroad."
)
JAPANESE = (
    "県内の発酵食品企業と大学、公設試験場をつなぐネットワークです。"
    "海外の地域との共同研究を求めています。機能性食品と醸造技術に強みがあります。"
)


def make_vocabulary() -> None:
    """What the whole documents name."""
    for slug in TOPIC_SLUGS:
        make_topic(slug)
    make_sector("industry")
    make_sector("innovation")


def whole_document(side: str = "europe", **organisation: Any) -> Document:
    """A document that passes its checklist: a French cluster, or a Japanese one without number."""
    japanese = side == "japan"
    language = "ja" if japanese else "en"
    place = make_place("JP-43" if japanese else "FRC1").code
    name = "発酵クラスター" if japanese else "Fermentation Cluster"
    document = empty_document(language=language, kind="cluster", place=place, name=name)
    texts = {language: {"name": name, "description": JAPANESE if japanese else ENGLISH}}
    document["organisation"] |= {
        "texts": texts,
        "legal_status": "hosted" if japanese else "legal_entity",
        "host": "熊本県" if japanese else "",
        "identifier_kind": "" if japanese else "registry",
        "identifier": "" if japanese else "RNA W212003456",
        "member_count": 40,
        **organisation,
    }
    sentence = "発酵技術を提供します。" if japanese else "We share fermentation know-how."
    statement = {
        "language": language,
        "texts": {language: sentence},
        "topics": ["fermentation"],
        "cooperation": [],
        "is_demonstration": False,
    }
    document["sectors"] = {"industry": 2, "innovation": 1}
    document["topics"] = list(TOPIC_SLUGS)
    document["offers"], document["needs"] = [statement], [dict(statement)]
    document["contact"] |= {
        "email": "office@cluster.example.org",
        "links": [{"kind": "website", "url": "https://cluster.example.org"}],
    }
    return document


def register(by: User, document: Document | None = None) -> Profile:
    """An organisation registered by somebody, with this document in its first revision."""
    make_vocabulary()
    document = document or whole_document()
    organisation = document["organisation"]
    profile = editing.register_organisation(
        by=by,
        name=next(iter(organisation["texts"].values()))["name"],
        language=document["languages"]["written"],
        kind=organisation["kind"],
        place=make_place(organisation["place"]),
    )
    revision = profile.revisions.get()
    for section, content in document.items():
        editing.save_section(
            revision, section, content, version=revision.version_of(section), by=by
        )
    return profile
