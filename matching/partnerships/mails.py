"""Mails about partnerships."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.partnerships.dates import shown
from matching.partnerships.models import Amendment, Partnership
from profiles import outbox
from profiles.letters import Letter, address_of
from profiles.models import Membership, User


def renewal(partnership: Partnership, term: Amendment, *, months: int) -> int:
    """A renewal comes near, or was missed: to the parties' people and the helpdesk."""
    until = term.valid_until
    speaking = Q(
        memberships__profile__partnership_parties__partnership=partnership,
        memberships__role__in=[Membership.Role.OWNER, Membership.Role.EDITOR],
    )
    people = User.objects.filter(Q(is_staff=True) | speaking, is_active=True).distinct()

    def write() -> Letter:
        names = {
            "partnership": partnership.title,
            "day": shown(until, term.until_precision),
            "months": months,
        }
        if months:
            subject = ngettext(
                "Renewal in %(months)d month: %(partnership)s",
                "Renewal in %(months)d months: %(partnership)s",
                months,
            )
            text = _(
                "What was agreed is in force until %(day)s. If it shall go on, this is the time to"
                " prepare it."
            )
        else:
            subject = _("Renewal date has passed: %(partnership)s")
            text = _("What was agreed was in force until %(day)s, and no renewal is on record.")
        return Letter(
            subject=subject % names,
            paragraphs=[
                text % names,
                _("If it has been renewed already, tell the helpdesk when and for how long."),
            ],
            action=(_("Look at the partnership"), address_of(partnership.get_absolute_url())),
        )

    count = 0
    for person in people.order_by("pk"):
        key = f"renewal-{partnership.pk}-{until:%Y%m%d}-{months}-{person.pk}"
        outbox.post(write, to=person, key=key, kind="partnership_renewal")
        count += 1
    return count


def update_proposed(partnership: Partnership, *, by: User, text: str, key: str) -> None:
    """A party proposes a change: to who follows the partnership, else to all of the helpdesk."""
    staff = User.objects.filter(is_staff=True, is_active=True)
    following = staff.filter(pk=partnership.owner_id)

    def write() -> Letter:
        names = {"partnership": partnership.title, "person": by.get_full_name() or by.email}
        edit = reverse("partnerships:edit-partnership", args=[partnership.pk])
        return Letter(
            subject=_("Update proposed: %(partnership)s") % names,
            paragraphs=[_("%(person)s proposes an update of %(partnership)s:") % names],
            quote=text,
            action=(_("Edit the partnership"), address_of(edit)),
            closing=[_("It stands on the board of partnerships as well.")],
        )

    for person in (following if following.exists() else staff).order_by("pk"):
        outbox.post(write, to=person, key=f"update-{key}-{person.pk}", kind="partnership_update")
