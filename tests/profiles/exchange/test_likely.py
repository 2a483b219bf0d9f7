"""Reading everybody once finds the duplicates that asking about each finds."""

import pytest
from django.conf import settings

from profiles.duplicates import probable_duplicates
from profiles.exchange.likely import FEW, Directory
from profiles.loading.loader import load
from profiles.models import Membership, Profile
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.documents import register, whole_document
from tests.profiles.exchange import tables

pytestmark = pytest.mark.django_db


def asked(names: list[str], email: str = "", identifier: str = "") -> list[int]:
    found = probable_duplicates(names=names, email=email, identifier=identifier, limit=FEW)
    return [duplicate.profile.pk for duplicate in found]


def looked_up(names: list[str], email: str = "", identifier: str = "") -> list[int]:
    return Directory.load().like(names=names, email=email, identifier=identifier)


def test_it_finds_what_the_database_finds_for_every_real_name() -> None:
    load(settings.DATA_DIR)
    directory = Directory.load()
    for profile in Profile.objects.prefetch_related("texts"):
        names = [text.name for text in profile.texts.all()]
        assert directory.like(names=names, email="", identifier="") == asked(names), names


@pytest.mark.parametrize(
    "name",
    [
        "Bavarria",
        "Freistaat Bayern",
        "Land Nordrhein Westfalen",
        "fukushima prefecture",
        "福島",
        "福島県庁",
        "Koeln",
        "Nobody like this",
        "X",
        "々",
    ],
)
def test_slips_and_generic_words_do_not_hide_anybody(name: str) -> None:
    load(settings.DATA_DIR)
    make_profile("koeln", texts={"de": "Köln"})
    assert looked_up([name]) == asked([name])


def test_domains_and_numbers_are_looked_up() -> None:
    alice = make_user("alice@example.org")
    draft = register(alice, whole_document(identifier="HRB 471 199"))
    public = make_profile("a", texts={"en": "Aaa"}, email="office@valley-of-glass.eu")
    other = make_profile("b", texts={"en": "Bbb"})
    other.links.create(kind="website", url="https://www.glass-makers.eu/en", position=0)
    for domain, number, found in [
        ("x@valley-of-glass.eu", "", [public.pk]),
        ("x@sub.glass-makers.eu", "", [other.pk]),
        ("", "HRB-471199", [draft.pk]),
        ("x@gmail.com", "", []),
        ("", "12", []),
    ]:
        assert looked_up(["Zzz"], domain, number) == found == asked(["Zzz"], domain, number)


def test_the_domain_of_a_member_tells_too() -> None:
    profile = make_profile("a", texts={"en": "Aaa"})
    user = make_user("anna@stone-age.eu")  # makers verify addresses
    Membership.objects.create(user=user, profile=profile)
    assert looked_up(["Zzz"], "bert@stone-age.eu") == [profile.pk]


def test_a_long_file_is_looked_up_in_one_go() -> None:
    tables.make_world()
    here = make_profile("x", texts={"en": "Cluster of glass number 7"})
    rows = [tables.row(n, key=f"k-{n}", name_en=f"Group {n:03} of makers") for n in range(60)]
    rows.append(tables.row(61, name_en="Glass cluster number 7"))
    file = tables.checked(tables.csv_of(*rows), make_staff())
    assert file.lines.get(number=62).duplicates == [{"profile": here.pk}]
