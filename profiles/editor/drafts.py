"""What the guided form shows and saves: the version under way, or what is public without one."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from profiles.documents import Document, document_of
from profiles.models import Profile, Remark, Revision, User
from profiles.states import LISTED, RevisionState


@dataclass(frozen=True)
class Draft:
    """`revision` is None while nobody has changed anything; looking does not open one.

    may_edit   whether this person's role allows it, whoever has the revision at the moment
    """

    profile: Profile
    revision: Revision | None
    document: Document
    may_edit: bool

    @property
    def is_editable(self) -> bool:
        """By this person, now: not while the helpdesk has it."""
        return self.may_edit and (self.revision is None or self.revision.is_editable)

    @property
    def is_submitted(self) -> bool:
        return self.revision is not None and self.revision.state == RevisionState.SUBMITTED

    @property
    def is_public(self) -> bool:
        return self.profile.status in LISTED

    def version_of(self, section: str) -> int:
        return self.revision.version_of(section) if self.revision else 0

    def remarks(self) -> list[Remark]:
        """What the helpdesk asked to be changed, while that is still to be done."""
        if self.revision is None or self.revision.state != RevisionState.CHANGES_REQUESTED:
            return []
        asked = self.revision.transitions.filter(new=RevisionState.CHANGES_REQUESTED)
        return list(Remark.objects.filter(transition=asked.order_by("-at", "-id")[:1]))

    def reason(self) -> str:
        """What the helpdesk wrote when it gave the version back."""
        if self.revision is None or self.revision.state != RevisionState.CHANGES_REQUESTED:
            return ""
        asked = self.revision.transitions.filter(new=RevisionState.CHANGES_REQUESTED)
        return asked.order_by("-at", "-id").values_list("reason", flat=True).first() or ""


def visible_draft(user: User, pk: int) -> Draft:
    """For the team and the helpdesk; nobody else learns that there is such a profile (404)."""
    seen = Profile.objects.visible_to(user).select_related("place__country", "logo")
    profile = get_object_or_404(seen.prefetch_related("texts"), pk=pk)
    revision = profile.revisions.open().first()
    document = revision.content if revision else document_of(Profile.objects.for_page().get(pk=pk))
    may_edit = Profile.objects.spoken_for_by(user).filter(pk=pk).exists()
    return Draft(profile, revision, document, may_edit)


def editable_draft(user: User, pk: int) -> Draft:
    """For owners and editors; others of the team, and the helpdesk, may only look (403)."""
    draft = visible_draft(user, pk)
    if not draft.may_edit:
        raise PermissionDenied
    return draft
