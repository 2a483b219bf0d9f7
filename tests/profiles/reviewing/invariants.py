"""What is true of a profile and its versions at every moment, whoever did what to them."""

from collections.abc import Iterable

from profiles.documents import document_of
from profiles.models import Mail, Profile, Revision
from profiles.moving import Transition
from profiles.states import EDITABLE, LISTED, OPEN, RevisionState, Status

DECISIONS = {
    RevisionState.APPROVED: "revision_approved",
    RevisionState.CHANGES_REQUESTED: "revision_changes_requested",
    RevisionState.REJECTED: "revision_rejected",
}
"""The mail about a decision of the helpdesk."""
OPEN_BESIDE: dict[str, tuple[str | None, ...]] = {
    Status.DRAFT: (None, *EDITABLE),
    Status.SUBMITTED: (RevisionState.SUBMITTED,),
    Status.CHANGES_REQUESTED: (RevisionState.CHANGES_REQUESTED,),
    Status.PUBLISHED: (None, *OPEN),
    Status.STALE: (None, *OPEN),
    Status.ARCHIVED: (None, *EDITABLE),
}
"""In which state the open version may be, by the state of its profile."""


def check_profile(profile: Profile, *, started_as: str = Status.DRAFT) -> None:
    """States agree, logs are unbroken, the public content is what was approved last."""
    row = Profile.objects.for_page().get(pk=profile.pk)
    revisions = list(row.revisions.order_by("pk"))
    open_ones = [it.state for it in revisions if it.state in OPEN]
    assert len(open_ones) <= 1
    assert (open_ones or [None])[0] in OPEN_BESIDE[row.status], (row.status, open_ones)
    check_log(row.transitions.order_by("id"), started_as, row.status)
    for revision in revisions:
        check_log(revision.transitions.order_by("id"), RevisionState.DRAFT, revision.state)
        check_claim(revision)
    if row.status in LISTED:
        approved = last_approved(row)
        assert approved is None or document_of(row) == approved.content


def check_log(rows: Iterable[Transition], first: str, last: str) -> None:
    """One row for every change: each begins where the one before ended."""
    moves = [(row.old, row.new) for row in rows]
    stations = [first, *(new for _old, new in moves)]
    assert [old for old, _new in moves] == stations[:-1]
    assert stations[-1] == last


def check_claim(revision: Revision) -> None:
    assert (revision.claimed_by_id is None) == (revision.claimed_at is None)
    if revision.state in EDITABLE:
        assert revision.claimed_by_id is None


def last_approved(profile: Profile) -> Revision | None:
    rows = profile.revisions.filter(transitions__new=RevisionState.APPROVED)
    return rows.order_by("transitions__id").last()


def check_mails(profile: Profile, people: Iterable[str]) -> None:
    """For every decision one mail to each of these addresses, and no other."""
    expected = sorted(
        (DECISIONS[RevisionState(row.new)], address)
        for revision in profile.revisions.all()
        for row in revision.transitions.all()
        if row.new in DECISIONS
        for address in people
    )
    sent = Mail.objects.filter(kind__in=DECISIONS.values())
    assert sorted(sent.values_list("kind", "address")) == expected


def check_saves(revision: Revision, acknowledged: int) -> None:
    """Every save that was acknowledged has counted, once."""
    revision.refresh_from_db()
    assert revision.version == acknowledged
