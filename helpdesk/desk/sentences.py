"""Sentences that moderators often need, in the organisation's language."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override

from profiles.languages import language_name
from profiles.models import Revision

_ = gettext_lazy


@dataclass(frozen=True)
class Sentence:
    """`about` is in the moderator's language, `text` in the organisation's."""

    about: str
    text: str


SENTENCES: tuple[tuple[Promise, Promise], ...] = (
    (
        _("Thanks"),
        _("Thank you for your profile. Before we publish it, please change the following:"),
    ),
    (
        _("Description too general"),
        _("Please say in the description what you do, for whom, and what you are known for."),
    ),
    (
        _("Topics too general"),
        _("Please choose more specific topics: they decide which partners are suggested to you."),
    ),
    (
        _("Offers or needs too general"),
        _("Please say concretely what you offer and what you look for, one thing in each entry."),
    ),
    (
        _("Another language"),
        _("This text is in another language than its heading says. Please move it."),
    ),
    (
        _("Personal contact"),
        _("Please give a general mailbox and number: the public contact should name no person."),
    ),
    (
        _("Official number"),
        _("Please check the official number: we could not find it in the register."),
    ),
    (
        _("Registered twice"),
        _("Your organisation seems to be registered already. Please ask its team to let you join."),
    ),
    (
        _("Right to speak"),
        _("Please tell us briefly in which function you speak for the organisation."),
    ),
)


def language_for(revision: Revision) -> str:
    """The language to write to an organisation in; one of the interface's."""
    offered = dict(settings.LANGUAGES)
    written = revision.content["languages"]["written"]
    author = revision.author.language if revision.author else ""
    wanted = (written, author, get_language())
    return next((code for code in wanted if code in offered), settings.LANGUAGE_CODE)


def sentences_in(language: str) -> list[Sentence]:
    about = [str(label) for label, _text in SENTENCES]
    with override(language):
        texts = [str(text) for _label, text in SENTENCES]
    return [Sentence(*pair) for pair in zip(about, texts, strict=True)]


def named(language: str) -> str:
    return language_name(language, get_language() or settings.LANGUAGE_CODE)
