"""The data file: lossless, idempotent, all or nothing; what people wrote stays theirs."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from matching import facts
from matching.models import FactChange, PairFact
from matching.partners import paths_from
from matching.partnerships.editing import Story, write_texts
from matching.partnerships.loading import Loaded, canonical, entry_of, load_partnerships
from matching.partnerships.models import Partnership
from profiles.loading.loader import load
from profiles.models import Profile
from tests.makers import make_profile, make_staff
from tests.matching.partnerships.making import (
    ENTRY,
    do_together,
    entry,
    make_pair,
    sign,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Profile, Profile]:
    return make_pair()


def only() -> Partnership:
    return Partnership.objects.get()


def test_an_entry_comes_back_as_it_was(pair: object, tmp_path: Path) -> None:
    assert load_partnerships(write(tmp_path)) == Loaded(1, 1)
    assert entry_of(only()) == canonical(ENTRY)


def test_partial_dates_stand_on_their_first_day_and_ends_on_their_last(
    pair: object, tmp_path: Path
) -> None:
    load_partnerships(write(tmp_path))
    dates = only().amendments.values_list("signed_on", "valid_until")
    assert [tuple(map(str, row)) for row in dates] == [
        ("2014-02-10", "2017-12-31"),
        ("2017-01-01", "2021-03-31"),
    ]


def test_loading_again_writes_nothing(pair: object, tmp_path: Path) -> None:
    load_partnerships(write(tmp_path))
    before = (FactChange.objects.count(), list(only().activities.values_list("pk")))
    assert load_partnerships(tmp_path) == Loaded(1, 0)
    assert (FactChange.objects.count(), list(only().activities.values_list("pk"))) == before


def test_pairs_are_stated_from_the_partnership_and_the_old_facts_withdrawn(
    pair: tuple[Profile, Profile], tmp_path: Path
) -> None:
    kind = PairFact.Kind.PARTNERS
    facts.state_fact(*pair, kind, key="documented", by=None, reason="Before")
    renewed = ENTRY["amendments"][1] | {"valid_until": None}
    load_partnerships(write(tmp_path, entry(amendments=[ENTRY["amendments"][0], renewed])))
    (fact,) = PairFact.objects.all()
    assert fact.key == f"partnership-{only().pk}"
    assert (fact.since.year, sorted(fact.sectors)) == (2014, ["energy", "innovation"])
    stated = FactChange.objects.values_list("key", "is_stated").order_by("pk")
    assert list(stated) == [("documented", True), ("documented", False), (fact.key, True)]


def change(folder: Path, **changes: Any) -> Loaded:
    return load_partnerships(write(folder, entry(**changes)))


def test_what_the_file_changes_is_changed(pair: object, tmp_path: Path) -> None:
    load_partnerships(write(tmp_path))
    (first, second), kept = ENTRY["amendments"], only().amendments.first().pk
    changes = {
        "kind": "declaration",
        "texts": {"de": ENTRY["texts"]["de"] | {"title": "Neu"}},
        "amendments": [first | {"note": {"de": "Anders"}}, second | {"on": "2017-02"}],
        "activities": ENTRY["activities"][:1],
        "sources": [],
    }
    assert change(tmp_path, **changes) == Loaded(1, 1)
    assert entry_of(only()) == canonical(entry(**changes))
    assert only().amendments.first().pk == kept


@pytest.mark.parametrize("what", ["texts", "agreement", "activities"])
def test_what_people_changed_stays_theirs(pair: object, tmp_path: Path, what: str) -> None:
    load_partnerships(write(tmp_path))
    if what == "texts":
        write_texts(only(), {"de": Story("Von Hand", "Besser."), "ja": Story("NRWと福島", "新")})
    elif what == "agreement":
        sign(only(), "2023-04-26", "energy", kind="renewed", by=make_staff())
    else:
        only().activities.last().delete()
    here = entry_of(only())
    texts = {code: {"title": "File", "story": "File"} for code in ("de", "ja")}
    amendments = [ENTRY["amendments"][0] | {"source": "https://example.org/new"}]
    change(tmp_path, texts=texts, amendments=amendments, activities=[], signatories=[])
    there = entry_of(only())
    section = {"signatories": "agreement", "amendments": "agreement"}
    for name in ("texts", "amendments", "signatories", "activities"):
        assert (there[name] == here[name]) is (section.get(name, name) == what), name


def test_the_text_of_one_language_is_the_peoples_the_others_the_files(
    pair: object, tmp_path: Path
) -> None:
    load_partnerships(write(tmp_path))
    only().texts.filter(language="de").update(story="Von Hand.")
    texts = {code: {"title": "File", "story": "File"} for code in ("de", "ja")}
    change(tmp_path, texts=texts)
    stories = dict(only().texts.values_list("language", "story"))
    assert stories == {"de": "Von Hand.", "ja": "File"}


def test_what_members_report_stands_beside_what_the_file_says(pair: object, tmp_path: Path) -> None:
    load_partnerships(write(tmp_path))
    do_together(only(), "2024-05-01", by=make_staff())
    change(tmp_path, activities=ENTRY["activities"][:1])
    assert [str(it.dated) for it in only().activities.all()] == ["2024-05-01", "2014-02-11"]


def test_who_is_no_party_any_more_is_no_partner_any_more(pair: object, tmp_path: Path) -> None:
    other = make_profile("jp-08", place="JP-08")
    lasting = [ENTRY["amendments"][0] | {"valid_until": None}]
    signatories = ENTRY["signatories"]
    change(tmp_path, amendments=lasting, signatories=signatories)
    parties = [{"profile": "de-nw"}, {"profile": "jp-08"}]
    change(
        tmp_path, amendments=lasting, signatories=signatories, parties=parties, pairs=[], goals=[]
    )
    assert [fact.japan for fact in PairFact.objects.all()] == [other]


FAULTS = [
    ({"kind": "magic"}, "nrw-fukushima, kind: “magic” is not known"),
    ({"language": "xx"}, "nrw-fukushima, language: “xx” is not known"),
    ({"sources": [{"url": "x", "title": ""}]}, "sources[0].url: “x” is not an address of the web"),
    ({"sources": [{"url": "https://example.org"}]}, "sources[0].title: is missing"),
    ({"secret": 1}, "nrw-fukushima, secret: is not known"),
    ({"parties": [{"profile": "jp-99"}]}, "parties[0].profile: “jp-99” is not known"),
    ({"parties": [{"profile": "de-nw"}]}, "parties: nobody is of the side “japan”"),
    ({"parties": [{"name": "A"}]}, "parties[0]: a party has a profile, or a name and a side"),
    ({"pairs": [["de-nw", "jp-08"]]}, "pairs[0]: not both are parties"),
    ({"texts": {"en": {"title": "", "story": "a"}}}, "texts.en.title: must not be empty"),
    ({"texts": {"en": {"title": "a", "story": "a"}}}, "texts: the original, “de”, is missing"),
    ({"activities": {}}, "activities: must be a list"),
    ({"activities": ["x"]}, "activities[0]: must be an object"),
    ({"goals": [{"party": 7, "text": {}, "due_on": None, "source": ""}]}, "goals[0].party"),
]


@pytest.mark.parametrize(("changes", "fault"), FAULTS)
def test_a_fault_is_named_by_its_place_and_nothing_is_loaded(
    pair: object, tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    write(tmp_path, entry(key="good"), entry(**changes))
    with pytest.raises(CommandError) as caught:
        call_command("load_partnerships", folder=tmp_path)
    assert f"partnerships.json, nrw-fukushima, {fault.removeprefix('nrw-fukushima, ')}" in str(
        caught.value
    )
    assert (Partnership.objects.count(), PairFact.objects.count()) == (0, 0)


AMENDMENT_FAULTS = [
    ({"on": "2014-13"}, "amendments[0].on: “2014-13” is not in the calendar"),
    ({"valid_until": "2013"}, "amendments[0].valid_until: before it begins"),
    ({"topics": ["magic"]}, "amendments[0].topics: “magic” is not known"),
    ({"kind": "sung"}, "amendments[0].kind: “sung” is not known"),
    ({"note": {"xx": "a"}}, "amendments[0].note.xx: “xx” is not known"),
    ({"on": "2018", "valid_until": None}, "amendments[1].on: earlier than the one before it"),
]


@pytest.mark.parametrize(("changes", "fault"), AMENDMENT_FAULTS)
def test_a_fault_in_an_amendment_is_named(
    pair: object, tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    first, second = ENTRY["amendments"]
    write(tmp_path, entry(amendments=[first | changes, second]))
    with pytest.raises(CommandError, match=fault.replace("[", r"\[")):
        call_command("load_partnerships", folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, "there is no such file"),
        ("[{", "not JSON"),
        ("{}", "must be a list of objects"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str | None, fault: str) -> None:
    if text is not None:
        (tmp_path / "partnerships.json").write_text(text)
    with pytest.raises(CommandError, match=fault):
        call_command("load_partnerships", folder=tmp_path)


def test_an_entry_stands_once(pair: object, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nrw-fukushima, key: stands here twice"):
        call_command("load_partnerships", folder=write(tmp_path, ENTRY, ENTRY))


def test_our_own_file_loads_without_loss() -> None:
    """All of it, the two founding cases first; every pair that is documented is among the pairs."""
    load(settings.DATA_DIR)
    entries = json.loads((settings.DATA_DIR / "partnerships.json").read_text("utf-8"))
    assert load_partnerships(settings.DATA_DIR) == Loaded(38, 38)
    found = {it.key: it for it in Partnership.objects.all()}
    assert [it["key"] for it in entries[:2]] == ["nrw-fukushima", "kyushu-f2c"]
    assert [it["key"] for it in entries if entry_of(found[it["key"]]) != canonical(it)] == []
    parties = found["kyushu-f2c"].parties.values_list("profile__key", flat=True)
    assert list(parties) == ["c-vit", "c-val", "c-aso", "c-kbcc"]
    states = {key: it.state_on(it.created_at.date()) for key, it in found.items()}
    lapsed = {key for key, state in states.items() if state == "lapsed"}
    assert lapsed == {"nrw-osaka", "bioxclusters-osaka"}
    _strengthened_and_reached(found)


def _strengthened_and_reached(found: dict[str, Partnership]) -> None:
    """Matching knows of the pairs as before, and of the ways over partners."""
    key = f"partnership-{found['nrw-fukushima'].pk}"
    (fact,) = PairFact.objects.partners().filter(key=key)
    assert (fact.since.isoformat(), fact.is_thematic) == ("2014-02-10", True)
    nrw = Profile.objects.get(key="de-nw")
    ways = {(path.partner, path.peer) for path in paths_from(nrw)}
    keys = dict(Profile.objects.values_list("pk", "key"))
    assert ("jp-07", "de-hh") in {(keys[partner], keys[peer]) for partner, peer in ways}
