"""Who you are: faulty input is told at its field, and nothing typed is lost."""

import pytest
from django.test import Client

from profiles.models import Profile, User
from tests.makers import make_place
from tests.profiles.documents import register, whole_document
from tests.profiles.editor.filling import address, fields_of, save, send, shown
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


def organisation(profile: Profile) -> dict:
    return profile.revisions.get().content["organisation"]


FAULTS = [
    ("kind", "company", "Select a valid choice. company is not one of the available choices."),
    ("kind", "", "This field is required."),
    ("kind", "prefecture", "Prefectures lie in Japan: choose another kind or place."),
    ("place", "XX99", "Select a valid choice. XX99 is not one of the available choices."),
    ("legal_status", "none", "Select a valid choice. none is not one of the available choices."),
    ("size", "9", "Select a valid choice. 9 is not one of the available choices."),
    ("member_count", "many", "Enter a whole number."),
    ("member_count", "-1", "Ensure this value is greater than or equal to 0."),
    ("member_count", "1" * 5000, "Enter a whole number."),
    ("member_count", "100001", "Ensure this value is less than or equal to 100000."),
    ("host", "x" * 201, "Write at most 200 characters; these are 201."),
    (
        "host",
        "City\u202eof",
        "There is an invisible character in it, U+202E RIGHT-TO-LEFT OVERRIDE."
        " Type it again without that.",
    ),
    ("identifier_kind", "", "Say what kind of number this is."),
    ("identifier", "9" * 41, "Write at most 40 characters; these are 41."),
    ("texts-en-name", "n" * 100_000, "Write at most 200 characters; these are 100000."),
    ("texts-en-description", "d" * 100_000, "Write at most 5000 characters; these are 100000."),
    ("texts-en-description", "あ" * 5001, "Write at most 5000 characters; these are 5001."),
    (
        "texts-en-name",
        "Clu\u200bster",
        "There is an invisible character in it, U+200B ZERO WIDTH SPACE."
        " Type it again without that.",
    ),
]


@pytest.mark.parametrize(("field", "typed", "message"), FAULTS)
def test_faulty_input_is_told_at_its_field(
    editor: Client, cluster: Profile, field: str, typed: str, message: str
) -> None:
    fields = shown(editor, cluster, "organisation") | {field: [typed]}
    fields["host"] = fields["host"] if field == "host" else ["Typed beside it"]
    response = send(editor, cluster, "organisation", fields)
    assert response.status_code == 422
    errors = [e for e in elements(response, "ul", "errorlist") if e["id"] == f"id_{field}_error"]
    assert [" ".join(e.text.split()) for e in errors] == [message]
    controls = [*elements(response, "input"), *elements(response, "textarea")]
    controls += elements(response, "select")
    faulty = next(e for e in controls if e["id"] == f"id_{field}")
    assert (faulty["aria-invalid"], f"id_{field}_error" in faulty["aria-describedby"]) == (
        "true",
        True,
    )
    again = fields_of(response)
    assert again["texts-en-description"] == fields["texts-en-description"]
    assert again["texts-en-name"] == fields["texts-en-name"]
    assert again["host"] == fields["host"]
    assert organisation(cluster) == whole_document()["organisation"]


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_faults_are_listed_with_links_to_their_fields(
    editor: Client, cluster: Profile, language: str
) -> None:
    fields = shown(editor, cluster, "organisation")
    fields |= {"member_count": ["many"], "texts-en-name": ["a\u202eb"]}
    response = send(editor, cluster, "organisation", fields, language=language)
    assert response.status_code == 422
    links = [a["href"] for a in elements(response, "a") if a["href"].startswith("#id_")]
    assert sorted(set(links)) == ["#id_member_count", "#id_texts-en-name"]


def test_several_faults_are_all_told(editor: Client, cluster: Profile) -> None:
    response = save(
        editor, cluster, "organisation", kind="", member_count="x", texts__en__name="\u2067"
    )
    assert len(texts(response, "ul", "errorlist")) == 3


NUMBERS = [
    ("corporate_number", "7000012050002", "7000012050002", ""),
    ("corporate_number", "７０００-０１２０５０００２", "7000012050002", ""),
    (
        "corporate_number",
        "8000012050002",
        "",
        "The check digit is wrong: one of the 13 digits is not right.",
    ),
    ("corporate_number", "700001205000", "", "A corporate number (法人番号) has 13 digits."),
    ("vat", "DE 136 695 976", "DE136695976", ""),
    (
        "vat",
        "DE1",
        "",
        "This is not a VAT number of an EU country. It begins with the country’s two letters,"
        " like DE136695976.",
    ),
    ("registry", "RNA W212003456", "RNA W212003456", ""),
]


