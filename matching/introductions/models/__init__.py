from matching.introductions.models.conversation import Message, MessageFile, MessageTranslation
from matching.introductions.models.introductions import (
    Introduction,
    IntroductionQuerySet,
    IntroductionTransition,
    Outcome,
    Party,
    PartyTransition,
    Reminder,
)
from matching.introductions.models.meetings import Availability, Meeting, MeetingTransition

__all__ = [
    "Availability",
    "Introduction",
    "IntroductionQuerySet",
    "IntroductionTransition",
    "Meeting",
    "MeetingTransition",
    "Message",
    "MessageFile",
    "MessageTranslation",
    "Outcome",
    "Party",
    "PartyTransition",
    "Reminder",
]
