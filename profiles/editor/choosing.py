"""Topics to choose from: the chosen first, then what the text suggests, then all the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.documents import DIRECTIONS, Document
from profiles.editor.forms.base import picked
from profiles.editor.forms.statements import StatementForm, StatementsSection
from profiles.editor.forms.terms import TopicsSection
from profiles.topic_index import TopicIndex
from profiles.topic_suggestions import Text, rank, topic_index

SUGGESTED = 8
SUGGESTED_FOR_STATEMENT = 4


@dataclass(frozen=True)
class Choice:
    """A topic; `because` says what speaks for it, `words` are what it is found by."""

    slug: str
    name: str
    because: str = ""
    words: str = ""


@dataclass(frozen=True)
class Chooser:
    chosen: list[Choice]
    suggested: list[Choice]
    groups: list[tuple[str, list[Choice]]]


def for_topics(section: TopicsSection) -> Chooser:
    """Suggestions are drawn from all that the organisation has written."""
    index = topic_index()
    names = _names(section.groups)
    chosen = [slug for slug in picked(section.form, "topics") if slug in names]
    texts = list(_texts(section.draft.document))
    suggested = _suggested(index, texts, chosen, names, SUGGESTED)
    taken = {*chosen, *(choice.slug for choice in suggested)}
    words = index.terms
    groups = [
        (
            group,
            [
                Choice(slug, name, words=" ".join(term for _language, term in words[slug]))
                for slug, name in topics
                if slug not in taken
            ],
        )
        for group, topics in section.groups
    ]
    return Chooser([Choice(slug, names[slug]) for slug in chosen], suggested, groups)


def for_statements(section: StatementsSection) -> list[tuple[StatementForm, Chooser]]:
    """Every offer or need, with the topics to choose from."""
    index = topic_index()
    return [(form, _for_statement(section, form, index)) for form in section.items]


def _for_statement(section: StatementsSection, form: StatementForm, index: TopicIndex) -> Chooser:
    """Suggestions from its own text; the profile's topics are offered beside them."""
    names = _names(section.groups)
    chosen = [slug for slug in form.chosen_topics() if slug in names]
    suggested = _suggested(index, form.typed(), chosen, names, SUGGESTED_FOR_STATEMENT)
    taken = {*chosen, *(choice.slug for choice in suggested)}
    own = [slug for slug in section.draft.document["topics"] if slug in names]
    others = [Choice(slug, names[slug]) for slug in own if slug not in taken]
    return Chooser([Choice(slug, names[slug]) for slug in chosen], suggested, [("", others)])


def _names(groups: Iterable[tuple[str, list[tuple[str, str]]]]) -> dict[str, str]:
    return {slug: name for _group, topics in groups for slug, name in topics}


def _suggested(
    index: TopicIndex, texts: list[Text], chosen: list[str], names: dict[str, str], count: int
) -> list[Choice]:
    found = rank(index, texts, chosen=chosen, count=count)
    return [Choice(it.topic, names[it.topic], it.because) for it in found if it.topic in names]


def _texts(document: Document) -> Iterable[Text]:
    for language, text in document["organisation"]["texts"].items():
        yield language, text["description"]
    for section in DIRECTIONS:
        for statement in document[section]:
            yield from statement["texts"].items()
