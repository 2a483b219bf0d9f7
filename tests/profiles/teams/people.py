"""People in teams: small makers for these tests."""

from profiles.models import Mail, Membership, MembershipChange, Profile, User
from tests.makers import make_user


def join(profile: Profile, user: User, role: str = Membership.Role.OWNER) -> User:
    Membership.objects.create(profile=profile, user=user, role=role)
    return user


def make_alice(**fields: object) -> User:
    """Owner of the European cluster in these tests."""
    names = {"family_name": "Martin", "given_name": "Alice", "job_title": "Director"}
    return make_user("alice@cluster.example", None, **(names | fields))


def make_haruka(**fields: object) -> User:
    names = {"family_name": "田中", "given_name": "春香", "language": "ja"}
    zone = {"time_zone": "Asia/Tokyo"}
    return make_user("haruka@pref.example", None, **(names | zone | fields))


def letters() -> list[tuple[str, str, str]]:
    """The kind, recipient and language of every mail, in order."""
    return list(Mail.objects.order_by("pk").values_list("kind", "address", "language"))


def log_of(profile: Profile) -> list[tuple[str, str, str, str]]:
    """Person, old and new role, actor: every change of the team, in order."""
    rows = MembershipChange.objects.filter(profile=profile).order_by("pk")
    return list(rows.values_list("person__email", "old", "new", "actor__email"))


def roles_in(profile: Profile) -> dict[str, str]:
    rows = Membership.objects.filter(profile=profile)
    return dict(rows.values_list("user__email", "role"))
