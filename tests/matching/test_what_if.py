"""What would change, and that trying changes nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from matching import facts, what_if
from matching.engine.weights import Weights
from matching.models import Match, Run
from matching.what_if import Place
from profiles.models import Membership, Profile, StatementText, TextVector, Topic
from tests.makers import make_profile, make_sectors, make_staff, make_topic, make_user
from tests.matching.cast import make_world, scored, speaker_for
from tests.matching.engine.makers import make_only

World = tuple[list[Profile], list[Profile], Run]


@pytest.fixture
def world(db: None) -> World:
    europe, japan = make_world(4, 6)
    return europe, japan, scored()


def url(profile: Profile) -> str:
    return reverse("matching:try-changes", args=[profile.pk])


def test_the_live_weights_change_nothing(world: World) -> None:
    europe, _, run = world
    places = what_if.with_weights(run, europe[0], run.weights.weights())
    assert len(places) == 6
    assert all((place.before, place.risen) == (place.after, 0) for place in places)
    assert [place.after for place in places] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("side", [0, 1])
def test_scores_are_those_of_the_run(world: World, side: int) -> None:
    profile, run = world[side][1], world[2]
    places = what_if.with_weights(run, profile, Weights())
    stored = {m.partner_of(profile).pk: m.score for m in Match.objects.live().of(profile)}
    assert {place.partner: place.score_before for place in places} == pytest.approx(stored)


def test_other_weights_rank_by_what_they_count(world: World) -> None:
    europe, japan, run = world
    places = what_if.with_weights(run, europe[0], make_only("kind"))
    assert [place.score_after for place in places] == pytest.approx([1.0] * len(japan))
    assert [place.partner for place in places] == sorted(p.pk for p in japan)  # ties by id


def test_a_profile_published_since_the_run_has_no_ranking(world: World) -> None:
    assert what_if.with_weights(world[2], make_profile("de-late"), Weights()) == []


def test_a_need_raises_the_partner_whose_offer_meets_it(db: None) -> None:
    make_sectors()
    make_topic()
    own = make_profile("de-1", texts={"en": ("Own", "A region by the sea.")})
    offers = {"jp-1": "We make tea from mountain leaves.", "jp-2": "We repair old steam engines."}
    partners = [
        make_profile(key, texts={"en": (key, "A prefecture.")}, offers=[text])
        for key, text in offers.items()
    ]
    run = scored()
    need = "Wir suchen jemanden, der alte Dampfmaschinen repariert."
    before, after = TextVector.objects.count(), what_if.with_changes(run, own, need=need)
    gained = {place.partner: place.score_after - place.score_before for place in after}
    assert gained[partners[1].pk] > 0 > gained[partners[0].pk] - gained[partners[1].pk]
    assert (TextVector.objects.count(), own.needs) == (before, [])


def test_a_topic_raises_whoever_shares_it(world: World) -> None:
    europe, japan, run = world
    missing = Topic.objects.exclude(pk__in=europe[0].topics.values("pk")).first()
    sharing = {p.pk for p in japan if p.topics.filter(pk=missing.pk).exists()}
    places = what_if.with_changes(run, europe[0], topic=missing)
    gains = {place.partner: place.score_after - place.score_before for place in places}
    best = max(gains, key=lambda pk: gains[pk])
    assert best in sharing
    assert europe[0].topics.filter(pk=missing.pk).exists() is False


def test_the_same_weights_move_nobody(world: World) -> None:
    assert what_if.movers(world[2], Weights()) == []


def test_movers_are_the_pairs_that_change_places_most(world: World) -> None:
    found = what_if.movers(world[2], make_only("text"))
    moved = [abs(mover.after - mover.before) for mover in found]
    assert moved == sorted(moved, reverse=True)
    assert len(moved) == 10
    europe = world[0][0].pk
    scene = what_if.with_weights(world[2], world[0][0], make_only("text"))
    places = {place.partner: (place.before, place.after) for place in scene}
    own = [mover for mover in found if mover.europe == europe]
    assert all((mover.before, mover.after) == places[mover.japan] for mover in own)


def test_who_leaves_the_list_comes_last() -> None:
    gone, stays = Place(1, 1, None, 0.5, 0.0), Place(2, 2, 1, 0.4, 0.4)
    assert (gone.risen, stays.risen, stays.fallen) == (None, 1, -1)


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("editor", 200), ("viewer", 403), ("charlie", 403)]
)
def test_who_may_try(client: Client, db: None, who: str, status: int) -> None:
    own = make_profile("de-1")
    roles = Membership.Role.values
    client.force_login(speaker_for(own, who) if who in roles else make_user())
    assert client.get(url(own)).status_code == status


def test_staff_may_try_and_strangers_sign_in_first(client: Client, db: None) -> None:
    own = make_profile("de-1")
    assert client.get(url(own)).url == f"{reverse('account_login')}?next={url(own)}"
    client.force_login(make_staff())
    assert client.get(url(own)).status_code == 200


def test_the_page_shows_places_and_keeps_blocked_partners_out(client: Client, world: World) -> None:
    europe, japan, _ = world
    dana = make_staff()
    client.force_login(dana)
    facts.block_pair(europe[0], japan[0], voice="staff", by=dana, reason="A quarrel")
    page = client.get(url(europe[0]), {"need": "We look for tea."})
    shown = {partner for _, partner in page.context["rows"]}
    assert shown == set(japan[1:])
    assert "We look for tea." in page.content.decode()
    assert StatementText.objects.filter(text="We look for tea.").count() == 0


def test_a_language_that_the_score_cannot_read_is_named(client: Client, db: None) -> None:
    texts = {"fi": ("Oma", "Olemme alue meren rannalla."), "en": ("Own", "")}
    own = make_profile("de-1", language="fi", texts=texts)
    client.force_login(speaker_for(own))
    page = client.get(url(own))
    assert page.context["unread"] == ["fi"]
    assert "The score cannot read Finnish." in page.content.decode()


def test_a_faulty_topic_is_told_and_the_rest_stays(client: Client, db: None) -> None:
    own = make_profile("de-1")
    client.force_login(speaker_for(own))
    page = client.get(url(own), {"topic": "magic", "offer": "We sing."})
    assert list(page.context["form"].errors) == ["topic"]
    assert "We sing." in page.content.decode()
