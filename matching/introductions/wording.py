"""How a party is told where its introduction stands: kindly, and without saying who said no."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.introductions.models import Introduction, Party
from matching.introductions.states import Answer, State


def state_words(introduction: Introduction, party: Party | None) -> str:
    """The state by its name; for the parties, one name for every way of not coming about."""
    if party and introduction.state == State.EXPIRED:
        return str(State.DECLINED.label)
    return introduction.get_state_display()


def next_step(introduction: Introduction, party: Party, *, is_held_up: bool) -> str:
    """What is next for a party, in a sentence or two."""
    match introduction.state:
        case State.REQUESTED:
            return _(
                "The helpdesk looks at the request. If it sees a fit, it asks the other side."
                " Nobody has to do anything now."
            )
        case State.ASKED:
            return _while_asked(introduction, party, is_held_up=is_held_up)
        case State.ACCEPTED:
            return _("Everybody has agreed. Write to each other and find a time to meet.")
        case State.CLOSED:
            return _("The helpdesk’s part is done. The contacts and the conversation stay here.")
    return _after_no(introduction, party)


def _while_asked(introduction: Introduction, party: Party, *, is_held_up: bool) -> str:
    if party.answer == Answer.WAITING:
        day = {"day": date_format(party.due_on, "DATE_FORMAT")}
        return _("Please answer by %(day)s. A no needs no explanation.") % day
    if is_held_up:
        return _(
            "One step is missing: your contact person must agree to be shown, or somebody else"
            " must be named."
        )
    waiting = [it for it in introduction.parties.all() if it.answer == Answer.WAITING]
    last = max((it.due_on for it in waiting if it.due_on), default=None)
    if last is None:
        return _("You have agreed. A last detail is being settled on the other side.")
    return _("You have agreed. The others can answer until %(day)s.") % {
        "day": date_format(last, "DATE_FORMAT")
    }


def _after_no(introduction: Introduction, party: Party) -> str:
    if introduction.opened_at is None and introduction.state == State.DECLINED:
        return _("The helpdesk has not passed the request on. The other side was not asked.")
    if party.answer == Answer.DECLINED:
        return _("Closed, as your organisation wished. Nothing of that is passed on.")
    if introduction.state == State.WITHDRAWN:
        return _("The proposal was taken back.")
    return _("It does not come about at this time. Most of the reasons are a matter of timing.")
