"""The pages that everybody sees: the partners suggested to a profile, and a pair."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from matching.engine.weights import Part, Weights
from matching.models import Match, Run, Standing, WeightSet
from matching.reasons import full_points
from matching.states import RunState
from profiles.loading.files import SECTORS
from profiles.models import Profile
from profiles.states import Status
from tests.makers import REASON, make_profile, make_sectors, make_statement
from tests.matching.test_crowd import make_crowd, make_match, scored

LIST_QUERIES = 29
PAIR_QUERIES = 30
SHOWN = 20
NOBODY = 2**40
ROUNDED = 0.1  # printed with one decimal, which may go the other way so that all add up
HTMX = {"HX-Request": "true"}
FULL = full_points(Weights())


@pytest.fixture(autouse=True)
def sectors(db: None) -> Iterator[None]:
    """And English again after a test that reads a page in another language."""
    make_sectors()
    with translation.override("en"):
        yield


def live_run() -> Run:
    return Run.objects.create(
        weights=WeightSet.objects.current(), state=RunState.DONE, is_live=True, reason="For a test"
    )


def list_url(profile: Profile, sector: str = "") -> str:
    url = reverse("matching:list-suggestions", args=[profile.pk])
    return f"{url}?sector={sector}" if sector else url


def pair_url(europe: Profile, japan: Profile, sector: str = "") -> str:
    url = reverse("matching:show-pair", args=[europe.pk, japan.pk])
    return f"{url}?sector={sector}" if sector else url


def shown(client: Client, profile: Profile, sector: str = "") -> list[Profile]:
    found = client.get(list_url(profile, sector)).context["suggestions"]
    return [suggestion.partner for suggestion in found]


def make_suggestions(count: int) -> Profile:
    """A profile with so many stored matches, each with both quotes."""
    run = live_run()
    own = make_profile("de-own", topics=["wine"], priorities={"energy": 2}, offers=["We share."])
    offer = own.statements.get()
    points = {Part.TOPICS: 0.2, Part.EUROPE_SERVED: 0.07, Part.JAPAN_SERVED: 0.07}
    for n in range(count):
        partner = make_profile(f"jp-{n}", topics=["wine"], priorities={"energy": 2})
        need = make_statement(partner, "need", f"We seek partner {n}.")
        make_match(run, own, partner, points, japan_need=need, europe_offer=offer).save()
    return own


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_takes_the_same_number_of_queries(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = make_suggestions(count)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(list_url(own))
    assert len(response.context["suggestions"]) == min(count, SHOWN)
    html = response.content.decode()
    assert html.count('<li class="suggestion">') == min(count, SHOWN)
    assert html.count("<q lang=") == 2 * min(count, SHOWN)


def test_suggestions_of_both_sides_come_best_first(client: Client) -> None:
    europe, japan = make_crowd(3, 4)
    run = scored()
    prices = dict(run.standings.values_list("profile", "price"))
    for own in (europe[0], japan[0]):
        worth = {
            match.partner_of(own): match.score - prices[match.partner_of(own).pk]
            for match in Match.objects.live().of(own)
        }
        assert shown(client, own) == sorted(worth, key=lambda partner: -worth[partner])
    assert {partner.pk for partner in shown(client, europe[0])} == {p.pk for p in japan}


def test_whom_hardly_anybody_would_see_stands_higher_and_is_told_so(client: Client) -> None:
    run = live_run()
    own = make_profile("de-own")
    scores_and_prices = ((0.4, 0.02), (0.39, 0.0), (0.38, -0.03))
    for n, (score, price) in enumerate(scores_and_prices):
        partner = make_profile(f"jp-{n}")
        make_match(run, own, partner, {Part.TEXT: score}, {Part.TEXT: score}).save()
        Standing.objects.create(run=run, profile=partner, cutoffs=[0.0] * 8, price=price)
    page = client.get(list_url(own))
    found = [(s.partner.key, s.explanation.score, s.risen) for s in page.context["suggestions"]]
    assert found == [("jp-2", 0.38, 2), ("jp-1", 0.39, 0), ("jp-0", 0.4, 0)]
    assert re.findall(r"(\d) places up", page.content.decode()) == ["2"]
    in_a_sector = client.get(list_url(own, SECTORS[0]))
    assert [s.partner.key for s in in_a_sector.context["suggestions"]] == ["jp-0", "jp-1", "jp-2"]
    assert "places up" not in in_a_sector.content.decode()


def test_in_a_sector_they_come_by_its_score(client: Client) -> None:
    run = live_run()
    own = make_profile("de-own")
    first, second, third = (make_profile(f"jp-{n}") for n in range(3))
    trade = SECTORS.index("trade")
    for partner, overall, within in ((first, 0.3, 0.1), (second, 0.2, 0.2), (third, 0.1, 0.3)):
        rows = [{}] * trade + [{Part.TEXT: within}]
        make_match(run, own, partner, {Part.TEXT: overall}, *rows).save()
    assert shown(client, own) == [first, second, third]
    assert shown(client, own, "trade") == [third, second, first]
    page = client.get(list_url(own, "trade"))
    assert page.context["sector"].slug == "trade"
    assert "About Trade." in page.content.decode()


def test_an_unknown_sector_is_not_found(client: Client) -> None:
    own, other = make_profile("de-own"), make_profile("jp-1")
    for url in (list_url(own, "astrology"), pair_url(own, other, "astrology")):
        assert client.get(url).status_code == 404


def test_unpublished_and_unknown_profiles_are_not_found(client: Client) -> None:
    draft = make_profile("de-draft", published=False)
    gone = make_profile("jp-gone")
    published = make_profile("jp-1")
    gone.move(Status.ARCHIVED, by=None, reason=REASON)
    unknown = reverse("matching:list-suggestions", args=[NOBODY])
    urls = [list_url(draft), list_url(gone), unknown, pair_url(draft, published)]
    assert [client.get(url).status_code for url in urls] == [404] * 4
    assert client.get(list_url(published)).status_code == 200


def test_matches_of_a_run_that_is_not_live_are_not_shown(client: Client) -> None:
    own = make_suggestions(2)
    assert len(shown(client, own)) == 2
    Run.objects.update(is_live=False)
    assert shown(client, own) == []


def test_before_any_run_the_list_says_so(client: Client) -> None:
    page = client.get(list_url(make_profile()))
    assert (page.status_code, page.context["suggestions"]) == (200, [])
    assert "No suggestions yet" in page.content.decode()


def test_a_tab_gets_the_whole_page_and_selects_the_list_from_it(client: Client) -> None:
    url = list_url(make_suggestions(1))
    whole, asked = (client.get(url, headers=headers).content for headers in ({}, HTMX))
    assert asked == whole
    for selected in (b'id="suggestions"', b'id="languages"', b'hx-select="#suggestions"'):
        assert whole.count(selected) == 1


def test_quotes_carry_their_language_on_the_page(client: Client) -> None:
    run = live_run()
    own = make_profile("de-own", language="de", offers=["Wir zeigen Anlagen."])
    other = make_profile("jp-1", language="ja", needs=["設備を探しています。"])
    points = {Part.JAPAN_SERVED: 0.07}
    quotes = {"europe_offer": own.statements.get(), "japan_need": other.statements.get()}
    make_match(run, own, other, points, **quotes).save()
    expected = [("de", "Wir zeigen Anlagen."), ("ja", "設備を探しています。")]
    for url in (list_url(own), pair_url(own, other)):
        html = client.get(url).content.decode()
        assert re.findall(r'<q lang="(.*?)">(.*?)</q>', html) == expected
        assert "Original in German" in html
        assert "Original in Japanese" in html
    german = client.get(list_url(own).replace("/en/", "/de/")).content.decode()
    assert re.findall(r'tag__code" aria-hidden="true">(\w+)<', german) == ["ja"]


def numbers(cells: Sequence[str]) -> list[float]:
    return [float(cell) for cell in cells]


def points_of(html: str) -> tuple[list[float], float]:
    """The points of the parts and the total, as they are printed."""
    *parts, total = re.findall(r'decomposition__points">(-?[\d.]+)<', html)
    return numbers(parts), float(total)


def parts_add_up(context: dict[str, Any], html: str) -> None:
    assert sum(row.points for row in context["parts"]) == pytest.approx(context["total"], abs=1e-6)
    parts, total = points_of(html)
    assert parts == pytest.approx([row.points for row in context["parts"]], abs=ROUNDED)
    assert total == pytest.approx(context["total"], abs=ROUNDED)
    assert (len(parts), ">-0.0<" in html) == (len(Part), False)


def test_a_stored_pair_shows_parts_that_add_up(client: Client) -> None:
    europe, japan = make_crowd(3, 3)
    scored()
    match = Match.objects.live().between(europe[0], japan[0]).get()
    for sector, score in zip(("", *SECTORS), (match.score, *match.sector_scores), strict=True):
        page = client.get(pair_url(europe[0], japan[0], sector))
        assert (page.status_code, page.context["match"]) == (200, match)
        assert page.context["total"] == pytest.approx(100 * score)
        parts_add_up(page.context, page.content.decode())


def test_the_printed_points_add_up_to_the_printed_total(client: Client) -> None:
    """The page says: “They add up to the score.”"""
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    make_match(live_run(), europe, japan, dict.fromkeys(FULL, 0.0254)).save()
    parts, total = points_of(client.get(pair_url(europe, japan)).content.decode())
    assert sum(parts) == pytest.approx(total, abs=1e-6)


def test_the_sectors_of_a_pair_come_best_first_with_their_words(client: Client) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    rows = [{Part.TEXT: score} for score in (0.5, 0.1, 0.2, 0.3, 0.66, 0.45, 0.0, 0.54)]
    make_match(live_run(), europe, japan, *rows).save()
    found = client.get(pair_url(europe, japan)).context["by_sector"]
    assert [(row.sector.slug, row.score, row.word) for row in found] == [
        ("innovation", 0.66, "very strong fit"),
        ("energy", 0.54, "strong fit"),
        ("tourism", 0.45, "good fit"),
        ("investment", 0.3, "possible fit"),
        ("trade", 0.2, "possible fit"),
        ("industry", 0.1, "possible fit"),
        ("people_mobility", 0.0, "possible fit"),
    ]


def test_a_pair_that_is_not_stored_is_scored_on_the_fly(client: Client) -> None:
    europe, japan = make_crowd(4, 4)
    scored()
    stored = {match.pk: match.score for match in Match.objects.between(europe[1], japan[2])}
    (expected,) = stored.values()
    Match.objects.filter(pk__in=stored).delete()
    page = client.get(pair_url(europe[1], japan[2]))
    assert (page.status_code, page.context["match"].pk) == (200, None)
    assert page.context["match"].score == pytest.approx(expected, abs=1e-6)
    parts_add_up(page.context, page.content.decode())
    assert Match.objects.live().count() == 15


def test_the_wrong_way_round_a_pair_is_not_found(client: Client) -> None:
    europe, japan = make_crowd(2, 2)
    pairs = [(japan[0], europe[0]), (europe[0], europe[1]), (japan[0], japan[1])]
    assert [client.get(pair_url(*pair)).status_code for pair in pairs] == [404] * 3
    assert client.get(pair_url(europe[0], japan[0])).status_code == 200


def test_before_any_run_a_pair_has_no_score(client: Client) -> None:
    page = client.get(pair_url(make_profile("de-1"), make_profile("jp-1")))
    assert (page.status_code, "explanation" in page.context) == (200, False)
    assert "No score yet" in page.content.decode()
    assert "decomposition" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_pair_takes_the_same_number_of_queries(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sides = {
        "topics": ["wine", "robots", "castles"][:count],
        "priorities": dict.fromkeys(SECTORS[:count], 2),
        "offers": [f"We can show {n}." for n in range(count)],
        "needs": [f"We look for {n}." for n in range(count)],
    }
    europe, japan = make_profile("de-1", **sides), make_profile("jp-1", **sides)
    quotes = {
        f"{side}_{direction}": profile.statements.filter(direction=direction).first()
        for side, profile in (("europe", europe), ("japan", japan))
        for direction in ("offer", "need")
    }
    make_match(live_run(), europe, japan, {Part.TOPICS: 0.2}, **quotes).save()
    with django_assert_num_queries(PAIR_QUERIES):
        assert client.get(pair_url(europe, japan)).status_code == 200
