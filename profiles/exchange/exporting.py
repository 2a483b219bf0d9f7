"""Profiles as a table: public content and contact of organisations, nothing of their people."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.conf import settings

from profiles.documents import Document
from profiles.exchange.columns import header_for, identity_of, row_of
from profiles.exchange.known import present_contents
from profiles.exchange.writing import CHUNK
from profiles.models import Place, Profile, ProfileText, Revision, Sector, StatementText, Topic
from profiles.querysets import ProfileQuerySet
from profiles.states import LISTED

Row = list[str]

EXAMPLE_TOPICS: Final = 3


def table_of(profiles: ProfileQuerySet) -> tuple[list[str], Iterator[Row]]:
    """Header and rows; the rows are read a chunk at a time, while they are written."""
    ids = list(profiles.order_by("pk").values_list("pk", flat=True).distinct())
    header = header_for(languages_of(ids))
    return header, _rows(ids, header)


def languages_of(ids: Iterable[int]) -> list[str]:
    """In which these profiles say something: those of the interface first."""
    wanted = list(ids)
    found = set(ProfileText.objects.filter(profile__in=wanted).values_list("language", flat=True))
    found |= set(
        StatementText.objects.filter(statement__profile__in=wanted).values_list(
            "language", flat=True
        )
    )
    drafts = Revision.objects.open().filter(profile__in=wanted)
    for content in drafts.exclude(profile__status__in=LISTED).values_list("content", flat=True):
        found |= languages_in(content)
    return _ordered(found)


def languages_in(content: Document) -> set[str]:
    statements = [*content["offers"], *content["needs"]]
    return {*content["organisation"]["texts"], *(code for it in statements for code in it["texts"])}


def _ordered(codes: Iterable[str]) -> list[str]:
    ours = list(settings.MODELTRANSLATION_LANGUAGES)
    return sorted(codes, key=lambda code: (ours.index(code) if code in ours else len(ours), code))


def _rows(ids: list[int], header: list[str]) -> Iterator[Row]:
    for start in range(0, len(ids), CHUNK):
        chunk = Profile.objects.for_page().filter(pk__in=ids[start : start + CHUNK]).order_by("pk")
        contents = present_contents(chunk)
        for profile in chunk:
            cells = row_of(contents[profile.pk]) | identity_of(profile)
            yield [cells.get(column, "") for column in header]


def template() -> tuple[list[str], list[Row]]:
    """All columns in the interface's languages, and a line that shows how they are filled in."""
    header = header_for(settings.MODELTRANSLATION_LANGUAGES)
    topics = list(Topic.objects.values_list("slug", flat=True)[:EXAMPLE_TOPICS])
    sectors = list(Sector.objects.values_list("slug", flat=True)[:2])
    example = {
        "key": "example-1",
        "kind": Profile.Kind.CLUSTER.value,
        "place": Place.objects.filter(country__isnull=False).values_list("code", flat=True).first(),
        "language": "en",
        "languages": "en;ja",
        "name_en": "Example cluster (delete this line)",
        "name_ja": "クラスターの例（この行は削除してください）",
        "description_en": "What the organisation does, in some sentences.",
        "sectors": ";".join(
            f"{slug}:{level}" for slug, level in zip(sectors, ("main", "secondary"), strict=False)
        ),
        "topics": ";".join(topics),
        "offers_en": "The first offer.\nThe second offer.",
        "offers_ja": "一つ目の提供内容。\n二つ目の提供内容。",
        "offers_topics": ";".join(topics[:1]),
        "needs_en": "What the organisation looks for.",
        "legal_status": Profile.LegalStatus.HOSTED.value,
        "host": "Prefecture or institute that runs it",
        "member_count": "40",
        "email": "office@example.org",
        "phone": "+81 24 521 1111",
        "website": "https://example.org",
    }
    return header, [[example.get(column) or "" for column in header]]
