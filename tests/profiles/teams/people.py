"""People in teams: small makers for these tests."""

from allauth.account.models import EmailAddress

from profiles.models import Membership, Profile, User


def join(profile: Profile, user: User, role: str = Membership.Role.OWNER) -> User:
    Membership.objects.create(profile=profile, user=user, role=role)
    return user


def verify(user: User, email: str = "", *, verified: bool = True) -> User:
    """The account has this address, its own if none is given, and has proved it."""
    address = email or user.email
    EmailAddress.objects.create(
        user=user, email=address, verified=verified, primary=address == user.email
    )
    return user
