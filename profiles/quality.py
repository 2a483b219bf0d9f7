"""What a careful reader would notice in a document. Hints, not rules: a moderator decides."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.checklists import width
from profiles.documents import Document
from profiles.domains import COMMON, own_domain
from profiles.guessing import looks_like

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/])(?:\+|00?)[1-9][\d\s()/.\-]{6,}\d")
WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
PERSONAL = re.compile(r"[a-z]+[._][a-z]{2,}")
"""A local part that looks like first.last@."""
OFFICE = (
    "info office contact kontakt mail post team eu international region cluster projekt project"
    " secretariat sekretariat accueil mairie kokusai kikaku sangyo desk service japan europe"
)
OFFICE_WORDS = frozenset(OFFICE.split())
SHOUTED_SHARE, SHOUTED_LETTERS = 0.6, 20
"""So many capitals among so many letters are more than acronyms."""


@dataclass(frozen=True)
class Hint:
    """One thing to look at. `path` leads into the document, `words` are what it is about."""

    key: str
    path: str
    label: Promise
    words: str = ""


Texts = dict[str, dict[str, str]]


def hints(document: Document, topic_words: Mapping[str, Collection[str]]) -> list[Hint]:
    """All that is to be noticed, in the order of the form.

    `topic_words` are the names and synonyms of the document's topics, in any language.
    """
    return [
        *_about_names(document["organisation"]["texts"]),
        *(hint for path, language, text in _texts(document) for hint in _of(path, language, text)),
        *_same_in_two_languages(document),
        *_offers_that_are_needs(document),
        *_topics_never_mentioned(document, topic_words),
        *_about_contact(document["contact"]),
    ]


def _texts(document: Document) -> Iterator[tuple[str, str, str]]:
    """Path, language and text of every description, offer and need."""
    for language, text in document["organisation"]["texts"].items():
        yield f"organisation.texts.{language}.description", language, text["description"]
    for section in ("offers", "needs"):
        for n, statement in enumerate(document[section]):
            for language, text in statement["texts"].items():
                yield f"{section}.{n}.texts.{language}", language, text


def _about_names(texts: Texts) -> Iterator[Hint]:
    for language, text in texts.items():
        path = f"organisation.texts.{language}.description"
        if text["description"] and width(text["description"]) <= width(text["name"]):
            yield Hint("short", path, _("The description is not longer than the name."))


def _of(path: str, language: str, text: str) -> Iterator[Hint]:
    if _shouts(text):
        yield Hint("shouts", path, _("Much of it is in capitals."))
    for found in EMAIL.findall(text):
        yield Hint("email", path, _("There is an e-mail address in the text."), found)
    for found in PHONE.findall(EMAIL.sub("", text)):
        yield Hint("phone", path, _("There is a phone number in the text."), found)
    for found in WEB.findall(text):
        yield Hint("web", path, _("There is a web address in the text."), found)
    if looks_like(text, language):
        yield Hint("language", path, _("It seems to be written in another language."))


def _shouts(text: str) -> bool:
    letters = [it for it in text if it.isupper() or it.islower()]
    loud = sum(it.isupper() for it in letters)
    return len(letters) >= SHOUTED_LETTERS and loud > SHOUTED_SHARE * len(letters)


def _same_in_two_languages(document: Document) -> Iterator[Hint]:
    texts = document["organisation"]["texts"]
    written = {code: text["description"] for code, text in texts.items()}
    yield from _same("organisation.texts.{}.description", written)
    for section in ("offers", "needs"):
        for n, statement in enumerate(document[section]):
            yield from _same(f"{section}.{n}.texts.{{}}", statement["texts"])


def _same(path: str, texts: Mapping[str, str]) -> Iterator[Hint]:
    for (_one, first), (other, second) in combinations(texts.items(), 2):
        if first and _plain(first) == _plain(second):
            yield Hint("same", path.format(other), _("The same text stands in two languages."))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _offers_that_are_needs(document: Document) -> Iterator[Hint]:
    needed = {_plain(text) for it in document["needs"] for text in it["texts"].values() if text}
    for n, offer in enumerate(document["offers"]):
        if any(_plain(text) in needed for text in offer["texts"].values()):
            yield Hint("offer_is_need", f"offers.{n}", _("This is offered and needed at once."))


def _topics_never_mentioned(
    document: Document, topic_words: Mapping[str, Collection[str]]
) -> Iterator[Hint]:
    written = " ".join(_plain(text) for _path, _language, text in _texts(document))
    for slug in document["topics"]:
        words = [_plain(word) for word in topic_words.get(slug, ())]
        if words and not any(word in written for word in words):
            label = _("No text mentions this topic.")
            yield Hint("topic", "topics", label, next(iter(topic_words[slug])))


def _about_contact(contact: Document) -> Iterator[Hint]:
    local, _at, domain = contact["email"].lower().partition("@")
    if PERSONAL.fullmatch(local) and not OFFICE_WORDS & set(re.split(r"[._-]", local)):
        label = _("The mailbox looks like a person's own.")
        yield Hint("personal", "contact.email", label, contact["email"])
    if domain in COMMON:
        yield Hint("free", "contact.email", _("The mailbox is with a free provider."), domain)
    sites = {own_domain(_host(it["url"])) for it in contact["links"] if it["kind"] == "website"}
    own = own_domain(domain)
    if own and sites and own not in sites:
        label = _("The website is at another domain than the mailbox.")
        yield Hint("domain", "contact.links", label, own)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
