"""Message catalogues of a small project: found, checked, compiled, and read by gettext itself."""

import gettext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from helpdesk import catalogues

TEMPLATE = """{% load i18n %}
<h1>{% translate "Welcome" %}</h1>
    <p>{% blocktranslate trimmed count counter=n %}<b>{{ counter }}</b> region{% plural %}
    <b>{{ counter }}</b> regions{% endblocktranslate %}</p>
{% translate "May" context "month" %}
"""
CODE = """from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

# Translators: said at the door
HELLO = _("Hello %(name)s")
LATER = gettext_lazy("Later")
MANY = ngettext("%(n)s pair", "%(n)s pairs", 2)
MAY = pgettext("permission", "May")
NOT_A_MESSAGE = print("Nothing to translate")
"""
GERMAN = {
    "Welcome": "Willkommen",
    "Hello %(name)s": "Guten Tag %(name)s",
    "Later": "Später",
    ("%(n)s pair", "%(n)s pairs"): ("%(n)s Paar", "%(n)s Paare"),
    ("<b>%(counter)s</b> region", "<b>%(counter)s</b> regions"): (
        "<b>%(counter)s</b> Region",
        "<b>%(counter)s</b> Regionen",
    ),
    ("month", "May"): "Mai",
    ("permission", "May"): "Dürfen",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of one template and one module, without catalogues."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "views.py").write_text(CODE)
    return tmp_path


@pytest.fixture
def locale(root: Path) -> Path:
    """Its German catalogue, complete."""
    folder = root / "locale"
    catalogues.update(root, folder, "de")
    for message, translated in GERMAN.items():
        fill(folder, message, translated)
    return folder


def fill(locale: Path, message: str | tuple[str, str], translated: object) -> None:
    """Translate one message: a text, a text with its plural, or a text in its context."""
    catalog = catalogues.read(locale, "de")
    in_context = isinstance(message, tuple) and message[1] == "May"
    found = catalog.get("May", message[0]) if in_context else catalog.get(message)
    assert found is not None, message
    found.string = translated
    with catalogues.po_file(locale, "de").open("wb") as file:
        catalogues.write_po(file, catalog)


def replace(locale: Path, old: str, new: str) -> None:
    file = catalogues.po_file(locale, "de")
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def test_messages_of_code_and_templates(root: Path) -> None:
    found = {(message.context, message.id) for message in catalogues.messages(root) if message.id}
    assert found == {
        ("month", "May"),
        ("permission", "May"),
        *((None, message) for message in GERMAN if "May" not in message),
    }


def test_notes_for_translators_are_kept(root: Path) -> None:
    catalogues.update(root, root / "locale", "de")
    hello = catalogues.read(root / "locale", "de").get("Hello %(name)s")
    assert hello.auto_comments == ["Translators: said at the door"]


def test_a_new_message_is_found_and_the_others_stay(root: Path, locale: Path) -> None:
    assert catalogues.update(root, locale, "de") == len(GERMAN)
    assert catalogues.faults(root, locale, "de") == []
    with (root / "profiles" / "views.py").open("a") as code:
        code.write('NEW = _("Later on")\n')

    assert catalogues.update(root, locale, "de") == len(GERMAN) + 1
    assert catalogues.read(locale, "de").get("Later").string == "Später"
    assert catalogues.faults(root, locale, "de") == ["de: not translated: 'Later on'"]


def test_a_message_that_is_gone_leaves_the_catalogue(root: Path, locale: Path) -> None:
    (root / "templates" / "page.html").unlink()
    assert catalogues.update(root, locale, "de") == len(GERMAN) - 3
    assert "Willkommen" not in catalogues.po_file(locale, "de").read_text()


def test_without_a_catalogue_everything_is_missing(root: Path) -> None:
    faults = catalogues.faults(root, root / "locale", "fr")
    assert len(faults) == len(GERMAN)
    assert {fault.partition(": ")[0] for fault in faults} == {"fr"}


LATER = 'msgid "Later"\n'


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Später"', '""', "not translated: 'Later'"),
        (LATER, f"#, fuzzy\n{LATER}", "fuzzy: 'Later'"),
        ("Guten Tag %(name)s", "Guten Tag", "other placeholders or tags: 'Hello %(name)s'"),
        ("Guten Tag %(name)s", "%(nom)s", "other placeholders or tags: 'Hello %(name)s'"),
        ("Guten Tag %(name)s", "<b>%(name)s", "other placeholders or tags: 'Hello %(name)s'"),
        ("%(n)s Paare", "", "not translated: ('%(n)s pair', '%(n)s pairs')"),
        ('"Mai"', '""', "not translated: 'May'"),
    ],
)
def test_faults(root: Path, locale: Path, old: str, new: str, fault: str) -> None:
    replace(locale, old, new)
    assert catalogues.faults(root, locale, "de") == [f"de: {fault}"]


def test_a_plural_form_that_lost_its_number_is_a_fault(root: Path, locale: Path) -> None:
    """Only where the form for one may go without its number, as the English one does not."""
    replace(locale, "%(n)s Paare", "viele Paare")
    assert catalogues.faults(root, locale, "de") == [
        "de: other placeholders or tags: ('%(n)s pair', '%(n)s pairs')"
    ]


def test_gettext_reads_what_was_compiled(locale: Path) -> None:
    catalogues.compile_one(locale, "de")
    german = gettext.translation("django", locale, ["de"])
    assert german.gettext("Welcome") == "Willkommen"
    assert german.pgettext("month", "May") == "Mai"
    assert german.pgettext("permission", "May") == "Dürfen"
    pair = ("%(n)s pair", "%(n)s pairs")
    assert [german.ngettext(*pair, n) for n in (1, 2)] == ["%(n)s Paar", "%(n)s Paare"]
    assert german.gettext("Unknown") == "Unknown"


def test_what_is_fuzzy_is_not_compiled(locale: Path) -> None:
    replace(locale, LATER, f"#, fuzzy\n{LATER}")
    catalogues.compile_one(locale, "de")
    assert gettext.translation("django", locale, ["de"]).gettext("Later") == "Later"


def test_the_command(root: Path, settings: Settings) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = root, [root / "locale"]
    said = StringIO()
    call_command("catalogues", "extract", stdout=said)
    count = len(GERMAN)
    assert said.getvalue() == "".join(f"{code}: {count} messages\n" for code in ("de", "fr", "ja"))

    with pytest.raises(CommandError) as caught:
        call_command("catalogues", "check")
    assert len(str(caught.value).splitlines()) == 3 * count

    call_command("catalogues", "compile")
    compiled = sorted(file.parent.parent.name for file in root.rglob("*.mo"))
    assert compiled == ["de", "fr", "ja"]


def test_the_command_is_content_with_nothing_to_translate(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "templates").mkdir()
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    said = StringIO()
    call_command("catalogues", "check", stdout=said)
    assert said.getvalue() == "The catalogues are complete.\n"
