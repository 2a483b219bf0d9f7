"""Mails about introductions. Before everybody has consented none of them names a person."""

from collections.abc import Callable

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matching.introductions.links import outcome_token, party_token
from matching.introductions.models import Introduction, Outcome, Party
from matching.introductions.states import Answer
from profiles import outbox
from profiles.letters import Letter, address_of
from profiles.models import Membership, User

Write = Callable[[str], Letter]
"""Writes the letter to somebody, given the address of their page of the introduction."""


def people_of(party: Party) -> list[User]:
    """Who may answer for a registered party."""
    speaking = Q(memberships__role__in=[Membership.Role.OWNER, Membership.Role.EDITOR])
    people = User.objects.filter(speaking, memberships__profile=party.profile, is_active=True)
    return list(people.distinct().order_by("pk"))


def post_to_party(
    introduction: Introduction, party: Party, kind: str, write: Write, *, about: str = ""
) -> int:
    """To everybody who speaks for a party, or to the third party's address; returns how many.

    Once for each of them and kind; `about` tells several of a kind apart.
    """
    kind = f"introduction_{kind}"
    key = f"{kind}{about}-{introduction.pk}-{party.pk}"
    if party.profile is None:
        outbox.post(
            lambda: write(_page_of_third(party)),
            to=party.email,
            addressee=party.name,
            key=key,
            kind=kind,
            language=party.language,
        )
        return 1
    people = people_of(party)
    for person in people:
        outbox.post(
            lambda: write(page_of(introduction)), to=person, key=f"{key}-{person.pk}", kind=kind
        )
    return len(people)


def page_of(introduction: Introduction) -> str:
    return address_of(reverse("introductions:show-introduction", args=[introduction.pk]))


def _page_of_third(party: Party) -> str:
    return address_of(reverse("introductions:answer-by-link", args=[party_token(party)]))


def _others(introduction: Introduction, party: Party) -> str:
    """The other parties' names, in the reader's language."""
    parties = introduction.parties.select_related("profile").prefetch_related("profile__texts")
    return " · ".join(str(it) for it in parties if it.pk != party.pk)


def staff_for(introduction: Introduction) -> list[User]:
    """Its broker; without one, everybody at the helpdesk."""
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    return [it for it in staff if it.pk == introduction.broker_id] or list(staff)


def tell_staff_requested(introduction: Introduction) -> None:
    """The helpdesk learns of a request."""
    for person in staff_for(introduction):
        outbox.post(
            lambda: Letter(
                subject=_("Introduction requested: %(pair)s") % {"pair": introduction},
                paragraphs=[
                    _("%(organisation)s asks to be introduced.")
                    % {"organisation": introduction.requested_for},
                ],
                action=(_("Look at the request"), page_of(introduction)),
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
            quote=introduction.note_in(get_language() or "en")[1],
            action=(_("Read the reasons and answer"), address),
            closing=[_("The proposal stays open until %(day)s.") % names],
        )

    return post_to_party(introduction, party, "ask", write)


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

    return post_to_party(introduction, party, "reminder", write, about=f"-{working_days}")


def contact_needed(introduction: Introduction, party: Party) -> int:
    """Everybody has agreed, but this party's contact person must not be shown yet."""

    def write(address: str) -> Letter:
        names = {"others": _others(introduction, party)}
        return Letter(
            subject=_("One step is missing for the introduction to %(others)s") % names,
            paragraphs=[
                _(
                    "Everybody has agreed. But the contact person of your organisation cannot be"
                    " shown: the law asks for that person’s consent, or the person has left."
                ),
                _("Choose another person on the page below, or ask that person to consent there."),
            ],
            action=(_("Choose the contact person"), address),
        )

    return post_to_party(introduction, party, "contact_needed", write)


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
            action=(_("Open the introduction"), address),
        )

    return post_to_party(introduction, party, "introduced", write)


def not_taken_up(introduction: Introduction, party: Party) -> int:
    """It did not come about; nobody is told why, or because of whom."""

    def write(address: str) -> Letter:
        names = {"others": _others(introduction, party)}
        if party.answer == Answer.DECLINED:
            closed = _(
                "The introduction to %(others)s is closed, as your organisation wished. Nothing of"
                " that is passed on."
            )
        else:
            closed = _(
                "The introduction to %(others)s does not come about at this time. That says"
                " nothing about you: there are many reasons, and most of them are a matter of"
                " timing."
            )
        return Letter(
            subject=_("No introduction to %(others)s for now") % names,
            paragraphs=[closed % names, *_who_else(party)],
            action=(_("To the introduction"), address),
        )

    return post_to_party(introduction, party, "not_taken_up", write)


def _who_else(party: Party) -> list[str]:
    return [_("Your suggestions show who else fits.")] if party.profile else []


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

    return post_to_party(introduction, party, "request_declined", write)


def ask_outcome(introduction: Introduction, outcome: Outcome) -> int:
    """What has come of it so far; every answer is a link of this person's own."""
    party = outcome.party
    people = people_of(party)
    for person in people:
        outbox.post(
            lambda person=person: _outcome_letter(introduction, outcome, person),
            to=person,
            key=f"introduction_outcome-{outcome.pk}-{person.pk}",
            kind="introduction_outcome",
        )
    return len(people)


def _outcome_letter(introduction: Introduction, outcome: Outcome, person: User) -> Letter:
    names = {"others": _others(introduction, outcome.party), "days": outcome.days}
    return Letter(
        subject=_("What has come of the introduction to %(others)s?") % names,
        paragraphs=[
            _("%(days)s days ago you were introduced to %(others)s. How far have you come?")
            % names,
            _("One click is enough; you can say something else later."),
        ],
        choices=[
            (str(result.label), _answer_page(outcome, person, result)) for result in Outcome.Result
        ],
        closing=[_("Your answer is read by the helpdesk only.")],
    )


def _answer_page(outcome: Outcome, person: User, result: str) -> str:
    token = outcome_token(outcome, person, result)
    return address_of(reverse("introductions:answer-outcome-by-link", args=[token]))
