"""Registering: duplicates are shown first, nothing typed is lost, numbers are checked."""

from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from profiles.models import MembershipRequest, Profile, User
from tests.makers import make_place, make_profile, make_user
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join, log_of, make_haruka
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]

PATH = "/en/organisations/register/"
QUERIES = 8
FERMENTATION = {
    "name": "発酵クラスター",
    "language": "ja",
    "kind": "cluster",
    "place": "JP-43",
    "identifier_kind": "",
    "identifier": "",
}


@pytest.fixture(autouse=True)
def places() -> None:
    for code, name in (("JP-43", "Kumamoto"), ("JP-07", "Fukushima"), ("DEA1", "Düsseldorf")):
        make_place(code, name)


@pytest.fixture
def charlie() -> User:
    return make_user(password=None)


def send(user: User, **told: Any) -> HttpResponse:
    return visit(user).post(PATH, FERMENTATION | told)


def found(response: HttpResponse) -> list[str]:
    """The names of the probable duplicates that the page shows."""
    return texts(response, "h3", "organisation__name")


def errors(response: HttpResponse) -> list[str]:
    return texts(response, "ul", "errorlist")


def values(response: HttpResponse) -> dict[str, str]:
    """What the form's fields contain."""
    inputs = {it["name"]: it["value"] for it in elements(response, "input") if it["name"] != ""}
    form = html_of(response).partition('class="register"')[2]
    assert form
    return inputs


def test_a_draft_with_an_owner_is_made(charlie: User) -> None:
    response = send(charlie)
    profile = Profile.objects.get()
    assert response["Location"] == f"/en/organisations/{profile.pk}/edit/"
    assert (profile.status, profile.language, profile.kind) == ("draft", "ja", "cluster")
    assert (profile.name, profile.place.code) == ("発酵クラスター", "JP-43")
    assert log_of(profile) == [(charlie.email, "", "owner", charlie.email)]
    content = profile.revisions.get().content["organisation"]
    assert content["texts"] == {"ja": {"name": "発酵クラスター", "description": ""}}


def test_extra_fields_change_nothing(charlie: User) -> None:
    send(charlie, status="published", is_trusted="1", by="1", role="owner")
    profile = Profile.objects.get()
    assert (profile.status, profile.is_trusted) == ("draft", False)


@pytest.mark.parametrize(
    ("kind", "number", "stored"),
    [
        ("corporate_number", "７０００ ０２００ ７０００９", "7000020070009"),
        ("vat", "DE 136 695 976", "DE136695976"),
        ("registry", "RNA W212003456", "RNA W212003456"),
    ],
)
def test_a_number_is_stored_as_its_register_writes_it(
    charlie: User, kind: str, number: str, stored: str
) -> None:
    assert send(charlie, identifier_kind=kind, identifier=number).status_code == 302
    organisation = Profile.objects.get().revisions.get().content["organisation"]
    assert (organisation["identifier_kind"], organisation["identifier"]) == (kind, stored)


FAULTS: list[tuple[dict[str, str], str]] = [
    ({"name": ""}, "This field is required."),
    ({"name": "Vita\u200bgora"}, "There is an invisible character in it"),
    ({"name": "\u202eVitagora"}, "There is an invisible character in it"),
    ({"name": "x" * 100_000}, "Write at most 200 characters"),
    ({"language": "xx"}, "Select a valid choice."),
    ({"kind": "empire"}, "Select a valid choice."),
    ({"place": "XX"}, "Select a valid choice."),
    ({"kind": "prefecture", "place": "DEA1"}, "Prefectures are in Japan."),
    (
        {"identifier_kind": "corporate_number", "identifier": "8000020070009"},
        "The check digit is wrong",
    ),
    ({"identifier_kind": "corporate_number", "identifier": "123"}, "has 13 digits"),
    ({"identifier_kind": "vat", "identifier": "XX123"}, "not a VAT number"),
    ({"identifier": "7000020070009"}, "Say what kind of number it is."),
    ({"identifier_kind": "vat"}, "Write the number"),
]


@pytest.mark.parametrize(("told", "words"), FAULTS)
def test_a_faulty_form_comes_back_in_words(charlie: User, told: dict[str, str], words: str) -> None:
    response = send(charlie, **told)
    assert response.status_code == 422
    said = errors(response)
    assert len(said) == 1
    assert words in said[0]
    kept = FERMENTATION | told
    assert values(response)["name"] == kept["name"].strip()
    assert values(response)["identifier"] == kept["identifier"]
    assert Profile.objects.count() == 0


def test_a_script_in_the_name_stays_text(charlie: User) -> None:
    name = "<script>alert(1)</script>"
    assert send(charlie, name=name).status_code == 302
    page = html_of(visit(charlie).get("/en/organisations/"))
    assert name not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_likely_ones_are_shown_first_and_nothing_is_lost(charlie: User) -> None:
    make_profile("jp-07", language="ja", texts={"en": "Fukushima", "ja": "福島県"})
    told = {"name": "福島県", "kind": "prefecture", "place": "JP-07"}
    response = send(charlie, **told)
    assert response.status_code == 200
    assert found(response) == ["Fukushima 福島県"]
    assert values(response)["name"] == "福島県"
    options = [it["value"] for it in elements(response, "option") if "selected" in it.attributes]
    assert options == ["ja", "prefecture", "JP-07", ""]
    assert Profile.objects.count() == 1
    seen = next(it["value"] for it in elements(response, "button") if it["name"] == "seen")
    assert send(charlie, **told, seen=seen).status_code == 302
    assert Profile.objects.count() == 2


