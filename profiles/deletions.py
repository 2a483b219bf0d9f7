"""What the retention rules delete: each function takes the moment before which things are too old.

It returns how many rows it deleted or emptied. Run again it finds nothing. Everything goes in
batches, so that no lock is held for long.
"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_noop

from profiles import logos
from profiles.actions.privacy import HandOverFirst, erase_user
from profiles.erasing import (
    ERASED_MAIL,
    FINAL,
    KEY_KINDS,
    NOTHING,
    cancel_mails,
    delete_profile,
    empty_mails,
)
from profiles.models import (
    Consent,
    Disclosure,
    Erasure,
    Invitation,
    Mail,
    MembershipRequest,
    Profile,
    Purge,
    Revision,
    User,
)
from profiles.purging import purging
from profiles.states import InvitationState, MailState, RequestState, RevisionState, Status

BATCH = 500
"""Rows in one transaction."""


def _batches(rows: models.QuerySet) -> Iterator[list[int]]:
    """The keys of rows, in batches, until there are none; the caller takes them out of `rows`."""
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield keys


def _delete(rows: models.QuerySet) -> int:
    """Delete rows in batches; those that go with them are not counted."""
    total = 0
    for keys in _batches(rows):
        with purging():
            _all, by_model = rows.model._base_manager.filter(pk__in=keys).delete()
        total += by_model.get(rows.model._meta.label, 0)
    return total


def _update(rows: models.QuerySet, **values: object) -> int:
    """Empty columns in batches; `rows` excludes what is empty already."""
    manager = rows.model._base_manager
    return sum(manager.filter(pk__in=keys).update(**values) for keys in _batches(rows))


def _ended_before(
    rows: models.QuerySet, limit: datetime, ended: models.Expression
) -> models.QuerySet:
    """Those of the rows that ended, by this expression, before the limit."""
    old = rows.model._base_manager.annotate(ended_at=ended).filter(ended_at__lt=limit)
    return rows.filter(pk__in=old.values("pk"))


def unverified_accounts(limit: datetime) -> int:
    """Somebody typed in an address and never proved that it is theirs."""
    addresses = apps.get_model("account.EmailAddress").objects.filter(user=OuterRef("pk"))
    idle = User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        is_staff=False,
        last_login=None,
        date_joined__lt=limit,
    )
    return sum(_erased(user) for user in idle.order_by("pk").iterator())


def _erased(user: User) -> bool:
    try:
        erase_user(user, requested_by_person=False)
    except (HandOverFirst, User.DoesNotExist):
        return False
    return True


def invitation_addresses(limit: datetime) -> int:
    """The address goes, the row stays: who was invited and came is in the log of the team."""
    for invitation in Invitation.objects.open().filter(expires_at__lt=limit):
        invitation.move(InvitationState.EXPIRED, by=None, reason=gettext_noop("It has expired"))
    closed = Invitation.objects.exclude(state=InvitationState.OPEN).exclude(email="")
    ended = Least(Coalesce(Max("transitions__at"), F("expires_at")), F("expires_at"))
    return _update(_ended_before(closed, limit, ended), email="")


def request_messages(limit: datetime) -> int:
    decided = MembershipRequest.objects.exclude(state=RequestState.OPEN).exclude(message="")
    ended = Coalesce(Max("transitions__at"), F("created_at"))
    return _update(_ended_before(decided, limit, ended), message="")


def _empty_mails(mails: models.QuerySet[Mail], limit: datetime, subject: str | None) -> int:
    """What was sent, or given up; what nobody has decided on for so long is given up now."""
    full = mails.exclude(address="", text="", html="")
    old = full.alias(out_at=Coalesce("sent_at", "due_at")).filter(out_at__lt=limit)
    undecided = [MailState.FAILED, MailState.DOUBTFUL]
    reason = gettext_noop("Its contents are deleted by the retention rules")
    cancel_mails(old.filter(state__in=undecided), reason)
    return sum(
        empty_mails(Mail.objects.filter(pk__in=keys), subject=subject)
        for keys in _batches(old.filter(state__in=FINAL))
    )


def erased_mails(limit: datetime) -> int:
    return _empty_mails(Mail.objects.filter(kind=ERASED_MAIL), limit, NOTHING)


def account_mails(limit: datetime) -> int:
    return _empty_mails(Mail.objects.filter(kind__startswith=KEY_KINDS), limit, None)


def mails(limit: datetime) -> int:
    return _empty_mails(Mail.objects.all(), limit, None)


def idle_drafts(limit: datetime) -> int:
    """Organisations that were registered, never submitted, and left alone."""
    drafts = Profile.objects.filter(
        status=Status.DRAFT, published_at=None, key=None, transitions=None
    )
    touched = Greatest(Coalesce(Max("revisions__changed_at"), F("created_at")), F("created_at"))
    idle = list(_ended_before(drafts, limit, touched).order_by("pk"))
    for profile in idle:
        delete_profile(profile)
    return len(idle)


def dropped_revisions(limit: datetime) -> int:
    states = [RevisionState.REJECTED, RevisionState.WITHDRAWN]
    dropped = Revision.objects.filter(state__in=states).exclude(content={})
    ended = Coalesce(Max("transitions__at"), F("changed_at"))
    return _update(_ended_before(dropped, limit, ended), content={})


def unused_logos(_limit: datetime) -> int:
    """They know their own term: it guards what is being edited."""
    return logos.delete_unused()


def sessions(limit: datetime) -> int:
    """Expired sessions, and what was noted of their devices."""
    ended = Session.objects.filter(expire_date__lt=limit)
    total = sum(ended.filter(pk__in=keys).delete()[0] for keys in _batches(ended))
    if not apps.is_installed("allauth.usersessions"):
        return total
    devices = apps.get_model("usersessions.UserSession").objects.filter(last_seen_at__lt=limit)
    return total + _delete(devices.exclude(session_key__in=Session.objects.values("pk")))


def proofs(limit: datetime) -> int:
    """Consents and disclosures of people who have been erased, with the note of the erasure."""
    total = 0
    for erasure in Erasure.objects.filter(at__lt=limit):
        kept = {name: erasure.proofs.get(name, []) for name in ("disclosures", "consents")}
        with purging():
            total += _delete(Disclosure.objects.filter(pk__in=kept["disclosures"], person=None))
            total += _delete(Consent.objects.filter(pk__in=kept["consents"], user=None))
            erasure.delete()
    return total


def purge_log(limit: datetime) -> int:
    return _delete(Purge.objects.filter(at__lt=limit))
