"""Extract, update, compile and check message catalogues, with Babel alone.

Django's own `makemessages` needs the gettext programs, which a bare machine does not have.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CODE = ("helpdesk", "events", "profiles", "matching")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOTE = ("Translators:",)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|<(/?\w+)")
HEADER = "# Translations of the EU-Japan Regional Cooperation Helpdesk\n#"


def po_file(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def messages(root: Path) -> Catalog:
    """Every message of our Python files and templates."""
    catalog = Catalog(domain="django")
    for file, source in _sources(root):
        found = extract("python", io.BytesIO(source.encode()), KEYWORDS, NOTE)
        for line, message, comments, context in found:
            catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalog


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    """Relative name and Python-like source of each file."""
    for file in sorted((root / "templates").rglob("*.html")):
        source = templatize(file.read_text(), origin=str(file))
        # What was markup is now filler; its indentation would mean something to Python.
        flat = "\n".join(line.lstrip() for line in source.splitlines())
        yield str(file.relative_to(root)), flat
    for app in CODE:
        for file in sorted((root / app).rglob("*.py")):
            yield str(file.relative_to(root)), file.read_text()


def read(locale: Path, language: str) -> Catalog:
    file = po_file(locale, language)
    if not file.exists():
        return Catalog(locale=language, domain="django")
    with file.open("rb") as source:
        return read_po(source, locale=language, domain="django")


def update(root: Path, locale: Path, language: str) -> int:
    """Bring a catalogue up to date with the sources; returns how many messages it has."""
    catalog = read(locale, language)
    catalog.update(messages(root), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER
    catalog.fuzzy = False
    catalog.project, catalog.version = "EU-Japan Regional Cooperation Helpdesk", "1"
    file = po_file(locale, language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalog, width=100, sort_output=True, omit_header=False, no_location=True)
    return len(catalog)


def compile_one(locale: Path, language: str) -> None:
    with po_file(locale, language).with_suffix(".mo").open("wb") as target:
        write_mo(target, read(locale, language))


def faults(root: Path, locale: Path, language: str) -> list[str]:
    """What is missing, fuzzy or wrong in a catalogue, a line each."""
    catalog = read(locale, language)
    found = []
    for message in messages(root):
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None or not _is_complete(translated):
            found.append(f"{language}: not translated: {message.id!r}")
        elif translated.fuzzy:
            found.append(f"{language}: fuzzy: {message.id!r}")
        elif not _keeps_placeholders(message, translated):
            found.append(f"{language}: other placeholders or tags: {message.id!r}")
    return found


def _is_complete(message: Message) -> bool:
    return all(_forms(message.string))


def _keeps_placeholders(message: Message, translated: Message) -> bool:
    """Every translated form has the placeholders and tags of one of the original's forms."""
    originals = [_placeholders(form) for form in _forms(message.id)]
    return all(_placeholders(form) in originals for form in _forms(translated.string))


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return list(text) if isinstance(text, (tuple, list)) else [text]


def _placeholders(form: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(form)}
