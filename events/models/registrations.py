"""Who takes part: registrations, their consents, questions and feedback."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events import states
from events.models.webinars import Webinar
from events.states import Asked, Booking, FollowUp
from profiles.models import Profile, User
from profiles.moving import Moving, Transition
from profiles.names import personal_name

ONE_STANDING = "one_standing_registration"
"""The constraint of the database: an address has one registration for a webinar."""


def is_second(error: IntegrityError) -> bool:
    """Whether a row was refused because its address has one already."""
    cause = getattr(error.__cause__, "diag", None)
    return getattr(cause, "constraint_name", None) == ONE_STANDING


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def kept(self) -> Self:
        """Whoever was not taken out: the others are only a number."""
        return self.filter(erased_at=None)

    def standing(self) -> Self:
        return self.filter(state__in=states.STANDING)

    def seated(self) -> Self:
        return self.filter(state__in=states.SEATED)

    def confirmed(self) -> Self:
        return self.filter(state=Booking.CONFIRMED)

    def in_line(self) -> Self:
        """The waiting list, who came first first."""
        return self.filter(state=Booking.WAITING).order_by("arrived_at", "pk")

    def owned_by(self, user: User) -> Self:
        return self.filter(user=user)

    def with_address(self, email: str) -> Self:
        """As the constraint compares addresses; `iexact` folds a few letters otherwise."""
        return self.alias(folded=Lower("email")).filter(folded=Lower(Value(email)))

    def agreeing_to(self, purpose: str) -> Self:
        """Whose last word on this purpose is a yes."""
        return self.alias(agrees=last_word(purpose)).filter(agrees=True)


class Registration(Moving):
    """One address for one webinar; no account is needed.

    arrived_at  when the address was confirmed: the order of the waiting list
    offer_until the deadline of an offered seat
    came_from   path of our page, or host of a partner's, from which they came
    answers     to the custom questions, by their ids
    """

    MOVES = states.BOOKING_MOVES

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField(
        max_length=12, choices=Booking.choices, default=Booking.UNCONFIRMED, editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    reading = models.CharField(_("reading of the name"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels")
    question = models.TextField(_("question to the speakers"), max_length=1000, blank=True)
    accessibility = models.TextField(_("what you need to take part"), max_length=1000, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    came_from = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    arrived_at = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True, help_text="opened the join link first")
    attended_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    certificate = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "webinar",
                Lower("email"),
                condition=Q(state__in=states.STANDING) & ~Q(email=""),
                name=ONE_STANDING,
            ),
        ]
        indexes = [models.Index(fields=["webinar", "state", "arrived_at"])]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def name(self) -> str:
        """In the order of the reader's language."""
        return personal_name(
            self.family_name, self.given_name, language=get_language() or self.language
        )

    @property
    def has_attended(self) -> bool:
        return bool(self.joined_at or self.checked_in_at or self.attended_minutes)


def counted(condition: Q) -> Coalesce:
    """Of a webinar: its registrations that meet this, by a subquery, as joins would multiply."""
    rows = Registration.objects.filter(condition, webinar=OuterRef("pk")).order_by()
    counts = rows.values("webinar").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts, output_field=models.IntegerField()), 0)


class RegistrationTransition(Transition):
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="transitions"
    )


class RegistrationConsent(models.Model):
    """A line of the log of a participant's consents, by purpose; the last one stands.

    version, digest  of the wording that was read: its name, and its SHA-256 in `language`
    """

    class Purpose(models.TextChoices):
        RECORDING = "recording", _("Being recorded")
        LISTED = "listed", _("Being on the list of participants")
        NEWS = "news", _("News of the helpdesk")

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    is_given = models.BooleanField()
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]


def last_word(purpose: str) -> Coalesce:
    """Of a registration: whether this consent is given; the last line of the log stands."""
    log = RegistrationConsent.objects.filter(registration=OuterRef("pk"), purpose=purpose)
    last = log.order_by("-at", "-pk").values("is_given")[:1]
    return Coalesce(Subquery(last), Value(False))


class AudienceQuestion(Moving):
    """A question for the speakers; a moderator shows it, the others vote."""

    MOVES = states.ASKED_MOVES

    webinar = models.ForeignKey(
        Webinar, on_delete=models.CASCADE, related_name="audience_questions"
    )
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="asked"
    )
    state = models.CharField(
        max_length=10, choices=Asked.choices, default=Asked.NEW, editable=False
    )
    language = models.CharField(max_length=5)
    text = models.TextField(_("question"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]


class QuestionTransition(Transition):
    question = models.ForeignKey(
        AudienceQuestion, on_delete=models.CASCADE, related_name="transitions"
    )


class Vote(models.Model):
    question = models.ForeignKey(AudienceQuestion, on_delete=models.CASCADE, related_name="votes")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "registration"], name="vote_once"),
        ]


class Feedback(models.Model):
    """What a participant thought of it: one to five, and in words."""

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="feedback"
    )
    rating = models.PositiveSmallIntegerField(
        _("rating"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("your words"), max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)


class Interest(Moving):
    """A participant wants to be introduced to an organisation: a line of the desk's follow-up list.

    Members ask on their own, with their organisation; the desk helps those who have none.
    """

    MOVES = states.FOLLOW_UP_MOVES

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="interests"
    )
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="interests")
    state = models.CharField(
        max_length=10, choices=FollowUp.choices, default=FollowUp.OPEN, editable=False
    )
    text = models.TextField(_("what you have in mind"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "profile"], name="interest_once"),
        ]
        indexes = [models.Index(fields=["state", "at"])]


class InterestTransition(Transition):
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="transitions")
