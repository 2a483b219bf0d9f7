"""Who is here: people, places, the vocabulary, and the organisations' profiles."""

from profiles.models.people import User
from profiles.models.places import Place, Side
from profiles.models.profiles import (
    Membership,
    Profile,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    ProfileTransition,
    Statement,
    StatementText,
)
from profiles.models.records import DataLoad, TextVector
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
    "CooperationType",
    "DataLoad",
    "Membership",
    "Place",
    "Profile",
    "ProfileSector",
    "ProfileText",
    "ProfileTopic",
    "ProfileTransition",
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
    "User",
]
