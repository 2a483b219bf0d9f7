"""Mails about questions to the helpdesk. What was written stands on the page, not in the mail."""

from django.utils.translation import gettext as _

from matching.introductions.mails import page_of, post_to_party, staff_for
from matching.introductions.models import Introduction, Message
from profiles import outbox
from profiles.letters import Letter


def asked(introduction: Introduction, message: Message) -> int:
    """The broker learns that a party has a question."""

    def write() -> Letter:
        names = {"organisation": message.party, "pair": introduction}
        return Letter(
            subject=_("A question about the introduction %(pair)s") % names,
            paragraphs=[_("%(organisation)s has a question to the helpdesk.") % names],
            action=(_("Read and answer it"), page_of(introduction)),
        )

    people = staff_for(introduction)
    for person in people:
        key = f"introduction_question-{message.pk}-{person.pk}"
        outbox.post(write, to=person, key=key, kind="introduction_question")
    return len(people)


def replied(introduction: Introduction, message: Message) -> int:
    """A party learns that the helpdesk has answered."""

    def write(address: str) -> Letter:
        names = {"pair": introduction}
        return Letter(
            subject=_("The helpdesk has written to you about %(pair)s") % names,
            paragraphs=[_("You can read it on the page of the introduction, and answer there.")],
            action=(_("Read it"), address),
        )

    about = f"-{message.pk}"
    return post_to_party(introduction, message.private_to, "reply", write, about=about)
