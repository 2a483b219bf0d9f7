"""Who is here: people, places, the vocabulary, the organisations' profiles, teams and mail."""

from profiles.models.contents import (
    Logo,
    ProfileLink,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    Statement,
    StatementText,
)
from profiles.models.freshness import FreshnessStep
from profiles.models.imports import ImportFile, ImportLine, ImportTransition
from profiles.models.mail import Mail, MailAttachment, MailRefusal, MailTransition
from profiles.models.people import User
from profiles.models.places import Place, Side
from profiles.models.privacy import Consent, Disclosure, Erasure, Purge
from profiles.models.profiles import Profile, ProfileTransition, TrustChange
from profiles.models.records import DataLoad, TextVector
from profiles.models.revisions import Remark, Revision, RevisionTransition
from profiles.models.teams import (
    Invitation,
    InvitationTransition,
    Membership,
    MembershipChange,
    MembershipRequest,
    RequestTransition,
)
from profiles.models.vocabulary import (
    CooperationType,
    Sector,
    TargetArea,
    Topic,
    TopicGroup,
    TopicSector,
    TopicSynonym,
)

__all__ = [
    "Consent",
    "CooperationType",
    "DataLoad",
    "Disclosure",
    "Erasure",
    "FreshnessStep",
    "ImportFile",
    "ImportLine",
    "ImportTransition",
    "Invitation",
    "InvitationTransition",
    "Logo",
    "Mail",
    "MailAttachment",
    "MailRefusal",
    "MailTransition",
    "Membership",
    "MembershipChange",
    "MembershipRequest",
    "Place",
    "Profile",
    "ProfileLink",
    "ProfileSector",
    "ProfileText",
    "ProfileTopic",
    "ProfileTransition",
    "Purge",
    "Remark",
    "RequestTransition",
    "Revision",
    "RevisionTransition",
    "Sector",
    "Side",
    "Statement",
    "StatementText",
    "TargetArea",
    "TextVector",
    "Topic",
    "TopicGroup",
    "TopicSector",
    "TopicSynonym",
    "TrustChange",
    "User",
]
