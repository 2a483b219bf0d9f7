"""The outbox: every mail is a row first, and a worker sends it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Prefetch, Q, Value, When
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles import states
from profiles.moving import Moving, Transition
from profiles.states import MailState

HAND_OUT_AGAIN = timedelta(minutes=5)
"""A mail that still waits so long after it was handed out has been lost on the way to a worker."""

ACCOUNT = "account_"
"""Kinds that begin so carry codes and links that let one into an account."""
KEYS = (ACCOUNT, "invitation", "introduction_", "webinar_")
"""Kinds that begin so carry codes or links by which only their recipient may act."""


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        return self.filter(state=MailState.WAITING)

    def due(self) -> Self:
        return self.waiting().filter(due_at__lte=timezone.now())

    def idle(self) -> Self:
        """Due, and in no worker's queue as far as we know."""
        lost = Q(handed_out_at__lt=timezone.now() - HAND_OUT_AGAIN)
        return self.due().filter(Q(handed_out_at=None) | lost)

    def sending_since(self, moment: datetime) -> Self:
        """Claimed before that moment, and nothing heard since."""
        return self.filter(state=MailState.SENDING, claimed_at__lt=moment)

    def subscriptions(self) -> Self:
        return self.filter(headers__has_key="List-Unsubscribe")

    def newest(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def undecided_first(self) -> Self:
        """Those that wait for staff, then all others, the newest first."""
        first = Case(When(state__in=states.UNDECIDED, then=Value(0)), default=Value(1))
        return self.order_by(first, "-created_at", "-pk")

    def for_list(self) -> Self:
        return self.defer("text", "html", "headers")

    def for_page(self) -> Self:
        files = MailAttachment.objects.defer("content").annotate(size=Length("content"))
        return self.select_related("user").prefetch_related(
            "transitions__actor", Prefetch("attachments", files.order_by("pk"))
        )

    def by_state(self) -> dict[str, int]:
        """How many there are, by state."""
        return dict(self.order_by().values_list("state").annotate(Count("pk")))


class Mail(Moving):
    """One mail to one person, rendered in their language when its cause was committed.

    key       says what it is about (`invitation-12`): a second post under a key is no second mail
    kind      the function that wrote it: `invitation`
    due_at    not before; moved on with every failed attempt
    not_after not from then on: it is cancelled instead
    handed_out_at  put into a worker's queue; None if that failed, or a new attempt is to come
    message_id  its Message-ID, fixed before the first attempt, so that copies can be told
    """

    MOVES = states.MAIL_MOVES
    SUBJECT_LENGTH = 250

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mails",
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.WAITING, editable=False
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    not_after = models.DateTimeField(null=True, blank=True)
    handed_out_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_too_late(self) -> bool:
        return self.not_after is not None and timezone.now() >= self.not_after

    @property
    def is_undecided(self) -> bool:
        return self.state in states.UNDECIDED

    @property
    def can_be_cancelled(self) -> bool:
        return MailState.CANCELLED in self.MOVES[self.state]

    @property
    def is_secret(self) -> bool:
        return self.kind.startswith(KEYS)


class MailTransition(Transition):
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="transitions")

    @property
    def state(self) -> MailState:
        return MailState(self.new)

    @property
    def explanation(self) -> str:
        """People's reasons as they wrote them; ours in the reader's language, with their code."""
        if self.actor_id:
            return self.reason
        sentence, colon, code = self.reason.partition(": ")
        return f"{gettext(sentence)}{colon}{code}"


class MailAttachment(models.Model):
    NAME_LENGTH = 120

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=NAME_LENGTH)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()


class MailRefusal(models.Model):
    """Somebody does not want mails of a kind any more: the door of `List-Unsubscribe`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_refusals"
    )
    kind = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mail_refusal_once"),
        ]
