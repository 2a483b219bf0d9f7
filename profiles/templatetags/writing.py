"""How profiles are written on pages: names of languages, texts with their language."""

from urllib.parse import urlsplit

from django import template
from django.utils.translation import get_language

from profiles.fields import field_name as name_of_field
from profiles.languages import language_name as name_of_language
from profiles.phones import show_phone

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """The language's name in the reader's language."""
    return name_of_language(code, get_language() or "en")


@register.filter
def field_name(path: str) -> str:
    """What a field of a document is called: `Description (Japanese)`."""
    return name_of_field(path)


@register.filter
def host_of(url: str) -> str:
    """Where a link leads: `example.org`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def phone(number: str) -> str:
    """A number with spaces, for people abroad."""
    return show_phone(number)


@register.filter
def is_foreign(code: str) -> bool:
    """Whether a text in this language needs a label on the reader's page."""
    return code != get_language()


@register.filter
def priority_slug(row: object) -> str:
    """`main` or `secondary`, as the sector badge wants it."""
    return {2: "main", 1: "secondary"}.get(getattr(row, "priority", 0), "")
