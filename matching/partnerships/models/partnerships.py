"""Partnerships, their texts and parties."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.introductions.models import Introduction
from matching.partnerships import health, states
from matching.partnerships.querysets import PartnershipQuerySet
from matching.partnerships.states import LIVING, TIMED, State
from profiles.languages import Written
from profiles.models import Profile, Side, TargetArea
from profiles.moving import Moving, Transition

if TYPE_CHECKING:
    from matching.partnerships.models.agreements import Amendment


class Partnership(Written, Moving):
    """Two or more parties of both sides who work together, or once did.

    key      its id in `data/`, for what is loaded
    loaded   its entry in the data file as it was last written here; see `loading`
    owner    who at the helpdesk follows it; next_action and next_on what is to be done
    """

    MOVES = states.MOVES

    class Kind(models.TextChoices):
        SISTER = "sister", _("Sister region")
        MEMORANDUM = "mou", _("Memorandum of understanding")
        DECLARATION = "declaration", _("Declaration of intent")
        CITY = "city", _("City partnership")
        PROGRAMME = "programme", _("Programme")
        PROJECT = "project", _("Joint project")
        CONTACT = "contact", _("Contact")

    key = models.CharField(max_length=80, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.ACTIVE, editable=False
    )
    language = models.CharField(_("language it is written in"), max_length=5, default="en")
    is_public = models.BooleanField(_("public"), default=True)
    is_thematic = models.BooleanField(
        default=True, help_text="about subjects, not only friendship: evidence for learning"
    )
    introduction = models.OneToOneField(
        Introduction, null=True, blank=True, on_delete=models.SET_NULL, related_name="partnership"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    next_on = models.DateField(_("on"), null=True, blank=True)
    loaded = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PartnershipQuerySet] = PartnershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnerships:show-partnership", args=[self.pk])

    @property
    def title(self) -> str:
        """Its own title, else the parties' names."""
        text = self.text
        if text and text.title:
            return text.title
        return " – ".join(str(party) for party in self.parties.all())

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def is_timed(self) -> bool:
        """Whether its last day in force matters now."""
        return self.state in TIMED

    def signed(self, day: date) -> "list[Amendment]":
        """What was signed until that day, in order; uses prefetched amendments."""
        return [it for it in self.amendments.all() if it.signed_on <= day]

    def scope_on(self, day: date) -> "Amendment | None":
        """The amendment that says what the partnership is about on that day."""
        signed = self.signed(day)
        return signed[-1] if signed else None

    def term_on(self, day: date) -> "Amendment | None":
        """The amendment that says on that day how long it all holds."""
        return states.binding(list(self.amendments.all()), day)

    def state_on(self, day: date) -> State:
        return states.state_on(list(self.amendments.all()), day)

    def pulse_on(self, day: date) -> health.Pulse:
        """Uses prefetched activities and amendments."""
        began = self.since.signed_on if self.since else None
        return health.pulse(self.activities.all(), began, day)

    @property
    def since(self) -> "Amendment | None":
        """The beginning: what was signed first."""
        return next(iter(self.amendments.all()), None)


class PartnershipTransition(Transition):
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="transitions"
    )


class PartnershipText(models.Model):
    """Title and story in one language; `Partnership.language` says which is the original."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(_("title"), max_length=200, blank=True)
    story = models.TextField(_("story"), max_length=8000, blank=True)

    class Meta:
        ordering = ["partnership", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "language"], name="partnership_text_once"
            ),
        ]


class Party(models.Model):
    """A party; who is not in the directory has a name, a side (or a third country) and no page."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="parties")
    profile = models.ForeignKey(
        Profile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partnership_parties",
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    side = models.CharField(_("side"), max_length=6, choices=Side.choices, blank=True)
    area = models.ForeignKey(
        TargetArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(profile__isnull=False) | ~Q(name=""), name="party_has_a_name"
            ),
            models.UniqueConstraint(
                fields=["partnership", "profile"],
                condition=Q(profile__isnull=False),
                name="profile_is_party_once",
            ),
        ]

    def __str__(self) -> str:
        return self.profile.name if self.profile else self.name

    @property
    def of_side(self) -> str:
        """`europe`, `japan`, or "" for a third country."""
        return self.profile.side if self.profile else self.side