def test_none_of_these_holds_only_for_those_that_were_shown(charlie: User) -> None:
    first = make_profile("a", texts={"en": "Vitagora"})
    second = make_profile("b", texts={"en": "Fermentation Valley"})
    seen = str(first.pk)
    assert send(charlie, name="Vitagora", seen=seen).status_code == 302
    response = send(charlie, name="Fermentation Valley", seen=seen)
    assert (response.status_code, found(response)) == (200, ["Fermentation Valley"])
    assert send(charlie, name="Fermentation Valley", seen=f"{second.pk}").status_code == 302


@pytest.mark.parametrize("seen", ["x", "1;2", "-1", ",,,", "9" * 30])
def test_a_forged_list_of_those_seen_confirms_nothing(charlie: User, seen: str) -> None:
    make_profile("a", texts={"en": "Vitagora"})
    assert send(charlie, name="Vitagora", seen=seen).status_code == 200
    assert Profile.objects.count() == 1


def test_sending_twice_does_not_register_twice(charlie: User) -> None:
    answers = [send(charlie).status_code for _ in range(2)]
    assert (answers, Profile.objects.count()) == ([302, 200], 1)


def test_who_types_is_shown_the_likely_ones(charlie: User) -> None:
    make_profile("jp-07", language="ja", texts={"en": "Fukushima", "ja": "福島県"})
    make_profile("number", texts={"en": "Other"}, identifier="7000020070009")
    client = visit(charlie)
    for typed, names in [
        ({"name": "fukushima"}, ["Fukushima 福島県"]),
        ({"name": "福島県", "identifier": "7000020070009"}, ["Other", "Fukushima 福島県"]),
        ({"name": "Kyoto"}, []),
        ({"name": "\u202e"}, []),
        ({"name": "x" * 5000}, []),
        ({}, []),
    ]:
        response = client.get(PATH, typed, headers={"HX-Request": "true"})
        assert found(response) == names
        assert len([it for it in elements(response, "div") if it["id"] == "duplicates"]) == 1


def test_reasons_are_given_in_words(charlie: User) -> None:
    make_profile("jp-07", language="ja", texts={"ja": "福島県"}, identifier="7000020070009")
    response = visit(charlie).get(PATH, {"name": "福島県", "identifier": "7000020070009"})
    reasons = texts(response, "ul", "duplicates__reasons")
    assert reasons == ["The same official numberThe same name"]


def test_of_a_draft_only_name_kind_and_place_are_shown(charlie: User) -> None:
    make_profile(
        "c-x",
        kind="cluster",
        place="DEA1",
        texts={"en": ("Secret Cluster", "MARKER-DESCRIPTION")},
        topics=["hydrogen"],
        published=False,
        email="MARKER-MAILBOX@cluster.example",
        host="MARKER-HOST",
    )
    response = visit(charlie).get(PATH, {"name": "Secret Cluster"})
    assert found(response) == ["Secret Cluster"]
    assert "MARKER" not in html_of(response)
    assert not [
        it for it in elements(response, "a") if "/partners/" in it["href"] and "c-x" in it["href"]
    ]
    assert "Public page" not in html_of(response)


def test_this_is_ours_leads_to_asking_even_for_a_draft(charlie: User) -> None:
    draft = make_profile("c-x", texts={"en": "Secret Cluster"}, published=False)
    client = visit(charlie)
    path = f"/en/organisations/{draft.pk}/join/"
    assert client.get(path).status_code == 404
    response = client.get(PATH, {"name": "Secret Cluster"})
    ask = next(it["href"] for it in elements(response, "a") if path in it["href"])
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"message": "I work here."}).status_code == 302
    assert MembershipRequest.objects.get().profile == draft
    assert visit(make_haruka()).get(ask).status_code == 404
    other = make_profile("c-y", texts={"en": "Other"}, published=False)
    assert client.get(ask.replace(f"/{draft.pk}/", f"/{other.pk}/")).status_code == 404


def test_ones_own_organisation_is_pointed_out(charlie: User) -> None:
    join(make_profile("own", texts={"en": "Vitagora"}), charlie)
    response = visit(charlie).get(PATH, {"name": "Vitagora"})
    assert "You belong to its team" in html_of(response)
    assert "ask to join" not in html_of(response)


def test_the_domain_of_an_unproven_address_finds_nobody() -> None:
    make_profile("own", texts={"en": "Vitagora"}, email="info@vitagora.example")
    bob = make_user("bob@vitagora.example", None)
    assert found(visit(bob).get(PATH)) == ["Vitagora"]
    bob.emailaddress_set.update(verified=False)
    assert found(visit(bob).get(PATH)) == []


@pytest.mark.parametrize(("language", "expected"), [("en", "en"), ("ja", "ja"), ("fr", "fr")])
def test_the_form_begins_in_the_readers_language(
    charlie: User, language: str, expected: str
) -> None:
    response = visit(charlie).get(f"/{language}/organisations/register/")
    chosen = [it["value"] for it in elements(response, "option") if "selected" in it.attributes]
    assert chosen[0] == expected


def test_places_stand_under_their_country(charlie: User) -> None:
    page = visit(charlie).get(PATH)
    assert [it["label"] for it in elements(page, "optgroup")] == ["DE", "JP"]
    codes = [it["value"] for it in elements(page, "option") if it["value"].startswith("JP")]
    assert codes == ["JP", "JP-07", "JP-43"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    charlie: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_profile(f"a-{number}", texts={"en": "Vitagora"})
    client = visit(charlie)
    with django_assert_num_queries(QUERIES):
        response = client.get(PATH, {"name": "Vitagora"})
    assert len(found(response)) == count