@pytest.mark.parametrize("case", NUMBERS)
def test_official_numbers(
    editor: Client, cluster: Profile, case: tuple[str, str, str, str]
) -> None:
    kind, typed, kept, message = case
    response = save(
        editor, cluster, "organisation", identifier_kind=kind, identifier=typed, htmx=True
    )
    assert response.status_code == (422 if message else 200)
    checked = [e for e in elements(response, "p") if e["id"] == "identifier-check"]
    said = message or "The number keeps its register’s rule."
    assert [" ".join(e.text.split()) for e in checked] == [said]
    if kept:
        assert organisation(cluster)["identifier"] == kept


def test_everything_is_kept_as_it_is_meant(editor: Client, cluster: Profile) -> None:
    make_place("DEA", "North Rhine-Westphalia")
    response = save(
        editor,
        cluster,
        "organisation",
        place="DEA",
        legal_status="hosted",
        host="  Stadt　Köln ",
        member_count="４２",
        size="0",
        identifier="",
        identifier_kind="",
        texts__en__description="First\r\nline\u200b\u202e\x00 <script>alert(1)</script>",
    )
    assert response.status_code == 302
    assert organisation(cluster) == {
        "kind": "cluster",
        "place": "DEA",
        "legal_status": "hosted",
        "host": "Stadt Köln",
        "identifier_kind": "",
        "identifier": "",
        "member_count": 42,
        "size": 0,
        "texts": {
            "en": {
                "name": "Fermentation Cluster",
                "description": "First\nline <script>alert(1)</script>",
            }
        },
    }


def test_places_are_grouped_by_country(editor: Client, cluster: Profile) -> None:
    make_place("DEA", "North Rhine-Westphalia")
    make_place("JP-07", "Fukushima")
    response = editor.get(address(cluster, "organisation"))
    groups = [group["label"] for group in elements(response, "optgroup")]
    assert groups == ["DE", "FR", "JP"]
    assert "DE as a whole" in texts(response, "option")


def test_a_language_is_added_and_one_is_emptied(editor: Client, cluster: Profile) -> None:
    response = save(editor, cluster, "organisation", do="language", new_language="fr")
    assert response["Location"] == f"{address(cluster, 'organisation')}?language=fr#texts-fr"
    fields = shown(editor, cluster, "organisation", "?language=fr")
    assert (fields["texts-fr-name"], fields["texts-fr-description"]) == ([""], [""])
    fields |= {"texts-fr-name": ["Pôle"], "texts-en-name": [""], "texts-en-description": [""]}
    assert send(editor, cluster, "organisation", fields).status_code == 302
    assert organisation(cluster)["texts"] == {"fr": {"name": "Pôle", "description": ""}}
    assert "texts-en-name" in shown(editor, cluster, "organisation")


def test_an_added_language_stays_when_something_is_faulty(editor: Client, cluster: Profile) -> None:
    fields = shown(editor, cluster, "organisation", "?language=hu")
    fields |= {"texts-hu-name": ["Klaszter"], "member_count": ["?"]}
    response = send(editor, cluster, "organisation", fields)
    assert (response.status_code, fields_of(response)["texts-hu-name"]) == (422, ["Klaszter"])


@pytest.mark.parametrize("language", ["xx", "", "<script>", "fr' OR 1"])
def test_an_unknown_language_is_not_added(editor: Client, cluster: Profile, language: str) -> None:
    response = editor.get(address(cluster, "organisation"), {"language": language})
    names = [name for name in fields_of(response) if name.startswith("texts-")]
    assert names == ["texts-en-name", "texts-en-description"]


def test_texts_say_in_which_language_they_are(editor: Client, alice: User) -> None:
    profile = register(alice, whole_document("japan"))
    areas = elements(editor.get(address(profile, "organisation")), "textarea")
    assert [(area["id"], area["lang"], area["dir"]) for area in areas] == [
        ("id_texts-ja-description", "ja", "auto")
    ]


def test_nothing_forces_a_name_or_another_language(editor: Client, cluster: Profile) -> None:
    response = save(editor, cluster, "organisation", texts__en__name="", texts__en__description="")
    assert response.status_code == 302
    assert organisation(cluster)["texts"] == {}
    assert "A name in the language it is written in" in html_of(
        editor.get(f"/en/organisations/{cluster.pk}/edit/")
    )
