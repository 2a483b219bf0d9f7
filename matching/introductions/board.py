"""The helpdesk's board: every case with its age, what is to be done next, and what stands still."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, Max, OuterRef, Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.introductions.deadlines import REMIND_AFTER
from matching.introductions.models import (
    Introduction,
    IntroductionQuerySet,
    Message,
    Outcome,
    Party,
)
from matching.introductions.outcomes import differing_days
from matching.introductions.questions import unanswered
from matching.introductions.states import STANDING, Answer, State
from profiles.models import Membership, User

LOOK_WITHIN = timedelta(days=5)
"""A request that waits longer for the helpdesk stands still."""
REPLY_WITHIN = timedelta(days=2)
SILENT_AFTER = timedelta(days=30)
"""Introduced, and for so long neither a message nor a meeting."""
AGREED = frozenset({Outcome.Result.LETTER, Outcome.Result.MEMORANDUM, Outcome.Result.PROJECT})


@dataclass(frozen=True)
class Case:
    """An introduction loaded by `cases()`."""

    introduction: Introduction

    @property
    def since(self) -> datetime:
        """When it came into its state."""
        row = self.introduction
        if row.state == State.REQUESTED:
            return row.created_at
        return (row.opened_at if row.state == State.ASKED else row.decided_at) or row.created_at

    @property
    def days(self) -> int:
        return (timezone.now() - self.since).days

    @cached_property
    def waiting(self) -> list[Party]:
        """Parties that have been asked and have not answered."""
        if self.introduction.state != State.ASKED:
            return []
        return [it for it in self.introduction.parties.all() if it.answer == Answer.WAITING]

    @cached_property
    def silent_sides(self) -> list[Party]:
        """Those of them for whom nobody can answer."""
        speakers = {
            "europe": self.introduction.has_european,
            "japan": self.introduction.has_japanese,
        }
        return [it for it in self.waiting if not speakers.get(it.role, True)]

    @cached_property
    def questions(self) -> list[Party]:
        return unanswered(self.introduction.private_messages)

    @cached_property
    def has_waiting_question(self) -> bool:
        since = timezone.now() - REPLY_WITHIN
        return bool(self.questions) and self.introduction.private_messages[-1].at < since

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return [row for party in self.introduction.parties.all() for row in party.outcomes.all()]

    @property
    def differs(self) -> bool:
        return bool(differing_days(self.outcomes))

    @property
    def has_agreement(self) -> bool:
        return any(row.result in AGREED for row in self.outcomes)

    @property
    def is_held_up(self) -> bool:
        """Everybody has agreed, and the contacts are not shown: the law, or nobody is named."""
        return self.introduction.state == State.ASKED and not self.waiting

    @property
    def is_silent(self) -> bool:
        row = self.introduction
        moments = (self.since, row.last_message_at, row.last_meeting_at)
        last = max(it for it in moments if it)
        return row.state == State.ACCEPTED and timezone.now() - last > SILENT_AFTER

    @property
    def has_ignored_reminders(self) -> bool:
        last = max(REMIND_AFTER)
        return any(row.after == last for it in self.waiting for row in it.reminders.all())

    @property
    def is_overdue(self) -> bool:
        is_requested = self.introduction.state == State.REQUESTED
        return is_requested and timezone.now() - self.since > LOOK_WITHIN

    @property
    def is_stalled(self) -> bool:
        return any(
            (
                self.is_overdue,
                self.silent_sides,
                self.is_held_up,
                self.has_ignored_reminders,
                self.is_silent,
                self.differs,
                self.has_waiting_question,
            )
        )

    @property
    def next_action(self) -> str:
        """What the owner does next, in a few words; "" when there is nothing."""
        if self.questions:
            return _("Answer the question of %(party)s") % {"party": self.questions[0]}
        return {
            State.REQUESTED: self._when_requested,
            State.ASKED: self._when_asked,
            State.ACCEPTED: self._when_introduced,
        }.get(State(self.introduction.state), str)()

    def _when_requested(self) -> str:
        return _("Read the request, then ask or decline")

    def _when_asked(self) -> str:
        if self.silent_sides:
            return _("Find somebody who speaks for %(party)s") % {"party": self.silent_sides[0]}
        if self.is_held_up:
            return _("Help with the contact person’s consent")
        first = min(self.waiting, key=lambda party: party.due_on)
        names = {"party": first, "day": date_format(first.due_on, "SHORT_DATE_FORMAT")}
        if self.has_ignored_reminders:
            return _("Call %(party)s: two reminders, time until %(day)s") % names
        return _("Wait for %(party)s until %(day)s") % names

    def _when_introduced(self) -> str:
        if self.differs:
            return _("Ask both: they say different things of the outcome")
        if self.has_agreement:
            return _("Register the partnership")
        return _("Ask both how it goes") if self.is_silent else _("Accompany the conversation")


def cases(introductions: IntroductionQuerySet) -> list[Case]:
    """In a fixed number of queries, however many there are."""
    found = list(_loaded(introductions))
    for introduction in found:
        introduction.link_parties()
        parties = {party.pk: party for party in introduction.parties.all()}
        for message in introduction.private_messages:
            message.private_to = parties.get(message.private_to_id)
    return [Case(introduction) for introduction in found]


def _loaded(introductions: IntroductionQuerySet) -> IntroductionQuerySet:
    private = Message.objects.exclude(private_to=None).order_by("at", "pk")
    return (
        introductions.with_parties()
        .annotate(
            last_message_at=Max("messages__at"),
            last_meeting_at=Max("meetings__created_at"),
            has_european=_speakers("europe"),
            has_japanese=_speakers("japan"),
        )
        .prefetch_related(
            "parties__reminders",
            "parties__outcomes",
            Prefetch("messages", private, to_attr="private_messages"),
        )
    )


def _speakers(side: str) -> Exists:
    roles = [Membership.Role.OWNER, Membership.Role.EDITOR]
    active = Membership.objects.filter(user__is_active=True, role__in=roles)
    return Exists(active.filter(profile=OuterRef(side)))


def columns(found: Iterable[Case]) -> list[tuple[State, Sequence[Case]]]:
    """By open state, the oldest first."""
    ordered = sorted(found, key=lambda case: case.since)
    return [(state, [it for it in ordered if it.introduction.state == state]) for state in STANDING]


def owned(introductions: IntroductionQuerySet, owner: str, reader: User) -> IntroductionQuerySet:
    """Those of one owner: a key, `me`, or `nobody`; everybody's if it is empty."""
    match owner:
        case "":
            return introductions
        case "nobody":
            return introductions.filter(broker=None)
        case "me":
            return introductions.filter(broker=reader)
    return introductions.filter(broker=int(owner))
