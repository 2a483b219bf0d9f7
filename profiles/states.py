"""The lives of what the directory holds: which moves are allowed. Only `move()` writes a state."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Of a profile: what the public sees of it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    PUBLISHED = "published", _("Published")
    STALE = "stale", _("Unconfirmed")
    ARCHIVED = "archived", _("Archived")


LISTED = (Status.PUBLISHED, Status.STALE)
"""In the directory: confirmed, or waiting for its yearly confirmation."""
ALLOWED: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.PUBLISHED, Status.ARCHIVED}),
    Status.SUBMITTED: frozenset(
        {Status.DRAFT, Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.ARCHIVED}
    ),
    Status.CHANGES_REQUESTED: frozenset({Status.SUBMITTED, Status.ARCHIVED}),
    Status.PUBLISHED: frozenset({Status.STALE, Status.ARCHIVED}),
    Status.STALE: frozenset({Status.PUBLISHED, Status.ARCHIVED}),
    Status.ARCHIVED: frozenset({Status.DRAFT, Status.PUBLISHED}),
}
"""A draft may be published at once: that is how staff load profiles they answer for. Who submitted
may take it back. An archived profile returns by a draft, or at once if it was public before."""


class RevisionState(models.TextChoices):
    """Of a proposed content of a profile; the live content stays until it is approved."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


EDITABLE = (RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED)
OPEN = (*EDITABLE, RevisionState.SUBMITTED)
"""A profile has at most one open revision."""
REVISION_MOVES: dict[RevisionState, frozenset[RevisionState]] = {
    RevisionState.DRAFT: frozenset(
        {RevisionState.SUBMITTED, RevisionState.APPROVED, RevisionState.WITHDRAWN}
    ),
    RevisionState.SUBMITTED: frozenset(
        {
            RevisionState.DRAFT,
            RevisionState.CHANGES_REQUESTED,
            RevisionState.APPROVED,
            RevisionState.REJECTED,
        }
    ),
    RevisionState.CHANGES_REQUESTED: frozenset({RevisionState.SUBMITTED, RevisionState.WITHDRAWN}),
    RevisionState.APPROVED: frozenset(),
    RevisionState.REJECTED: frozenset(),
    RevisionState.WITHDRAWN: frozenset(),
}
"""A draft is approved at once where a trusted organisation makes a small correction."""


class RequestState(models.TextChoices):
    """Of somebody's wish to join an organisation, or to take it over."""

    OPEN = "open", pgettext_lazy("state of a request", "Open")
    ACCEPTED = "accepted", pgettext_lazy("state of a request", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a request", "Withdrawn")


REQUEST_MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset(
        {RequestState.ACCEPTED, RequestState.DECLINED, RequestState.WITHDRAWN}
    ),
    RequestState.ACCEPTED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}


class InvitationState(models.TextChoices):
    """Of an invitation by mail to speak for an organisation."""

    OPEN = "open", pgettext_lazy("state of an invitation", "Open")
    ACCEPTED = "accepted", pgettext_lazy("state of an invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of an invitation", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an invitation", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("state of an invitation", "Expired")


INVITATION_MOVES: dict[InvitationState, frozenset[InvitationState]] = {
    InvitationState.OPEN: frozenset(set(InvitationState) - {InvitationState.OPEN}),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.DECLINED: frozenset(),
    InvitationState.WITHDRAWN: frozenset(),
    InvitationState.EXPIRED: frozenset(),
}


class MailState(models.TextChoices):
    """Of a mail in the outbox."""

    WAITING = "waiting", pgettext_lazy("state of a mail", "Waiting")
    SENDING = "sending", pgettext_lazy("state of a mail", "Being sent")
    SENT = "sent", pgettext_lazy("state of a mail", "Sent")
    FAILED = "failed", pgettext_lazy("state of a mail", "Failed")
    DOUBTFUL = "doubtful", pgettext_lazy("state of a mail", "In doubt")
    CANCELLED = "cancelled", pgettext_lazy("state of a mail", "Cancelled")


UNDECIDED = (MailState.DOUBTFUL, MailState.FAILED)
"""Mails that staff look at: to be sent again, or cancelled."""
MAIL_MOVES: dict[MailState, frozenset[MailState]] = {
    MailState.WAITING: frozenset({MailState.SENDING, MailState.CANCELLED}),
    MailState.SENDING: frozenset(
        {MailState.SENT, MailState.WAITING, MailState.FAILED, MailState.DOUBTFUL}
    ),
    MailState.SENT: frozenset(),
    MailState.FAILED: frozenset({MailState.WAITING, MailState.CANCELLED}),
    MailState.DOUBTFUL: frozenset({MailState.WAITING, MailState.SENT, MailState.CANCELLED}),
    MailState.CANCELLED: frozenset(),
}
"""Whoever moves a mail from waiting to being sent sends it. In doubt: the sender died in between,
and nobody knows whether the server took it; people decide, so that nothing is sent twice."""


class ImportState(models.TextChoices):
    """Of a file of profiles that staff uploaded."""

    UPLOADED = "uploaded", pgettext_lazy("state of an import", "Being checked")
    FAULTY = "faulty", pgettext_lazy("state of an import", "Has faults")
    CHECKED = "checked", pgettext_lazy("state of an import", "Checked")
    RUNNING = "running", pgettext_lazy("state of an import", "Being imported")
    DONE = "done", pgettext_lazy("state of an import", "Imported")
    FAILED = "failed", pgettext_lazy("state of an import", "Not imported")


IMPORT_ACTIVE = (ImportState.UPLOADED, ImportState.RUNNING)
IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.UPLOADED: frozenset({ImportState.CHECKED, ImportState.FAULTY, ImportState.FAILED}),
    ImportState.FAULTY: frozenset(),
    ImportState.CHECKED: frozenset({ImportState.RUNNING}),
    ImportState.RUNNING: frozenset({ImportState.DONE, ImportState.FAILED}),
    ImportState.DONE: frozenset(),
    ImportState.FAILED: frozenset(),
}
