"""Request, propose, consent: from a match to an introduction, in step with everything around it.

Locks are taken in one order: the introduction, then its parties. Whoever comes second finds the
state changed and is told so; nothing is decided twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matching.facts import REST, state_fact
from matching.introductions import mails
from matching.introductions.calendars import Office
from matching.introductions.disclosing import disclose_contacts, require_basis
from matching.introductions.models import Introduction, Party
from matching.introductions.states import Answer, State
from matching.models import PairFact
from matching.models.facts import today
from profiles.models import Profile, TargetArea, User
from profiles.moving import ForbiddenMove

ANSWER_WITHIN = 15
"""Working days, in the calendar of the one who is asked."""


class PairRests(Exception):
    """The pair is declined or blocked for a time; `args[0]` is the last day, None for no end."""

    def __str__(self) -> str:
        if self.args[0] is None:
            return str(_("An introduction between these two is not possible."))
        day = date_format(self.args[0], "DATE_FORMAT")
        return str(_("This pair rests until %(day)s. You can ask again after that.") % {"day": day})


class NotPublic(Exception):
    """One of the two is not in the directory, or has not been confirmed for a year."""

    def __str__(self) -> str:
        return str(_("One of the two profiles is not up to date. It must be confirmed first."))


@dataclass(frozen=True)
class ThirdParty:
    """Somebody from a target area who need not be registered."""

    name: str
    email: str
    language: str
    area: TargetArea


def request_introduction(
    europe: Profile, japan: Profile, *, for_: Profile, by: User, message: str, language: str
) -> Introduction:
    """One side asks to be introduced; the broker looks at it first.

    If there is an introduction of the two already, this one joins it: what the other side
    requested is answered with yes. Raises PairRests, NotPublic and NoLegalBasis.
    """
    require_possible(europe, japan)
    other = japan if for_ == europe else europe
    require_basis(by, of=for_, to=[other])
    with transaction.atomic():
        standing = _standing(europe, japan)
        if standing is not None:
            return _join(standing, for_=for_, by=by)
        try:
            with transaction.atomic():
                introduction = Introduction.objects.create(
                    europe=europe,
                    japan=japan,
                    requested_by=by,
                    requested_for=for_,
                    message=message,
                    language=language,
                )
                _add_parties(introduction)
        except IntegrityError:  # one_standing_introduction: the other side was faster
            return _join(_standing(europe, japan), for_=for_, by=by)
        party = introduction.parties.get(profile=for_)
        party.move(
            Answer.ACCEPTED,
            by=by,
            reason=gettext_noop("Requested the introduction"),
            contact=by,
            answered_at=timezone.now(),
        )
        mails.tell_staff_requested(introduction)
    return introduction


def require_possible(europe: Profile, japan: Profile) -> None:
    """Raises PairRests for a pair that is hidden, NotPublic for one that is not matched."""
    hiding = PairFact.objects.in_force().between(europe, japan).hiding()
    for fact in hiding.order_by("-kind", "-until"):
        raise PairRests(None if fact.kind == PairFact.Kind.BLOCKED else fact.until)
    if not (europe.is_matchable and japan.is_matchable):
        raise NotPublic


def _standing(europe: Profile, japan: Profile) -> Introduction | None:
    found = Introduction.objects.standing().between(europe, japan)
    return found.select_for_update(of=["self"]).first()


def _add_parties(introduction: Introduction, third: ThirdParty | None = None) -> None:
    for role, profile in (("europe", introduction.europe), ("japan", introduction.japan)):
        introduction.parties.create(role=role, profile=profile, language=profile.language)
    if third:
        introduction.parties.create(
            role=Party.Role.THIRD,
            name=third.name,
            email=third.email,
            language=third.language,
            area=third.area,
        )


def _join(introduction: Introduction, *, for_: Profile, by: User) -> Introduction:
    """The other side asks for what is under way already: that is a yes."""
    party = introduction.parties.select_for_update().get(profile=for_)
    if party.answer == Answer.WAITING and introduction.is_open:
        reason = gettext_noop("Requested the same introduction")
        _accept(introduction, party, by=by, contact=by, reason=reason)
    return introduction


def propose(
    europe: Profile,
    japan: Profile,
    *,
    by: User,
    note: Mapping[str, str],
    third: ThirdParty | None = None,
) -> Introduction:
    """The helpdesk proposes two to each other, and asks them at once. Raises as a request does."""
    require_possible(europe, japan)
    with transaction.atomic():
        introduction = _standing(europe, japan)
        if introduction is None:
            introduction = Introduction.objects.create(europe=europe, japan=japan)
            _add_parties(introduction, third)
        if introduction.state == State.REQUESTED:
            ask(introduction, by=by, note=note)
    return introduction


def ask(introduction: Introduction, *, by: User, note: Mapping[str, str]) -> None:
    """Ask everybody who has not answered yet; the clock starts. Raises ForbiddenMove."""
    now = timezone.now()
    with transaction.atomic():
        introduction.move(
            State.ASKED,
            by=by,
            reason=gettext_noop("The parties are asked"),
            broker=by,
            note=dict(note),
            opened_at=now,
        )
        for party in introduction.parties.select_for_update().order_by("pk"):
            if party.answer == Answer.WAITING:
                due = office_of(party).add_working_days(today_at(party), ANSWER_WITHIN)
                Party.objects.filter(pk=party.pk).update(due_on=due)
                party.due_on = due
                mails.ask(introduction, party)
        _settle(introduction, by=by)


def office_of(party: Party) -> Office:
    """Whose working days count; a third party, whose holidays we do not know, keeps Europe's."""
    profile = party.profile or party.introduction.europe
    return Office.of(profile.place)


