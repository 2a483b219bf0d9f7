"""Teams: who joins, who leaves, who decides. Every change locks the organisation and is logged."""

from profiles.actions.teams.invitations import (
    AlreadyInvited,
    InvitationExpired,
    TooManyInvitations,
    accept_invitation,
    decline_invitation,
    expire_invitations,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from profiles.actions.teams.members import change_role, hand_over, leave, remove_member
from profiles.actions.teams.requests import (
    AlreadyRequested,
    Former,
    TooManyRequests,
    accept_request,
    decline_request,
    request_membership,
    withdraw_request,
)
from profiles.actions.teams.rules import AlreadyMember, LastOwner, NotAMember, NotEntitled

__all__ = [
    "AlreadyInvited",
    "AlreadyMember",
    "AlreadyRequested",
    "Former",
    "InvitationExpired",
    "LastOwner",
    "NotAMember",
    "NotEntitled",
    "TooManyInvitations",
    "TooManyRequests",
    "accept_invitation",
    "accept_request",
    "change_role",
    "decline_invitation",
    "decline_request",
    "expire_invitations",
    "hand_over",
    "invite",
    "leave",
    "remove_member",
    "request_membership",
    "resend_invitation",
    "withdraw_invitation",
    "withdraw_request",
]
