"""Mails about introductions. Before everybody has consented none of them names a person."""

from collections.abc import Callable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.introductions.links import party_token
from matching.introductions.models import Introduction, Party
from profiles import outbox
from profiles.letters import Letter, address_of
from profiles.models import Membership, User

Write = Callable[[str], Letter]
"""Writes the letter to somebody, given the address of their page of the introduction."""


def people_of(party: Party) -> Iterator[User]:
    """Who may answer for a registered party."""
    speaking = Q(memberships__role__in=[Membership.Role.OWNER, Membership.Role.EDITOR])
    return (
        User.objects.filter(speaking, memberships__profile=party.profile, is_active=True)
        .distinct()
        .order_by("pk")
        .iterator()
    )


def _post(introduction: Introduction, party: Party, kind: str, write: Write) -> int:
    """To everybody who speaks for a party, or to the third party's address; returns how many."""
    kind = f"introduction_{kind}"
    if party.profile is None:
        path = reverse("introductions:answer-by-link", args=[party_token(party)])
        outbox.post(
            lambda: write(address_of(path)),
            to=party.email,
            key=f"{kind}-{introduction.pk}-{party.pk}",
            kind=kind,
            language=party.language,
        )
        return 1
    count = 0
    for person in people_of(party):
        count += 1
        outbox.post(
            lambda: write(_page_of(introduction)),
            to=person,
            key=f"{kind}-{introduction.pk}-{party.pk}-{person.pk}",
            kind=kind,
        )
    return count


def _page_of(introduction: Introduction) -> str:
    return address_of(reverse("introductions:show-introduction", args=[introduction.pk]))


def _others(introduction: Introduction, party: Party) -> str:
    """The other parties' names, in the reader's language."""
    return " · ".join(str(it) for it in introduction.parties.all() if it.pk != party.pk)


def tell_staff_requested(introduction: Introduction) -> None:
    """The helpdesk learns of a request."""
    for person in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        outbox.post(
            lambda: Letter(
                subject=_("Introduction requested: %(pair)s") % {"pair": introduction},
                paragraphs=[
                    _("%(organisation)s asks to be introduced.")
                    % {"organisation": introduction.requested_for},
                ],
                action=(_("Look at the request"), _page_of(introduction)),
            ),
            to=person,
            key=f"introduction_requested-{introduction.pk}-{person.pk}",
            kind="introduction_requested",
        )


def ask(introduction: Introduction, party: Party) -> int:
    """Whether they would like to be introduced, and until when they can say so."""

    def write(address: str) -> Letter:
        names = {
            "others": _others(introduction, party),
            "day": date_format(party.due_on, "DATE_FORMAT"),
        }
        note = introduction.note
        return Letter(
            subject=_("Would you like to be introduced to %(others)s?") % names,
            paragraphs=[
                _(
                    "The helpdesk thinks that you and %(others)s could work together. The page"
                    " below shows why."
                )
                % names,
                _(
                    "Contact persons are named only after everybody has agreed. A no needs no"
                    " explanation and is not passed on."
                ),
            ],
            quote=note.get(party.language) or note.get("en") or next(iter(note.values()), ""),
            action=(_("Read the reasons and answer"), address),
            closing=[_("The proposal stays open until %(day)s.") % names],
        )

    return _post(introduction, party, "ask", write)


def remind(introduction: Introduction, party: Party, working_days: int) -> int:
    """The proposal is still there."""

    def write(address: str) -> Letter:
        names = {
            "others": _others(introduction, party),
            "day": date_format(party.due_on, "DATE_FORMAT"),
        }
        return Letter(
            subject=_("Still open: an introduction to %(others)s") % names,
            paragraphs=[
                _("The proposal to introduce you to %(others)s stays open until %(day)s.") % names,
            ],
            action=(_("Read the reasons and answer"), address),
        )

    return _post(introduction, party, f"reminder_{working_days}", write)


def introduced(introduction: Introduction, party: Party) -> int:
    """Everybody has agreed: the contacts stand on the page, not in the mail."""

    def write(address: str) -> Letter:
        names = {"others": _others(introduction, party)}
        return Letter(
            subject=_("You are introduced to %(others)s") % names,
            paragraphs=[
                _(
                    "Everybody has agreed. You find the contact persons of %(others)s on the page"
                    " of the introduction; there you can also write to each other and find a time"
                    " to meet that suits both clocks."
                )
                % names,
            ],
            action=(_("Open the conversation"), address),
        )

    return _post(introduction, party, "introduced", write)


def not_taken_up(introduction: Introduction, party: Party) -> int:
    """It did not come about; nobody is told why, or because of whom."""

    def write(address: str) -> Letter:
        names = {"others": _others(introduction, party)}
        return Letter(
            subject=_("No introduction to %(others)s for now") % names,
            paragraphs=[
                _(
                    "The introduction to %(others)s does not come about at this time. That says"
                    " nothing about you: there are many reasons, and most of them are a matter of"
                    " timing."
                )
                % names,
                _("Your suggestions show who else fits."),
            ],
            action=(_("To the introduction"), address),
        )

    return _post(introduction, party, "not_taken_up", write)


def request_declined(introduction: Introduction, reason: str) -> int:
    """To those who asked: the helpdesk does not pass the request on, and why."""
    party = introduction.parties.get(profile=introduction.requested_for)

    def write(address: str) -> Letter:
        names = {"others": _others(introduction, party)}
        return Letter(
            subject=_("Your request for an introduction to %(others)s") % names,
            paragraphs=[_("The helpdesk has not passed your request on. This is why:")],
            quote=reason,
            action=(_("To the introduction"), address),
        )

    return _post(introduction, party, "request_declined", write)
