"""Who is found as probably the same, and why."""

import pytest
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing
from profiles.duplicates import LABELS, probable_duplicates
from profiles.models import Profile, ProfileLink
from tests.makers import make_place, make_profile, make_user
from tests.profiles.teams.people import join

pytestmark = pytest.mark.django_db

QUERIES = 5


def reasons(**asked: object) -> dict[str, list[str]]:
    """The kinds of reasons by the key or English name of who is found, the likeliest first."""
    found = probable_duplicates(**({"names": []} | asked))
    return {
        it.profile.key or it.profile.name: [reason.kind for reason in it.reasons] for it in found
    }


def draft(name: str = "Vitagora", language: str = "fr") -> Profile:
    return editing.register_organisation(
        by=make_user("owner@registered.example", None),
        name=name,
        language=language,
        kind="cluster",
        place=make_place("FRC1"),
    )


FUKUSHIMA = {"en": "Fukushima", "ja": "福島県", "de": "Fukushima", "fr": "Fukushima"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Fukushima", "same_name"),
        ("福島県", "same_name"),
        ("ＦＵＫＵＳＨＩＭＡ", "same_name"),
        ("福島", "name"),
        ("福島県庁", "name"),
        ("Fukushima Prefecture", "name"),
        ("Préfecture de Fukushima", "name"),
    ],
)
def test_a_name_in_any_script(name: str, kind: str) -> None:
    make_profile("jp-07", language="ja", texts=FUKUSHIMA)
    make_profile("jp-36", language="ja", texts={"en": "Tokushima", "ja": "徳島県"})
    make_profile("jp-34", language="ja", texts={"en": "Hiroshima", "ja": "広島県"})
    make_profile("c-eaf", texts={"en": "EnergyAgency.Fukushima"})
    assert reasons(names=[name]) == {"jp-07": [kind]}


@pytest.mark.parametrize("name", ["Köln", "Koeln", "Koln", "KÖLN", "Ｋｏｅｌｎ", "Stadt Köln"])
@pytest.mark.parametrize("stored", ["Köln", "Koeln"])
def test_spellings_of_an_umlaut(name: str, stored: str) -> None:
    make_profile("de-k", texts={"en": stored})
    make_profile("de-b", texts={"en": "Bonn"})
    assert list(reasons(names=[name])) == ["de-k"]


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Oberösterreich", {"de": "Niederösterreich", "en": "Lower Austria"}),
        ("Upper Austria", {"de": "Niederösterreich", "en": "Lower Austria"}),
        ("Kyoto", {"en": "Tokyo", "ja": "東京都"}),
        ("京都府", {"en": "Tokyo", "ja": "東京都"}),
        ("福島県", {"en": "Tokushima", "ja": "徳島県"}),
        ("Sachsen", {"en": "Saxony-Anhalt", "de": "Sachsen-Anhalt"}),
        ("Cluster", {"en": "Cluster of Clusters"}),
        ("%", {"en": "Fukushima"}),
        ("   ", {"en": "Fukushima"}),
    ],
)
def test_neighbours_are_not_listed(name: str, others: dict[str, str]) -> None:
    make_profile("other", texts=others, language=next(iter(others)))
    assert reasons(names=[name]) == {}


def test_any_of_several_names_counts() -> None:
    make_profile("jp-07", language="ja", texts=FUKUSHIMA)
    assert reasons(names=["Something else", "福島県"]) == {"jp-07": ["same_name"]}


def test_a_name_that_others_begin_with_puts_the_same_first() -> None:
    make_profile("emn", texts={"en": "Medical Valley EMN"})
    make_profile("mv", texts={"en": "Medical Valley"})
    assert reasons(names=["medical valley"]) == {"mv": ["same_name"], "emn": ["name"]}


