"""Partnerships: parties, dated amendments, goals, documents, activities, renewals."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from matching.introductions.models import Introduction
from matching.partnerships import states
from matching.partnerships.states import State
from profiles.models import Profile, Sector, Side, TargetArea, Topic
from profiles.moving import Moving, Transition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class Precision(models.TextChoices):
    """How exactly a date is known: a date known by its year stands on 1 January."""

    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def of(self, profile: Profile) -> Self:
        return self.filter(parties__profile=profile)

    def of_member(self, user: "User | AnonymousUser") -> Self:
        """Those to which an organisation of this person is party."""
        if not user.is_authenticated:
            return self.none()
        own = Profile.objects.of_member(user).values("pk")
        party = Party.objects.filter(partnership=models.OuterRef("pk"), profile__in=own)
        return self.filter(models.Exists(party))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if user.is_authenticated and user.is_staff:
            return self
        own = self.of_member(user).values("pk")
        return self.filter(Q(is_public=True) | Q(pk__in=own))

    def for_list(self) -> Self:
        """With all that a list or map shows, in a fixed number of queries."""
        profiles = Profile.objects.for_cards()
        parties = Party.objects.prefetch_related(models.Prefetch("profile", profiles))
        return self.prefetch_related("texts", "amendments", models.Prefetch("parties", parties))


class Partnership(Moving):
    """Two or more parties of both sides who work together, or once did.

    key      its id in `data/`, for what is loaded
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
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PartnershipQuerySet] = PartnershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnerships:show-partnership", args=[self.pk])

    def text_in(self, *languages: str) -> "PartnershipText | None":
        """The first of these languages that is written; uses prefetched texts."""
        written = {text.language: text for text in self.texts.all()}
        return next((written[it] for it in languages if it in written), None)

    @property
    def text(self) -> "PartnershipText | None":
        """In the reader's language, else the original."""
        return self.text_in(get_language() or "en", self.language, "en")

    @property
    def title(self) -> str:
        """Its own title, else the parties' names."""
        text = self.text
        if text and text.title:
            return text.title
        return " – ".join(str(party) for party in self.parties.all())

    def signed(self, day: date) -> "list[Amendment]":
        """What was signed until that day, in order; uses prefetched amendments."""
        return [it for it in self.amendments.all() if it.signed_on <= day]

    def scope_on(self, day: date) -> "Amendment | None":
        """The amendment that says what the partnership is about on that day."""
        signed = self.signed(day)
        return signed[-1] if signed else None

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


class Amendment(models.Model):
    """Something signed or said on a day: the scope as a whole from then on.

    valid_until  the last day in force, after which a renewal is missed; None where none is agreed
    """

    class Kind(models.TextChoices):
        SIGNED = "signed", pgettext_lazy("of a partnership", "Signed")
        EXTENDED = "extended", pgettext_lazy("of a partnership", "Extended")
        RENEWED = "renewed", pgettext_lazy("of a partnership", "Renewed")
        WIDENED = "widened", pgettext_lazy("of a partnership", "Scope changed")
        ENDED = "ended", pgettext_lazy("of a partnership", "Ended")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="amendments"
    )
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    signed_on = models.DateField(_("date"))
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    areas = models.ManyToManyField(TargetArea, blank=True, related_name="+")
    note = models.JSONField(default=dict, blank=True, help_text="by language")
    source = models.URLField(_("source"), max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "signed_on"], name="amendment_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("signed_on")),
                name="amendment_ends_after_it_begins",
            ),
        ]


class Signatory(models.Model):
    """Who signed for a party, and who has followed in the office since.

    These are office holders named in public documents, not contacts.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="signatories")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.CASCADE, related_name="signatories"
    )
    family_name = models.CharField(_("family name"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    succeeds = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors"
    )

    class Meta:
        ordering = ["party", "since", "pk"]


class Goal(models.Model):
    """What a partnership, or a party, wants to reach by a date: 100 % renewable by 2040."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="goals")
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.CASCADE, related_name="goals"
    )
    text = models.JSONField(help_text="by language")
    due_on = models.DateField(_("by"), null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.YEAR)
    source = models.URLField(_("source"), max_length=500, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]


class Document(models.Model):
    """A file of a partnership; the public sees it only if it says so."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="documents")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5)
    file = models.FileField(upload_to="partnerships/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    is_public = models.BooleanField(_("public"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]


class Activity(models.Model):
    """Something done together; a partnership without any for two years is ceremonial only."""

    class Kind(models.TextChoices):
        DELEGATION = "delegation", _("Delegation")
        WEBINAR = "webinar", _("Webinar")
        EXCHANGE = "exchange", _("Exchange of people")
        PROJECT = "project", _("Joint project")
        FAIR = "fair", _("Fair or event")
        SIGNING = "signing", _("Signing or meeting of leaders")
        OTHER = "other", _("Other")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="activities"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("date"))
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    text = models.JSONField(help_text="by language")
    source = models.URLField(_("source"), max_length=500, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on", "-pk"]


class Source(models.Model):
    """Where what is said of a partnership can be checked."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "url"], name="source_once"),
        ]


class RenewalAlert(models.Model):
    """An alert that was posted: so many months before which date."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="alerts")
    due_on = models.DateField()
    months = models.PositiveSmallIntegerField(help_text="12, 6, 3; 0 when the date is missed")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "due_on", "months"], name="renewal_alert_once"
            ),
        ]
