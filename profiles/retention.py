"""How long what is kept and why; the privacy page and the desk show it straight from here."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from profiles import deletions
from profiles.logos import KEPT_UNUSED
from profiles.models import Purge

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)
MONTH = 30 * DAY
YEAR = 365 * DAY
LOCK = 0x7075726765
"""An advisory lock of the database: “purge” in ASCII."""


@dataclass(frozen=True)
class Rule:
    """key is what `Purge.rule` names; delete is one of `profiles.deletions`."""

    key: str
    label: str | Promise
    keeps_for: timedelta
    reason: str | Promise
    delete: Callable[[datetime], int]

    @property
    def term(self) -> str:
        """How long, in the reader's words."""
        days = self.keeps_for.days
        if days and days % YEAR.days == 0:
            years = days // YEAR.days
            return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


RULES = [
    Rule(
        "unverified-accounts",
        _("Accounts whose e-mail address was never verified"),
        MONTH,
        _("Somebody may have typed in the address of somebody else."),
        deletions.unverified_accounts,
    ),
    Rule(
        "sessions",
        _("Sessions that have expired, with device and IP address"),
        DAY,
        _("They are of no use any more. Open sessions are shown to you so that you can end them."),
        deletions.sessions,
    ),
    Rule(
        "invitations",
        _("Addresses of people who were invited to an organisation"),
        3 * MONTH,
        _("Counted from the answer, or from the day on which the invitation expired."),
        deletions.invitation_addresses,
    ),
    Rule(
        "requests",
        _("Messages in requests to join an organisation"),
        YEAR,
        _("Counted from the decision, which may be questioned for some time."),
        deletions.request_messages,
    ),
    Rule(
        "erased-mail",
        _("The last mail to somebody who has erased their account"),
        DAY,
        _("It must go out first; then nothing of it remains, not even the address."),
        deletions.erased_mails,
    ),
    Rule(
        "account-mail",
        _("Text and address of mails with codes and links for signing in"),
        7 * DAY,
        _("They are as good as a key, and nobody needs them later."),
        deletions.account_mails,
    ),
    Rule(
        "mail",
        _("Text and address of all other mails"),
        180 * DAY,
        _("So that the helpdesk can answer questions about what you were sent."),
        deletions.mails,
    ),
    Rule(
        "drafts",
        _("Organisations that were registered and never submitted"),
        YEAR,
        _("Counted from the last change. Nobody seems to need them."),
        deletions.idle_drafts,
    ),
    Rule(
        "revisions",
        _("Contents of proposals that were rejected or withdrawn"),
        YEAR,
        _("Counted from the decision, which may be questioned for some time."),
        deletions.dropped_revisions,
    ),
    Rule(
        "logos",
        _("Uploaded pictures that no profile shows"),
        KEPT_UNUSED,
        _("Who edits a profile may still need them for some days."),
        deletions.unused_logos,
    ),
    Rule(
        "proofs",
        _("Consents and disclosures of people who have erased their account, without the name"),
        3 * YEAR,
        _("Counted from the erasure. Proof that what was done was allowed; APPI asks for 3 years."),
        deletions.proofs,
    ),
    Rule(
        "purges",
        _("The log of what these rules have deleted"),
        3 * YEAR,
        _("It names nobody. It shows that the rules are kept."),
        deletions.purge_log,
    ),
]


def register_rule(rule: Rule) -> None:
    """Let an upper app delete what it keeps; a second rule under the same key takes its place."""
    RULES[:] = [*(it for it in RULES if it.key != rule.key), rule]


def apply_retention() -> dict[str, int]:
    """Delete what is too old, rule by rule, and log how much; one that fails stops no other.

    Returns the rows by rule, only of rules that deleted something. While another job is at it,
    this one has nothing to do: two would count the same rows twice.
    """
    with _alone() as is_alone:
        return _apply() if is_alone else {}


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other connection is applying the rules; until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = cursor.fetchone()[0]
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _apply() -> dict[str, int]:
    done = {}
    for rule in RULES:
        try:
            rows = rule.delete(timezone.now() - rule.keeps_for)
        except Exception:
            logger.exception("The retention rule %s failed", rule.key)
            continue
        if rows:
            Purge.objects.create(rule=rule.key, rows=rows)
            done[rule.key] = rows
    return done
