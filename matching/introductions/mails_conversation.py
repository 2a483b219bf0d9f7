"""The mail that says that somebody has written. It comes after the consent of all."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.introductions.models import Message
from matching.introductions.posting import Addressee, addressees
from profiles.letters import Letter


def written(message: Message, *, files: int = 0) -> int:
    """To the others, never to those who wrote; the text in its original language. How many."""
    found = addressees(message.introduction, but_not=message.author, but_party=message.party)
    for it in found:
        it.post(lambda it=it: _letter(message, it, files), kind="message", about=str(message.pk))
    return len(found)


def _letter(message: Message, to: Addressee, files: int) -> Letter:
    who = str(message.party) if message.party else _("The helpdesk")
    names = {"organisation": who, "count": files}
    closing = [_("You can answer there. An answer to this mail does not reach them.")]
    if files:
        attached = ngettext(
            "%(count)s file is attached on the page.",
            "%(count)s files are attached on the page.",
            files,
        )
        closing.insert(0, attached % names)
    return Letter(
        subject=_("%(organisation)s has written to you") % names,
        paragraphs=[_("%(organisation)s has written in your introduction:") % names],
        quote=message.text,
        action=(_("Open the conversation"), to.page("show-conversation")),
        closing=closing,
    )
