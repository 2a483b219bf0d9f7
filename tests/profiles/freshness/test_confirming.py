"""Back with one click: by the link of a mail, by hand, once, and only by those who may."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from profiles.actions import editing, freshness
from profiles.confirming import SALT, confirmation_token
from profiles.models import Mail, Membership, Profile, User
from profiles.signals import content_changed
from profiles.states import Status
from tests.makers import make_staff, make_user
from tests.profiles.freshness.ageing import (
    BEGINNING,
    day,
    owner_of,
    published,
    run_on,
    stages,
)

pytestmark = pytest.mark.django_db


def link() -> str:
    """The path behind the button of the newest mail."""
    return re.findall(r"Look and confirm:\n\S+?(/en/confirm/\S+)", Mail.objects.last().text)[0]


def asked(number: int) -> tuple[Profile, User]:
    profile = published()
    alice = owner_of(profile)
    run_on(number)
    return profile, alice


@pytest.mark.parametrize("number", [180, 210, 366, 1000])
def test_one_click_brings_a_profile_back(client: Client, number: int) -> None:
    profile, alice = asked(number)
    with day(number + 1):
        response = client.post(link(), follow=True)
        profile.refresh_from_db()
        assert (profile.status, profile.is_matchable) == (Status.PUBLISHED, True)
    assert "Thank you. The profile is confirmed." in response.content.decode()
    assert profile.confirmed_at == BEGINNING + timedelta(days=number + 1)
    step = profile.freshness_steps.last()
    assert (step.stage, step.actor, step.round) == ("confirmed", alice, BEGINNING)
    assert run_on(number + 2) == 0


@pytest.mark.parametrize("number", [210, 366])
def test_the_person_makes_the_move(client: Client, number: int) -> None:
    profile, alice = asked(number)
    with day(number):
        client.post(link())
    move = profile.transitions.last()
    assert (move.old, move.new, move.actor) == (Status.STALE, Status.PUBLISHED, alice)
    assert move.reason == "Confirmed by the button in a mail"


@pytest.mark.parametrize(("number", "heard"), [(180, 0), (210, 0), (364, 0), (365, 1)])
def test_matching_hears_of_it_if_the_profile_was_out(
    client: Client, number: int, heard: int
) -> None:
    asked(number)
    signals: list[bool] = []

    def listen(profile: Profile, **_: object) -> None:
        signals.append(profile.is_matchable)

    content_changed.connect(listen)
    try:
        with day(number + 0.1):
            client.post(link())
    finally:
        content_changed.disconnect(listen)
    assert signals == [True] * heard


def test_a_scanner_of_mails_confirms_nothing(client: Client) -> None:
    profile, _ = asked(210)
    with day(211):
        for method in (client.get, client.head, client.get):
            assert method(link()).status_code == 200
    profile.refresh_from_db()
    assert (profile.status, profile.confirmed_at) == (Status.STALE, BEGINNING)
    assert stages(profile) == ["unconfirmed"]


def test_the_page_shows_what_is_confirmed_and_one_button(client: Client) -> None:
    asked(180)
    with day(181):
        html = client.get(link()).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert "Is this still right?" in main
    assert "Last confirmed on 15 January 2026." in main
    assert "Food and taste in Burgundy." in main
    assert "Fermentation" in main
    assert re.findall(r"<button[^>]*>([^<]+)</button>", main) == ["Yes, this is still right"]
    assert "alice@example.org" not in html


def test_the_button_needs_the_pages_own_token() -> None:
    profile, _ = asked(180)
    stranger = Client(enforce_csrf_checks=True)
    with day(181):
        assert stranger.post(link()).status_code == 403
    profile.refresh_from_db()
    assert profile.confirmed_at == BEGINNING


def test_a_used_link_says_that_it_is_confirmed(client: Client) -> None:
    profile, _ = asked(180)
    first = link()
    with day(181):
        client.post(first)
        client.get(first)  # takes the message of thanks
    with day(400):
        html = client.get(first).content.decode()
        assert "Vitagora was confirmed on 15 July 2026. There is nothing more to do." in html
        assert "Yes, this is still right" not in html
        html = client.post(first, follow=True).content.decode()
        assert "Thank you" not in html
    profile.refresh_from_db()
    assert profile.confirmed_at == BEGINNING + timedelta(days=181)


def test_the_next_round_asks_again_with_another_link(client: Client) -> None:
    asked(180)
    first = link()
    with day(181):
        client.post(first)
    assert run_on(181 + 180) == 1
    assert link() != first
    with day(181 + 180):
        html = client.get(link()).content.decode()
    assert "Last confirmed on 15 July 2026." in html


def test_an_approved_edit_confirms_too_and_ends_the_round(client: Client) -> None:
    profile, alice = asked(210)
    with day(220):
        revision = editing.open_revision(profile, by=alice)
        editing.make_live(revision, profile, by=make_staff(), reason="Approved")
        html = client.get(link()).content.decode()
        assert "The profile is confirmed" in html
    profile.refresh_from_db()
    assert (profile.status, run_on(221)) == (Status.PUBLISHED, 0)


@pytest.mark.parametrize("number", [180, 366])
def test_a_link_ends_with_the_persons_voice(client: Client, number: int) -> None:
    profile, alice = asked(number)
    Membership.objects.filter(user=alice).update(role=Membership.Role.VIEWER)
    with day(number):
        for response in (client.get(link()), client.post(link())):
            assert response.status_code == 404
            assert "This link is not valid" in response.content.decode()
    profile.refresh_from_db()
    assert profile.confirmed_at == BEGINNING


def test_who_is_switched_off_confirms_nothing(client: Client) -> None:
    _, alice = asked(180)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.post(link()).status_code == 404


def test_forged_and_cut_links_get_a_clear_page(client: Client) -> None:
    profile, alice = asked(180)
    token = confirmation_token(profile, alice)
    other_salt = signing.dumps([profile.pk, alice.pk, "2026-01-15"], salt="something-else")
    for wrong in (token[:-2], token.replace(":", "x"), "x", other_salt, token + "a"):
        response = client.get(reverse("profiles:confirm-profile", args=[wrong]))
        assert response.status_code == 404, wrong
        assert "This link is not valid" in response.content.decode()


def test_a_profile_that_is_no_longer_public_is_not_confirmed(client: Client) -> None:
    profile, _ = asked(180)
    profile.move(Status.ARCHIVED, by=None, reason="Dissolved")
    assert client.post(link()).status_code == 404
    with pytest.raises(freshness.NotPublic):
        freshness.confirm(profile, by=None, reason="No")


def test_the_salt_is_ours_alone() -> None:
    profile, alice = asked(180)
    assert signing.loads(confirmation_token(profile, alice), salt=SALT) == [
        profile.pk,
        alice.pk,
        BEGINNING.isoformat(),
    ]


@pytest.mark.parametrize(
    ("role", "status", "confirmed"),
    [("owner", 302, 1), ("editor", 302, 1), ("viewer", 403, 0), (None, 404, 0)],
)
def test_who_may_confirm_by_hand(
    client: Client, role: str | None, status: int, confirmed: int
) -> None:
    profile = published()
    user = owner_of(profile, role=role) if role else make_user(password=None)
    run_on(210)
    with day(211):
        client.force_login(user)
        response = client.post(reverse("profiles:confirm-organisation", args=[profile.pk]))
    assert response.status_code == status
    assert profile.freshness_steps.filter(stage="confirmed").count() == confirmed


def test_by_hand_needs_a_post_and_an_account(client: Client) -> None:
    profile = published()
    address = reverse("profiles:confirm-organisation", args=[profile.pk])
    assert client.post(address).url == f"{reverse('account_login')}?next={address}"
    client.force_login(owner_of(profile))
    assert client.get(address).status_code == 405


def test_a_draft_is_not_confirmed_by_hand(client: Client) -> None:
    profile = published(published=False)
    client.force_login(owner_of(profile))
    client.post(reverse("profiles:confirm-organisation", args=[profile.pk]))
    assert (profile.confirmed_at, stages(profile)) == (None, [])


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_confirm_once() -> None:
    profile, alice = asked(366)
    path = link()
    codes = []

    def click() -> None:
        try:
            codes.append(Client().post(path).status_code)
        finally:
            connection.close()

    with day(367):
        threads = [threading.Thread(target=click) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert codes == [302] * 5
    assert profile.transitions.filter(new=Status.PUBLISHED, actor=alice).count() == 1
    assert stages(profile) == ["unmatched", "confirmed"]
