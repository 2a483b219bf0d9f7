"""Ask once in a while whether a profile is still right, and say so on it when nobody answers.

The clock takes a profile to at most one stage a run: if the job did not run for weeks, its people
get the mail of the stage that is reached and not those that were missed.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from profiles.mails import freshness as mails
from profiles.models import FreshnessStep, Membership, Profile, User
from profiles.signals import content_changed
from profiles.stages import BEGINS, Stage, stage_at
from profiles.states import LISTED, Status

LETTERS: dict[Stage, mails.Post] = {
    Stage.ASKED: mails.ask,
    Stage.UNCONFIRMED: mails.unconfirmed,
    Stage.REMINDED: mails.remind,
    Stage.UNMATCHED: mails.unmatched,
}
REASON = gettext_noop("Nobody has confirmed it for seven months")


class NotPublic(Exception):
    """A profile that is not in the directory is not confirmed: it is submitted."""

    def __str__(self) -> str:
        return str(_("This profile is not public, so there is nothing to confirm."))


class NobodyToAsk(Exception):
    """Nobody speaks for the organisation."""

    def __str__(self) -> str:
        return str(_("Nobody speaks for this organisation, so there is nobody to remind."))


def due_profiles() -> list[int]:
    """Ids of the profiles that have reached a stage and have not been taken there."""
    now = timezone.now()
    found: list[int] = []
    until: datetime | None = None
    for stage, begins in BEGINS.items():
        taken = FreshnessStep.objects.filter(
            profile=OuterRef("pk"), stage=stage, round=OuterRef("last")
        )
        aged = Profile.objects.unconfirmed_since(now - begins).filter(~Exists(taken))
        if until:
            aged = aged.filter(last__gt=until)
        found += aged.values_list("pk", flat=True)
        until = now - begins
    return found


def advance_all() -> int:
    """Take every profile to the stage that it has reached; returns how many moved on."""
    return sum(advance(pk) is not None for pk in due_profiles())


def advance(profile_id: int) -> Stage | None:
    """Take one profile to the stage that it has reached, once; None if there is nothing to do."""
    with transaction.atomic():
        profile = _locked(profile_id)
        if profile is None or profile.status not in LISTED:
            return None
        stage = stage_at(timezone.now() - profile.last_confirmed)
        if stage is None or not _log(profile, stage):
            return None
        if stage != Stage.ASKED and profile.status == Status.PUBLISHED:
            # What the score is made of has not changed
            profile.move(Status.STALE, by=None, reason=REASON, changed_at=profile.changed_at)
        if stage == Stage.UNMATCHED:
            _matching_changed(profile)
        for person in people_of(profile):
            LETTERS[stage](profile, to=person)
    return stage


def confirm(
    profile: Profile, *, by: User | None, reason: str, asked_in: datetime | None = None
) -> bool:
    """Say that a profile is right; back it goes into directory and matching.

    With `asked_in`, the round in which somebody was asked: False if it has been confirmed since.
    Raises NotPublic.
    """
    with transaction.atomic():
        row = _locked(profile.pk)
        if row is None or row.status not in LISTED:
            raise NotPublic
        if asked_in and row.last_confirmed != asked_in:
            return False
        was_matched = row.is_matchable
        _log(row, Stage.CONFIRMED, by=by, reason=reason)
        if row.status == Status.STALE:
            row.move(Status.PUBLISHED, by=by, reason=reason, changed_at=row.changed_at)
        else:
            Profile.objects.filter(pk=row.pk).update(confirmed_at=timezone.now())
        if not was_matched:
            _matching_changed(row)
    profile.refresh_from_db()
    return True


def remind(profile: Profile) -> list[User]:
    """Staff send the question once more, at most once a day to each person. Raises NobodyToAsk."""
    people = people_of(profile)
    if not people:
        raise NobodyToAsk
    for person in people:
        mails.remind(profile, to=person, day=f"{timezone.now():%Y%m%d}")
    return people


def people_of(profile: Profile) -> list[User]:
    """Whom to ask: the owners; where there is none, the editors."""
    active = User.objects.filter(is_active=True, memberships__profile=profile).order_by("pk")
    owners = list(active.filter(memberships__role=Membership.Role.OWNER))
    return owners or list(active.filter(memberships__role=Membership.Role.EDITOR))


def _locked(profile_id: int) -> Profile | None:
    return Profile.objects.select_for_update(no_key=True).filter(pk=profile_id).first()


def _log(profile: Profile, stage: Stage, *, by: User | None = None, reason: str = "") -> bool:
    """Whether this round had not seen the stage yet; the caller has locked the profile."""
    _row, is_new = FreshnessStep.objects.get_or_create(
        profile=profile,
        round=profile.last_confirmed,
        stage=stage,
        defaults={"actor": by, "reason": reason},
    )
    return is_new


def _matching_changed(profile: Profile) -> None:
    """It is matched again, or no longer: suggestions follow at once."""
    Profile.objects.filter(pk=profile.pk).update(changed_at=timezone.now())
    content_changed.send(Profile, profile=profile)