def today_at(party: Party) -> date:
    return timezone.now().astimezone(office_of(party).zone).date()


def accept(
    party: Party, *, by: User | None, contact: User | None, early_late: bool = False
) -> Introduction:
    """A party says yes; when all have, the contacts are disclosed.

    `contact` is the person whom the others will write to; None for a third party, which is
    reached by the address that it was asked at. Raises ForbiddenMove and NoLegalBasis.
    """
    others = [p.profile for p in party.introduction.parties.all() if p.profile and p != party]
    if contact and party.profile:
        require_basis(contact, of=party.profile, to=others)
    with transaction.atomic():
        introduction = _locked(party)
        party.wants_early_late = early_late
        party.save(update_fields=["wants_early_late"])
        _accept(introduction, party, by=by, contact=contact, reason=gettext_noop("Accepted"))
    return introduction


def _locked(party: Party) -> Introduction:
    """The introduction, locked, and the party as it is now. Raises ForbiddenMove when settled."""
    introduction = Introduction.objects.select_for_update(of=["self"]).get(pk=party.introduction_id)
    if introduction.state != State.ASKED:
        raise ForbiddenMove(introduction.state, "")
    party.refresh_from_db()
    return introduction


def _accept(
    introduction: Introduction,
    party: Party,
    *,
    by: User | None,
    contact: User | None,
    reason: str,
) -> None:
    party.move(Answer.ACCEPTED, by=by, reason=reason, contact=contact, answered_at=timezone.now())
    _settle(introduction, by=by)


def _settle(introduction: Introduction, *, by: User | None) -> None:
    """When nobody is waited for any more: disclose, state the fact, tell everybody."""
    if introduction.state != State.ASKED:
        return
    parties = list(introduction.parties.select_related("profile__place", "contact"))
    if any(party.answer != Answer.ACCEPTED for party in parties):
        return
    introduction.move(
        State.ACCEPTED,
        by=by,
        reason=gettext_noop("Everybody has accepted"),
        decided_at=timezone.now(),
    )
    disclose_contacts(introduction, parties)
    state_fact(
        introduction.europe,
        introduction.japan,
        PairFact.Kind.INTRODUCED,
        key=fact_key(introduction),
        by=by,
        reason=gettext_noop("Introduced"),
    )
    for party in parties:
        mails.introduced(introduction, party)


def fact_key(introduction: Introduction) -> str:
    return f"introduction-{introduction.pk}"


def decline(party: Party, *, by: User | None, reason: str) -> Introduction:
    """A party says no, which ends it; the pair rests. The reason is for the helpdesk only.

    Raises ForbiddenMove.
    """
    with transaction.atomic():
        introduction = _locked(party)
        party.move(
            Answer.DECLINED,
            by=by,
            reason=gettext_noop("Declined"),
            answered_at=timezone.now(),
        )
        Party.objects.filter(pk=party.pk).update(reason=reason)
        _end(introduction, State.DECLINED, by=by, reason=gettext_noop("A party declined"))
        _rest(introduction, by=by, reason=gettext_noop("Declined"))
    return introduction


def decline_request(introduction: Introduction, *, by: User, reason: str) -> None:
    """The broker sees no sense in a request; only the one who asked learns of it."""
    with transaction.atomic():
        introduction.move(State.DECLINED, by=by, reason=reason, decided_at=timezone.now())
        mails.request_declined(introduction, reason)


def withdraw(introduction: Introduction, *, by: User, reason: str) -> None:
    """Who requested it, or the helpdesk, takes it back. Raises ForbiddenMove when settled."""
    was_open = introduction.state == State.ASKED
    with transaction.atomic():
        introduction.move(State.WITHDRAWN, by=by, reason=reason, decided_at=timezone.now())
        if was_open:
            for party in introduction.parties.all():
                mails.not_taken_up(introduction, party)


def _end(introduction: Introduction, to: State, *, by: User | None, reason: str) -> None:
    introduction.move(to, by=by, reason=reason, decided_at=timezone.now())
    for party in introduction.parties.select_related("profile"):
        mails.not_taken_up(introduction, party)


def _rest(introduction: Introduction, *, by: User | None, reason: str) -> None:
    state_fact(
        introduction.europe,
        introduction.japan,
        PairFact.Kind.RESTING,
        key=fact_key(introduction),
        by=by,
        reason=reason,
        since=today(),
        until=today() + REST,
    )


def expire(introduction: Introduction) -> bool:
    """End it if somebody's last day to answer has passed; False if not. Shames nobody."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        if row.state != State.ASKED:
            return False
        late = [
            party
            for party in row.parties.select_related("profile__place").order_by("pk")
            if party.answer == Answer.WAITING and party.due_on and party.due_on < today_at(party)
        ]
        if not late:
            return False
        reason = gettext_noop("No answer in time")
        for party in late:
            party.move(Answer.EXPIRED, by=None, reason=reason)
        _end(row, State.EXPIRED, by=None, reason=reason)
    return True


def close(introduction: Introduction, *, by: User, reason: str) -> None:
    """The helpdesk's work is done. Raises ForbiddenMove."""
    introduction.move(State.CLOSED, by=by, reason=reason)
