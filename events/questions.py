"""Questions from the audience: asked, voted for, moderated. The others see nobody's name."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from events.models import AudienceQuestion, Registration, Vote, Webinar
from events.states import Asked, Booking
from profiles.models import User

SHOWN = (Asked.SHOWN, Asked.ANSWERED)
MOST = 10
WITHIN = timedelta(hours=1)
"""So many questions somebody may ask in this time. Not by their network's address: many colleagues
may share it."""


class TooMany(Exception):
    """Somebody asks more than a moderator can read."""

    def __str__(self) -> str:
        return str(_("You have asked many questions already. Please wait a little."))


class NotShown(Exception):
    """Only what is shown, and not answered yet, is voted for."""

    def __str__(self) -> str:
        return str(_("This question has been answered or taken away meanwhile."))


def ask(registration: Registration, *, text: str, language: str) -> AudienceQuestion:
    """A new question; it is shown once a moderator has read it. Raises TooMany."""
    recent = registration.asked.filter(at__gt=timezone.now() - WITHIN)
    if recent.count() >= MOST:
        raise TooMany
    return AudienceQuestion.objects.create(
        webinar_id=registration.webinar_id, registration=registration, text=text, language=language
    )


def take_up(registration: Registration) -> AudienceQuestion | None:
    """What was asked at sign-up, once there is a seat: a question like the others, once."""
    if registration.state != Booking.CONFIRMED or not registration.question.strip():
        return None
    return registration.asked.filter(
        text=registration.question
    ).first() or registration.asked.create(
        webinar_id=registration.webinar_id,
        text=registration.question,
        language=registration.language,
    )


def renew(registration: Registration, *, before: str) -> None:
    """What was asked at sign-up reads otherwise now: where no moderator has read it yet, the new
    words take its place; otherwise they are a question of their own."""
    if registration.question == before:
        return
    unread = registration.asked.filter(state=Asked.NEW, text=before)
    if not registration.question.strip():
        unread.delete()
    elif not unread.update(text=registration.question, language=registration.language):
        take_up(registration)


def vote(registration: Registration, question: AudienceQuestion, *, is_for: bool) -> None:
    """For it, or not any more; as often as one likes, it counts once. Raises NotShown."""
    if question.state != Asked.SHOWN:
        raise NotShown
    if is_for:
        row = Vote(question=question, registration=registration)
        Vote.objects.bulk_create([row], ignore_conflicts=True)
    else:
        Vote.objects.filter(question=question, registration=registration).delete()


@dataclass(frozen=True)
class Board:
    """What one participant sees: what is shown, most votes first, and their own that wait."""

    shown: list[AudienceQuestion]
    waiting: list[AudienceQuestion]

    @property
    def digest(self) -> str:
        """Of all that stands on it: equal means that nothing has changed."""
        rows = [(it.pk, it.state, it.vote_count, it.is_mine) for it in self.shown]
        rows += [(it.pk, it.state) for it in self.waiting]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def board_for(registration: Registration) -> Board:
    votes = Vote.objects.filter(question=OuterRef("pk"), registration=registration)
    asked = AudienceQuestion.objects.filter(webinar_id=registration.webinar_id).exclude(text="")
    shown = asked.filter(state__in=SHOWN).annotate(vote_count=Count("votes"), is_mine=Exists(votes))
    waiting = asked.filter(state=Asked.NEW, registration=registration)
    # Open ones first: what is answered is of less interest.
    return Board(list(shown.order_by("-state", "-vote_count", "at", "pk")), list(waiting))


def for_moderation(webinar: Webinar, state: Asked) -> list[AudienceQuestion]:
    """With whoever asked, most votes first, then in the order of asking."""
    rows = webinar.audience_questions.filter(state=state).exclude(text="")
    rows = rows.select_related("registration")
    return list(rows.annotate(vote_count=Count("votes")).order_by("-vote_count", "at", "pk"))


def counts(webinar: Webinar) -> dict[str, int]:
    rows = webinar.audience_questions.order_by().values_list("state").annotate(Count("pk"))
    found = dict(rows)
    return {state: found.get(state, 0) for state in Asked.values}


def moderate(question: AudienceQuestion, to: Asked, *, by: User) -> None:
    """Show, hide, mark as answered, or bring back. Raises ForbiddenMove."""
    question.move(to, by=by, reason=gettext_noop("Moderated"))
