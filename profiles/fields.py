"""What the fields of a document are called on pages and in mails, in the reader's language."""

from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from profiles.languages import language_name

SECTION_NAMES: dict[str, Promise] = {
    "organisation": gettext_lazy("Who you are"),
    "sectors": gettext_lazy("Sectors"),
    "topics": gettext_lazy("Topics"),
    "offers": gettext_lazy("What you offer"),
    "needs": gettext_lazy("What you need"),
    "areas": gettext_lazy("Where else in the world"),
    "contact": gettext_lazy("Contact"),
    "languages": gettext_lazy("Languages"),
}
NAMES: dict[str, Promise] = {
    "kind": gettext_lazy("Kind"),
    "place": gettext_lazy("Place"),
    "legal_status": gettext_lazy("Legal status"),
    "host": gettext_lazy("Hosted by"),
    "identifier_kind": gettext_lazy("Kind of number"),
    "identifier": gettext_lazy("Official number"),
    "member_count": gettext_lazy("Members"),
    "size": gettext_lazy("Size"),
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "sectors": gettext_lazy("Sectors"),
    "topics": gettext_lazy("Topics"),
    "cooperation": gettext_lazy("Kinds of cooperation"),
    "areas": gettext_lazy("Third countries"),
    "email": gettext_lazy("General mailbox"),
    "phone": gettext_lazy("Switchboard"),
    "address": gettext_lazy("Address"),
    "links": gettext_lazy("Links"),
    "logo": gettext_lazy("Logo"),
    "written": gettext_lazy("Language it is written in"),
    "spoken": gettext_lazy("Languages spoken"),
    "language": gettext_lazy("Language"),
    "url": gettext_lazy("Address on the web"),
    "is_demonstration": gettext_lazy("Demonstration data"),
}
ITEMS: dict[str, Promise] = {
    "offers": pgettext_lazy("numbered item", "Offer %(number)d"),
    "needs": pgettext_lazy("numbered item", "Need %(number)d"),
    "links": pgettext_lazy("numbered item", "Link %(number)d"),
}


def field_name(path: str) -> str:
    """`Description (Japanese)` for `organisation.texts.ja.description`, `Offer 1: Topics`…"""
    steps = path.split(".")
    item = _item(steps)
    language = steps[steps.index("texts") + 1] if "texts" in steps else ""
    last = steps[-1] if not language or steps[-1] != language else ""
    name = "" if last.isdecimal() else str(NAMES.get(last, SECTION_NAMES.get(last, "")))
    if steps[0] == "sectors" and len(steps) > 1:
        name = str(NAMES["sectors"])
    shown = ": ".join(part for part in (item, name) if part) or path
    if not language:
        return shown
    return _("%(field)s (%(language)s)") % {
        "field": shown,
        "language": language_name(language, get_language() or "en"),
    }


def _item(steps: list[str]) -> str:
    """The numbered thing that a path leads through, counted from one as people do."""
    for name, number in pairwise(steps):
        if name in ITEMS and number.isdecimal():
            return str(ITEMS[name]) % {"number": int(number) + 1}
    return ""
