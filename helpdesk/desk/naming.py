"""What the slugs and codes of documents are called in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from profiles.documents import Document
from profiles.languages import language_name
from profiles.models import CooperationType, Logo, Place, Sector, TargetArea, Topic


@dataclass(frozen=True)
class Names:
    """By kind of term, names by key; of logos, addresses. What is unknown is shown as it stands."""

    topics: dict[str, str]
    sectors: dict[str, str]
    cooperation: dict[str, str]
    areas: dict[str, str]
    places: dict[str, str]
    logos: dict[str, str]

    def language(self, code: str) -> str:
        return language_name(code, get_language() or settings.LANGUAGE_CODE)


def names_for(documents: Iterable[Document]) -> Names:
    """All that these documents may name, in a fixed number of queries."""
    known = list(documents)
    places = {document["organisation"]["place"] for document in known}
    logos = [document["contact"]["logo"] for document in known if document["contact"]["logo"]]
    return Names(
        topics=_by_slug(Topic),
        sectors=_by_slug(Sector),
        cooperation=_by_slug(CooperationType),
        areas=_by_slug(TargetArea),
        places={it.code: str(it.name) for it in Place.objects.filter(code__in=places)},
        logos={str(it.name): it.get_absolute_url() for it in Logo.objects.filter(name__in=logos)},
    )


def _by_slug(model: type[Topic | Sector | CooperationType | TargetArea]) -> dict[str, str]:
    return {term.slug: str(term.name) for term in model.objects.all()}


def words_of_topics(slugs: Iterable[str]) -> dict[str, list[str]]:
    """Names and synonyms of topics in every language, the reader's own name first."""
    topics = Topic.objects.filter(slug__in=list(slugs)).prefetch_related("synonyms")
    return {
        topic.slug: [
            str(topic.name),
            *(getattr(topic, f"name_{code}") or "" for code in settings.MODELTRANSLATION_LANGUAGES),
            *(synonym.term for synonym in topic.synonyms.all()),
        ]
        for topic in topics
    }


def name_in(document: Document) -> str:
    """The organisation's name: in the reader's language, else as it writes itself."""
    return _name_and_language(document)[0]


def language_of_name(document: Document) -> str:
    """The language that `name_in` is in."""
    return _name_and_language(document)[1]


def _name_and_language(document: Document) -> tuple[str, str]:
    texts = document["organisation"]["texts"]
    for language in (get_language() or "", document["languages"]["written"], *texts):
        if texts.get(language, {}).get("name"):
            return str(texts[language]["name"]), language
    return "", ""
