"""What waits to be reviewed, the oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from helpdesk.desk.naming import language_of_name, name_in
from profiles.actions.reviewing import CLAIM
from profiles.differences import changed_fields
from profiles.documents import Document, document_of
from profiles.models import Profile, ProfileText, Revision, User


@dataclass(frozen=True)
class Item:
    """One line of the queue."""

    revision: Revision
    name: str
    name_language: str
    is_new: bool
    changes: int
    holder: User | None
    may_be_double: bool

    @classmethod
    def of(cls, revision: Revision, known: "Known") -> Self:
        before = live_document(revision.profile)
        return cls(
            revision=revision,
            name=name_in(revision.content),
            name_language=language_of_name(revision.content),
            is_new=before is None,
            changes=len(changed_fields(before, revision.content)),
            holder=holder_of(revision),
            may_be_double=known.has(revision),
        )


def waiting() -> QuerySet[Revision]:
    """By age; with what an item shows, in a fixed number of queries."""
    profiles = Prefetch("profile", Profile.objects.for_page())
    return (
        by_age(Revision.objects.submitted()).select_related("claimed_by").prefetch_related(profiles)
    )


def by_age(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    return revisions.order_by("submitted_at", "pk")


def items(revisions: Iterable[Revision]) -> list[Item]:
    listed = list(revisions)
    known = Known.beside(listed)
    return [Item.of(revision, known) for revision in listed]


def live_document(profile: Profile) -> Document | None:
    """What the public sees, or saw; None of what never was public."""
    return document_of(profile) if profile.published_at else None


def holder_of(revision: Revision) -> User | None:
    """The moderator who has the item; a claim ends by itself."""
    if revision.claimed_at is None or revision.claimed_at < timezone.now() - CLAIM:
        return None
    return revision.claimed_by


def held_until(revision: Revision) -> datetime | None:
    return revision.claimed_at + CLAIM if revision.claimed_at else None


def unclaimed(user: User) -> QuerySet[Revision]:
    """What nobody else is reading."""
    free = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_at__lt=timezone.now() - CLAIM)
    return by_age(Revision.objects.submitted().filter(free))


def neighbours(revision: Revision) -> tuple[Revision | None, Revision | None]:
    """The items before and after this one in the queue."""
    if revision.submitted_at is None:
        return None, None
    queue = Revision.objects.submitted().exclude(pk=revision.pk)
    same = Q(submitted_at=revision.submitted_at)
    older = queue.filter(Q(submitted_at__lt=revision.submitted_at) | same & Q(pk__lt=revision.pk))
    newer = queue.filter(Q(submitted_at__gt=revision.submitted_at) | same & Q(pk__gt=revision.pk))
    return by_age(older).last(), by_age(newer).first()


@dataclass(frozen=True)
class Known:
    """Whose number, mailbox or very name is in the directory already; cheap, for the list.

    The page of an item looks more closely.
    """

    numbers: frozenset[tuple[str, int]]
    mailboxes: frozenset[tuple[str, int]]
    names: frozenset[tuple[str, int]]

    @classmethod
    def beside(cls, revisions: list[Revision]) -> Self:
        contents = [revision.content for revision in revisions]
        numbers = {it["organisation"]["identifier"] for it in contents} - {""}
        mailboxes = {it["contact"]["email"] for it in contents} - {""}
        names = {name for it in contents for name in _names(it)}
        same = Profile.objects.filter(Q(identifier__in=numbers) | Q(email__in=mailboxes))
        rows = list(same.values_list("identifier", "email", "pk"))
        named = ProfileText.objects.filter(name__in=names).values_list("name", "profile")
        return cls(
            frozenset((number, pk) for number, _mailbox, pk in rows),
            frozenset((mailbox, pk) for _number, mailbox, pk in rows),
            frozenset(named),
        )

    def has(self, revision: Revision) -> bool:
        content, own = revision.content, revision.profile_id
        number, mailbox = content["organisation"]["identifier"], content["contact"]["email"]
        names = _names(content)
        return (
            any(pk != own and it and it == number for it, pk in self.numbers)
            or any(pk != own and it and it == mailbox for it, pk in self.mailboxes)
            or any(pk != own and it in names for it, pk in self.names)
        )


def _names(content: Document) -> set[str]:
    return {text["name"] for text in content["organisation"]["texts"].values()} - {""}