def test_domain_of_website_mailbox_and_verified_members() -> None:
    by_link = make_profile("link")
    make_profile("mailbox", email="Info@Vitagora.com")
    by_link.links.create(kind=ProfileLink.Kind.WEBSITE, url="https://www.vitagora.com:443/en/")
    verified, unverified = make_profile("verified"), make_profile("unverified")
    join(verified, make_user("m@intern.vitagora.com", None))
    join(unverified, make_user("n@vitagora.com", None)).emailaddress_set.update(verified=False)
    others = make_profile("others", email="info@notvitagora.com")
    for place, url in enumerate(
        ["https://vitagora.com.evil.example/", "https://x.eu/?vitagora.com"]
    ):
        others.links.create(kind=ProfileLink.Kind.WEBSITE, url=url, position=place)
    found = reasons(email="somebody@mail.vitagora.com")
    assert found == {key: ["domain"] for key in ("link", "mailbox", "verified")}


def test_free_mail_providers_join_nobody() -> None:
    make_profile("de-by", email="cluster@gmail.com")
    assert reasons(email="somebody@gmail.com") == {}


@pytest.mark.parametrize(
    "number", ["7000020070009", "７０００ ０２００ ７０００９", "T7000020070009", "7000-0200-70009"]
)
def test_an_official_number_in_any_spelling(number: str) -> None:
    make_profile("jp-07", identifier="7000020070009", identifier_kind="corporate_number")
    make_profile("jp-08", identifier="2000020080004", identifier_kind="corporate_number")
    assert reasons(identifier=number) == {"jp-07": ["number"]}


def test_short_numbers_are_no_reason() -> None:
    make_profile("de-by", identifier="1234", identifier_kind="registry")
    assert reasons(identifier="1234") == {}
    assert reasons(identifier="") == {}


def test_drafts_are_found_by_what_they_propose() -> None:
    profile = draft()
    revision = profile.revisions.get()
    content = revision.content
    number = content["organisation"] | {"identifier_kind": "vat", "identifier": "DE136695976"}
    links = [{"kind": "website", "url": "https://vitagora.com/fr"}]
    contact = content["contact"] | {"email": "", "links": links}
    by = profile.memberships.get().user
    editing.save_section(revision, "organisation", number, version=0, by=by)
    editing.save_section(revision, "contact", contact, version=0, by=by)
    found = reasons(names=["Vitagora"], email="x@vitagora.com", identifier="DE 136 695 976")
    assert found == {"Vitagora": ["number", "same_name", "domain"]}


def test_an_organisation_is_not_its_own_duplicate() -> None:
    profile = make_profile("jp-07", language="ja", texts=FUKUSHIMA)
    assert probable_duplicates(names=["福島県"], exclude=profile.pk) == []


def test_the_likeliest_come_first_and_only_so_many() -> None:
    for number in range(4):
        make_profile(f"same-{number}", texts={"en": "Vitagora"})
    make_profile(
        "number", texts={"en": "Other"}, identifier="SIREN 123", identifier_kind="registry"
    )
    found = probable_duplicates(names=["Vitagora"], identifier="siren123", limit=3)
    assert [it.profile.key for it in found] == ["number", "same-0", "same-1"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_profile(f"jp-{number}", texts=FUKUSHIMA, language="ja", identifier="7000020070009")
    with django_assert_num_queries(QUERIES):
        found = probable_duplicates(
            names=["福島県", "Fukushima"],
            email="a@pref.fukushima.lg.jp",
            identifier="7000020070009",
        )
        shown = [(it.profile.name, it.profile.place.country.name) for it in found]
    assert shown == [("Fukushima", "JP")] * count


def test_every_reason_has_words() -> None:
    make_profile("jp-07", texts=FUKUSHIMA, language="ja", identifier="7000020070009")
    found = probable_duplicates(names=["福島県"], identifier="7000020070009")
    assert [str(reason) for reason in found[0].reasons] == [
        str(LABELS["number"]),
        str(LABELS["same_name"]),
    ]
