"""Who speaks for an organisation, and how one comes to."""

import hashlib
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles import states
from profiles.models.profiles import Profile
from profiles.moving import Moving, Transition
from profiles.states import InvitationState, RequestState

if TYPE_CHECKING:
    from profiles.models.people import User


class Membership(models.Model):
    """A person who speaks for a profile's organisation; `actions.teams` writes them."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.EDITOR)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "profile"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.profile}"


class MembershipChange(Transition):
    """The log of teams: `old` and `new` are roles, empty for before joining and after leaving."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="team_changes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    new = models.CharField(max_length=20, blank=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(state=InvitationState.OPEN)

    def valid(self) -> Self:
        return self.open().filter(expires_at__gt=timezone.now())

    def with_token(self, token: str) -> Self:
        return self.filter(digest=Invitation.digest_of(token))

    def addressed_to(self, user: "User") -> Self:
        """To an address that this person has proved to be theirs."""
        from allauth.account.models import EmailAddress

        own = EmailAddress.objects.filter(user=user, verified=True)
        addresses = own.annotate(lower=Lower("email")).values("lower")
        return self.alias(lower_email=Lower("email")).filter(lower_email__in=addresses)


class Invitation(Moving):
    """A letter that lets its reader join an organisation; the token is known to the letter only."""

    MOVES = states.INVITATION_MOVES

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(
        _("role"),
        max_length=6,
        choices=Membership.Role.choices,
        default=Membership.Role.EDITOR,
    )
    language = models.CharField(_("language of the letter"), max_length=5, default="en")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hex")
    state = models.CharField(
        max_length=10,
        choices=InvitationState.choices,
        default=InvitationState.OPEN,
        editable=False,
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "profile",
                Lower("email"),
                condition=Q(state=InvitationState.OPEN),
                name="one_open_invitation",
            ),
        ]

    @staticmethod
    def digest_of(token: str) -> str:
        """What is stored of a token, which only the letter has."""
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def is_valid(self) -> bool:
        return self.state == InvitationState.OPEN and self.expires_at > timezone.now()


class InvitationTransition(Transition):
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="transitions")


class MembershipRequestQuerySet(models.QuerySet["MembershipRequest"]):
    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)

    def for_staff(self) -> Self:
        """Those that no owner can decide: take-overs, and whoever asks where there is no owner."""
        owned = Membership.objects.filter(
            profile=models.OuterRef("profile"), role=Membership.Role.OWNER
        )
        return self.filter(Q(kind=MembershipRequest.Kind.TAKE_OVER) | ~models.Exists(owned))


class MembershipRequest(Moving):
    """Somebody asks to join an organisation, or to take it over because its owner is gone."""

    MOVES = states.REQUEST_MOVES

    class Kind(models.TextChoices):
        JOIN = "join", _("Join")
        TAKE_OVER = "take_over", _("Take over")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership_requests"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.JOIN)
    message = models.TextField(_("message"), max_length=1000)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.OPEN, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[MembershipRequestQuerySet] = MembershipRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "user"],
                condition=Q(state=RequestState.OPEN),
                name="one_open_request",
            ),
        ]


class RequestTransition(Transition):
    request = models.ForeignKey(
        MembershipRequest, on_delete=models.CASCADE, related_name="transitions"
    )
