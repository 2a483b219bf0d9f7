"""The project example on a webinar's page, who is presented, and the way to an introduction."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from events.models import Webinar
from events.presenting import Introductions
from profiles.models import Membership
from tests.events.making import make_webinar
from tests.events.parsing import page
from tests.makers import make_profile, make_user
from tests.matching.partnerships.making import make_partnership, sign, titled
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def presenting() -> Webinar:
    europe, japan = make_profile("de-nw"), make_profile("jp-07")
    partnership = titled(make_partnership(europe, japan), en="Rhine and Aoba")
    sign(partnership, "2023-04", "energy")
    webinar = make_webinar(partnership=partnership)
    webinar.profiles.set([europe, japan])
    return webinar


def test_the_example_names_both_sides_and_its_state(client: Client, presenting: Webinar) -> None:
    answer = page(client, presenting)
    (title,) = elements(answer, "h3", "example__title")
    assert title.text.strip() == "Rhine and Aoba"
    assert presenting.partnership.get_absolute_url() in html_of(answer)
    assert "pstate" in html_of(answer)
    (article,) = texts(answer, "article", "example")
    assert "Europe de-nw Japan jp-07" in article


def test_a_private_partnership_is_no_example(client: Client, presenting: Webinar) -> None:
    assert "Rhine and Aoba" in html_of(page(client, presenting))
    type(presenting.partnership).objects.update(is_public=False)
    assert "Rhine and Aoba" not in html_of(page(client, presenting))


def requests_in(answer: object) -> list[str]:
    links = elements(answer, "a", "button")
    return [urlsplit(it["href"]).path for it in links if "introduction" in it["href"]]


def test_who_speaks_for_the_other_side_may_request_an_introduction(
    client: Client, presenting: Webinar
) -> None:
    alice = make_user("alice@example.org")
    own = make_profile("de-by")
    Membership.objects.create(user=alice, profile=own, role="owner")
    client.force_login(alice)
    japan = presenting.profiles.get(key="jp-07")
    (link,) = requests_in(page(client, presenting))
    assert link == f"/en/matches/{own.pk}-{japan.pk}/introduction/"
    assert client.get(link).status_code == 200


def test_who_only_looks_on_may_not(client: Client, presenting: Webinar) -> None:
    viewer = make_user("viewer@example.org")
    Membership.objects.create(user=viewer, profile=make_profile("de-by"), role="viewer")
    client.force_login(viewer)
    answer = page(client, presenting)
    assert requests_in(answer) == []
    assert "Join or register your organisation to request an introduction" in html_of(answer)


def test_others_are_led_to_the_way_in(client: Client, presenting: Webinar) -> None:
    answer = page(client, presenting)
    path = presenting.get_absolute_url()
    hrefs = [it["href"] for it in elements(answer, "a")]
    assert f"/en/account/login/?next={path}" in hrefs
    assert hrefs.count(f"/en/webinars/{presenting.pk}/register/") == 2


def test_profiles_of_the_webinar_and_of_its_speakers_are_presented_drafts_are_not(
    client: Client,
) -> None:
    webinar = make_webinar()
    webinar.profiles.add(make_profile("de-nw", texts={"en": "Rhine"}))
    webinar.profiles.add(make_profile("de-by", texts={"en": "Hidden"}, published=False))
    webinar.speakers.create(
        family_name="田中", profile=make_profile("jp-27", texts={"en": "Osaka"})
    )
    answer = page(client, webinar)
    assert texts(answer, "h3", "presented__name") == ["Rhine", "Osaka"]
    assert "Hidden" not in html_of(answer)


def test_with_several_own_profiles_the_request_is_the_same_everywhere(
    client: Client, presenting: Webinar
) -> None:
    alice = make_user("alice@example.org")
    first, second = make_profile("de-by"), make_profile("de-be")
    for own in (second, first):
        Membership.objects.create(user=alice, profile=own, role="owner")
    client.force_login(alice)
    japan = presenting.profiles.get(key="jp-07")
    address = f"/en/matches/{first.pk}-{japan.pk}/introduction/"
    assert requests_in(page(client, presenting)) == [address]
    assert Introductions(alice).url(japan) == address


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_it_answers_in_every_language(client: Client, presenting: Webinar, language: str) -> None:
    answer = page(client, presenting, language)
    assert (answer.status_code, answer["Content-Language"]) == (200, language)
