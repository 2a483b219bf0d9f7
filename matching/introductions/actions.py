"""Request, propose, consent: from a match to an introduction, in step with everything around it.

Locks are taken in one order: the introduction, its parties, then people. Whoever comes second
finds the state changed and is told so; nothing is decided twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matching.facts import REST, state_fact, withdraw_fact
from matching.introductions import mails
from matching.introductions.deadlines import is_late, last_day
from matching.introductions.disclosing import (
    cause_of,
    disclose_contacts,
    hindered,
    require_contact,
)
from matching.introductions.models import Introduction, Message, Party
from matching.introductions.states import Answer, State
from matching.models import PairFact
from matching.models.facts import today
from profiles.disclosing import NoLegalBasis, basis_for
from profiles.models import Profile, TargetArea, User
from profiles.moving import ForbiddenMove

BY_LINK = gettext_noop("Accepted by link, with the consent to be shown to both organisations")
TRIES = 3
"""How often two who ask for the same pair may pass each other by before one is told to wait."""


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


class AlreadyUnderWay(Exception):
    """A third party cannot join two who have been asked, or have asked, without it."""

    def __str__(self) -> str:
        return str(_("An introduction of these two is under way. A third party cannot join it."))


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
    requested is answered with yes. Raises PairRests, NotPublic, NoLegalBasis and ForbiddenMove.
    """
    require_possible(europe, japan)
    if basis_for(by, for_, japan if for_ == europe else europe) is None:
        raise NoLegalBasis
    fields = {"requested_by": by, "requested_for": for_, "message": message, "language": language}
    with transaction.atomic():
        introduction, is_new = _find_or_open(europe, japan, **fields)
        party = introduction.parties.select_for_update().get(profile=for_)
        if is_new:
            reason = gettext_noop("Requested the introduction")
            _accept(introduction, party, by=by, contact=by, reason=reason)
            mails.tell_staff_requested(introduction)
        else:
            _join(introduction, party, by=by, message=message, language=language)
    return introduction


def require_possible(europe: Profile, japan: Profile) -> None:
    """Raises PairRests for a pair that is hidden, NotPublic for one that is not matched."""
    hiding = list(PairFact.objects.in_force().between(europe, japan).hiding())
    if any(fact.until is None for fact in hiding):
        raise PairRests(None)
    if hiding:
        raise PairRests(max(fact.until for fact in hiding))
    if not (europe.is_matchable and japan.is_matchable):
        raise NotPublic


def _find_or_open(
    europe: Profile, japan: Profile, third: ThirdParty | None = None, **fields: object
) -> tuple[Introduction, bool]:
    """The standing introduction of the two, locked, or a new one; and whether it is new."""
    for _try in range(TRIES):
        standing = Introduction.objects.standing().between(europe, japan)
        found = standing.select_for_update(of=["self"]).first()
        if found is not None:
            return found, False
        try:
            with transaction.atomic():
                introduction = Introduction.objects.create(europe=europe, japan=japan, **fields)
                _add_parties(introduction, third)
        except IntegrityError:  # one_standing_introduction: somebody else was faster
            continue
        require_possible(europe, japan)  # it may have been declined since we looked
        return introduction, True
    raise ForbiddenMove("", State.REQUESTED)


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


def _join(
    introduction: Introduction, party: Party, *, by: User, message: str, language: str
) -> None:
    """The other side asks for what is under way already: that is a yes, and its words are kept."""
    if party.answer != Answer.WAITING or not introduction.is_open:
        return
    Message.objects.create(
        introduction=introduction, party=party, author=by, text=message, language=language
    )
    reason = gettext_noop("Requested the same introduction")
    _accept(introduction, party, by=by, contact=by, reason=reason)


def propose(
    europe: Profile,
    japan: Profile,
    *,
    by: User,
    note: Mapping[str, str],
    third: ThirdParty | None = None,
) -> Introduction:
    """The helpdesk proposes two to each other, and asks them at once.

    What one of them has requested is put to the other; what is under way already is returned.
    Raises PairRests, NotPublic, AlreadyUnderWay and ForbiddenMove.
    """
    require_possible(europe, japan)
    with transaction.atomic():
        introduction, is_new = _find_or_open(europe, japan, third)
        if third and not is_new:
            raise AlreadyUnderWay
        if introduction.state == State.REQUESTED:
            ask(introduction, by=by, note=note)
    return introduction


def ask(introduction: Introduction, *, by: User, note: Mapping[str, str]) -> None:
    """Ask everybody who has not answered yet; the clock starts. Raises ForbiddenMove."""
    with transaction.atomic():
        introduction.move(
            State.ASKED,
            by=by,
            reason=gettext_noop("The parties are asked"),
            broker=introduction.broker or by,
            note=dict(note),
            opened_at=timezone.now(),
        )
        parties = Party.objects.filter(introduction=introduction)  # not those that are prefetched
        for party in parties.select_for_update().order_by("pk"):
            if party.answer == Answer.WAITING:
                party.due_on = last_day(party)
                party.save(update_fields=["due_on"])
                mails.ask(introduction, party)
        _settle(introduction, by=by)


