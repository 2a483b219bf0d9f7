from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matching.introductions import states
from matching.introductions.states import Answer, State
from profiles.languages import words_in
from profiles.models import Profile, TargetArea
from profiles.moving import Moving, Transition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def undecided(self) -> Self:
        return self.filter(state__in=states.UNDECIDED)

    def standing(self) -> Self:
        return self.filter(state__in=states.STANDING)

    def between(self, europe: Profile, japan: Profile) -> Self:
        return self.filter(europe=europe, japan=japan)

    def of(self, profile: Profile) -> Self:
        return self.filter(Q(europe=profile) | Q(japan=profile))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The helpdesk sees all; a member what their organisation is party to and is asked about.

        What an organisation requested is seen by the other side only when it is asked.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        own = Profile.objects.of_member(user).values("pk")
        party = Party.objects.filter(introduction=models.OuterRef("pk"), profile__in=own)
        asked = ~Q(state=State.REQUESTED) & ~Q(opened_at=None)
        return self.filter(models.Exists(party) & (asked | Q(requested_for__in=own)))

    def own_of(self, user: "User") -> Self:
        """Of the organisations to whose teams this person belongs."""
        own = Profile.objects.of_member(user).values("pk")
        party = Party.objects.filter(introduction=models.OuterRef("pk"), profile__in=own)
        return self.visible_to(user).filter(models.Exists(party))

    def for_page(self) -> Self:
        """With all that its own page shows; the parties' profiles are those of the two sides."""
        profiles = Profile.objects.for_comparison()
        parties = Party.objects.select_related("area", "contact")
        return self.select_related("broker").prefetch_related(
            models.Prefetch("europe", profiles),
            models.Prefetch("japan", profiles),
            models.Prefetch("parties", parties),
            "transitions__actor",
        )

    def with_parties(self) -> Self:
        """With what lists show of the parties: names and places. Call `link_parties()` on each."""
        profiles = Profile.objects.select_related("place").prefetch_related("texts")
        return self.select_related("broker").prefetch_related(
            models.Prefetch("parties", Party.objects.select_related("area")),
            models.Prefetch("europe", profiles),
            models.Prefetch("japan", profiles),
        )


class Introduction(Moving):
    """One European and one Japanese profile, perhaps a third party, on the way to each other.

    requested_for  the profile that asked; None where the helpdesk proposes it
    message        what it wrote to the other side, in `language`
    note           the broker's words to everybody, by language
    opened_at      when the parties were asked; decided_at when it was settled
    """

    MOVES = states.MOVES

    europe = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    japan = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.REQUESTED, editable=False
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_for = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(max_length=5, blank=True)
    note = models.JSONField(default=dict, blank=True)
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[IntroductionQuerySet] = IntroductionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["europe", "japan"],
                condition=Q(state__in=states.STANDING),
                name="one_standing_introduction",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"{self.europe} × {self.japan}"

    def link_parties(self) -> None:
        """Give prefetched parties the profiles, and the introduction, that are loaded already."""
        sides = {self.europe_id: self.europe, self.japan_id: self.japan}
        for party in self.parties.all():
            party.introduction = self
            if party.profile_id:
                party.profile = sides[party.profile_id]

    def party_of(self, profile: Profile) -> "Party":
        """Uses prefetched parties."""
        return next(party for party in self.parties.all() if party.profile_id == profile.pk)

    def note_in(self, language: str) -> tuple[str, str]:
        """The broker's note, in this language or else another: the language and the text."""
        words = words_in(self.note, language)
        return (words.language, words.text) if words else (language, "")

    @property
    def is_open(self) -> bool:
        return self.state in states.UNDECIDED

    @property
    def is_introduced(self) -> bool:
        return self.state in states.INTRODUCED


class IntroductionTransition(Transition):
    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="transitions"
    )


class Party(Moving):
    """Who must consent: the two profiles, and perhaps somebody from a target area.

    A third party need not be registered: it has a name, an address and an area, and answers by a
    link. `reason` (of a decline) is read by the helpdesk only. `due_on` is the last day to answer,
    in the party's own calendar of working days. `wants_early_late` agrees to meetings outside
    office hours.
    """

    MOVES = states.ANSWERS
    STATE = "answer"

    class Role(models.TextChoices):
        EUROPE = "europe", _("Europe")
        JAPAN = "japan", _("Japan")
        THIRD = "third", pgettext_lazy("party from a third country", "Third country")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=6, choices=Role.choices)
    profile = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    area = models.ForeignKey(
        TargetArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(
        max_length=10, choices=Answer.choices, default=Answer.WAITING, editable=False
    )
    reason = models.TextField(max_length=1000, blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    wants_early_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["introduction", "role"], name="party_once"),
            models.CheckConstraint(
                condition=Q(role="third") | Q(profile__isnull=False), name="sides_are_registered"
            ),
            models.CheckConstraint(
                condition=~Q(role="third") | (~Q(email="") & Q(area__isnull=False)),
                name="third_party_can_be_reached",
            ),
        ]
        indexes = [models.Index(fields=["answer", "due_on"])]

    def __str__(self) -> str:
        return self.profile.name if self.profile else self.name


class PartyTransition(Transition):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="transitions")


class Reminder(models.Model):
    """A reminder or question that has been posted: by what it is about, so that it is once."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="reminders")
    after = models.PositiveSmallIntegerField(help_text="working days, or days after the outcome")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "after"], name="reminder_once"),
        ]


class Outcome(models.Model):
    """What a party says came of an introduction, so many days after it."""

    class Result(models.TextChoices):
        NONE = "none", pgettext_lazy("outcome of an introduction", "Nothing yet")
        TALKS = "talks", pgettext_lazy("outcome of an introduction", "Talks")
        LETTER = "letter", pgettext_lazy("outcome of an introduction", "Letter of intent")
        MEMORANDUM = "memorandum", pgettext_lazy("outcome of an introduction", "Memorandum")
        PROJECT = "project", pgettext_lazy("outcome of an introduction", "Joint project")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="outcomes")
    days = models.PositiveSmallIntegerField(help_text="30, 90 or 180 after the introduction")
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["days"]
        constraints = [
            models.UniqueConstraint(fields=["party", "days"], name="outcome_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("asked_at")),
                name="outcome_answered_after_asked",
            ),
        ]
