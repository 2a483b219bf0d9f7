"""Two organisations of the real data that are asked whether they want to be introduced."""

from django.utils import translation

from matching.introductions.actions import propose
from matching.introductions.models import Introduction
from matching.models import Match
from profiles.consents import give_consent
from profiles.models import Consent, Membership, Profile, User
from tests.makers import make_user

NOTE = {"en": "Both work on food.", "ja": "両者とも食品に取り組んでいます。"}


def introduce(team: Profile, *, alice: User, dana: User) -> tuple[Introduction, User, Profile]:
    """The introduction of alice's organisation to the one that fits it best, for which haruka
    speaks; haruka; and somebody else who fits, to whom nobody has asked to be introduced."""
    fitting = Match.objects.live().filter(europe=team).best_first().select_related("japan")
    best, next_best = (match.japan for match in fitting[:2])
    haruka = make_user("haruka@example.org", family_name="佐藤", given_name="遥")
    Membership.objects.create(user=haruka, profile=best, role=Membership.Role.OWNER)
    with translation.override("en"):
        give_consent(alice, Consent.Purpose.DISCLOSURE, source="my-data")
    return propose(team, best, by=dana, note=NOTE), haruka, next_best