def accept(
    party: Party, *, by: User | None, contact: User | None, early_late: bool = False
) -> Introduction:
    """A party says yes; when all have, the contacts are disclosed.

    `contact` is the person whom the others will write to; None for a third party, which is
    reached by the address that it was asked at. Raises ForbiddenMove, NobodyToContact,
    NotTheirOrganisation and NoLegalBasis.
    """
    with transaction.atomic():
        introduction = _locked(party)
        party.wants_early_late = early_late
        party.save(update_fields=["wants_early_late"])
        reason = gettext_noop("Accepted") if party.profile else BY_LINK
        _accept(introduction, party, by=by, contact=contact, reason=reason)
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
    parties = list(introduction.parties.select_related("profile__place"))
    require_contact(contact, of=party, parties=parties)
    party.move(Answer.ACCEPTED, by=by, reason=reason, contact=contact, answered_at=timezone.now())
    _settle(introduction, by=by)


def change_contact(party: Party, *, by: User, contact: User) -> Introduction:
    """A party that has accepted names somebody else, before the others have; noted in its log.

    Raises ForbiddenMove, NotTheirOrganisation and NoLegalBasis.
    """
    with transaction.atomic():
        introduction = _locked(party)
        if party.answer != Answer.ACCEPTED:
            raise ForbiddenMove(party.answer, Answer.ACCEPTED)
        require_contact(contact, of=party, parties=list(introduction.parties.all()))
        party.contact = contact
        party.save(update_fields=["contact"])
        why = gettext_noop("Named another contact person")
        party.transitions.create(actor=by, old=party.answer, new=party.answer, reason=why)
        _settle(introduction, by=by)
    return introduction


def settle(introduction: Introduction) -> bool:
    """Once more for one that everybody has accepted, and the law held up; whether it worked."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        return _settle(row, by=None)


def _settle(introduction: Introduction, *, by: User | None) -> bool:
    """When nobody is waited for any more: disclose, state the fact, tell everybody.

    Where a contact person must not be shown, it stays open, and that person's team is told.
    """
    if introduction.state != State.ASKED:
        return False
    asked = Party.objects.filter(introduction=introduction).order_by("pk")
    parties = list(asked.select_related("profile__place", "contact"))
    if any(party.answer != Answer.ACCEPTED for party in parties):
        return False
    if held_up := hindered(parties):
        for party in held_up:
            mails.contact_needed(introduction, party)
        return False
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
        key=cause_of(introduction),
        by=by,
        reason=gettext_noop("Introduced"),
    )
    for party in parties:
        mails.introduced(introduction, party)
    return True


def decline(party: Party, *, by: User | None, reason: str) -> Introduction:
    """A party says no, which ends it; the pair rests. The reason is for the helpdesk only.

    Raises ForbiddenMove.
    """
    with transaction.atomic():
        introduction = _locked(party)
        why = gettext_noop("Declined")
        party.move(Answer.DECLINED, by=by, reason=why, answered_at=timezone.now())
        party.reason = reason
        party.save(update_fields=["reason"])
        _end(introduction, State.DECLINED, by=by, reason=gettext_noop("A party declined"))
        _rest(introduction, by=by, reason=why)
    return introduction


def decline_request(introduction: Introduction, *, by: User, reason: str) -> None:
    """The broker sees no sense in a request; only the one who asked learns of it, and why.

    Raises ForbiddenMove.
    """
    if introduction.state != State.REQUESTED:  # once asked, only the parties decline
        raise ForbiddenMove(introduction.state, State.DECLINED)
    with transaction.atomic():
        introduction.move(State.DECLINED, by=by, reason=reason, decided_at=timezone.now())
        mails.request_declined(introduction, reason)


def withdraw(introduction: Introduction, *, by: User, reason: str) -> None:
    """Who requested it, or the helpdesk, takes it back. Raises ForbiddenMove when settled."""
    was_open = introduction.state == State.ASKED
    with transaction.atomic():
        introduction.move(State.WITHDRAWN, by=by, reason=reason, decided_at=timezone.now())
        if was_open:
            for party in Party.objects.filter(introduction=introduction).order_by("pk"):
                mails.not_taken_up(introduction, party)


def _end(introduction: Introduction, to: State, *, by: User | None, reason: str) -> None:
    introduction.move(to, by=by, reason=reason, decided_at=timezone.now())
    for party in Party.objects.filter(introduction=introduction).order_by("pk"):
        mails.not_taken_up(introduction, party)


def _rest(introduction: Introduction, *, by: User | None, reason: str) -> None:
    state_fact(
        introduction.europe,
        introduction.japan,
        PairFact.Kind.RESTING,
        key=cause_of(introduction),
        by=by,
        reason=reason,
        since=today(),
        until=today() + REST,
    )


def end_rest(introduction: Introduction, *, by: User, reason: str) -> bool:
    """The helpdesk lets a declined pair be suggested again before its time; False if it is."""
    return withdraw_fact(
        introduction.europe,
        introduction.japan,
        PairFact.Kind.RESTING,
        key=cause_of(introduction),
        by=by,
        reason=reason,
    )


def expire(introduction: Introduction) -> bool:
    """End it if somebody's last day to answer has passed; False if not. Shames nobody."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        if row.state != State.ASKED:
            return False
        parties = row.parties.select_related("profile__place").order_by("pk")
        late = [party for party in parties if party.answer == Answer.WAITING and is_late(party)]
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


def assign(introduction: Introduction, *, broker: User, by: User) -> None:
    """Somebody of the helpdesk looks after it from now on; noted in its log."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        row.broker = broker
        row.save(update_fields=["broker"])
        row.transitions.create(
            actor=by, old=row.state, new=row.state, reason=gettext_noop("Given to a broker")
        )
