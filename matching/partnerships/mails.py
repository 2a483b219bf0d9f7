"""Mails about partnerships."""

from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.partnerships.models import Partnership
from profiles import outbox
from profiles.letters import Letter, address_of
from profiles.models import Membership, User


def renewal(partnership: Partnership, *, due_on: date, months: int) -> int:
    """A renewal comes near, or was missed: to the parties' people and the helpdesk."""
    speaking = Q(
        memberships__profile__partnership_parties__partnership=partnership,
        memberships__role__in=[Membership.Role.OWNER, Membership.Role.EDITOR],
    )
    people = User.objects.filter(Q(is_staff=True) | speaking, is_active=True).distinct()

    def write() -> Letter:
        names = {
            "partnership": partnership.title,
            "day": date_format(due_on, "DATE_FORMAT"),
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

    for person in people.order_by("pk"):
        key = f"renewal-{partnership.pk}-{due_on:%Y%m%d}-{months}-{person.pk}"
        outbox.post(write, to=person, key=key, kind="partnership_renewal")
    return people.count()
