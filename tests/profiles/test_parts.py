"""What upper apps add to a page."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils.html import format_html

from profiles import parts
from profiles.models import Place, Profile
from profiles.parts import Part, register_part
from tests.makers import make_profile
from tests.profiles.reading import elements, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PARTS", {})


@pytest.fixture
def profile() -> Profile:
    return make_profile(texts={"en": "A & B"})


def tea(profile: Profile, request: HttpRequest) -> Part:
    return Part(format_html("<h2>Tea for {} at {}</h2>", profile, request.path), "css/tea.css")


def nothing(profile: Profile, request: HttpRequest) -> None:
    return None


def headings(answer: HttpResponse) -> list[str]:
    return [it for it in texts(answer, "h2") if it.startswith("Tea")]


def sheets(answer: HttpResponse) -> list[str]:
    links = [it["href"] for it in elements(answer, "link") if it["rel"] == "stylesheet"]
    return [it for it in links if "tea" in it]


def test_a_part_stands_on_the_page_with_its_stylesheet(client: Client, profile: Profile) -> None:
    register_part("tea", Profile, tea)
    path = profile.get_absolute_url()
    answer = client.get(path)
    assert headings(answer) == [f"Tea for A & B at {path}"]
    assert sheets(answer) == ["/static/css/tea.css"]


def test_a_second_one_under_the_same_name_takes_its_place(client: Client, profile: Profile) -> None:
    path = profile.get_absolute_url()
    for show, count in ((nothing, 0), (tea, 1), (tea, 1), (nothing, 0)):
        register_part("tea", Profile, show)
        answer = client.get(path)
        assert (len(headings(answer)), len(sheets(answer))) == (count, count)


def test_pages_of_other_rows_are_left_alone(client: Client, profile: Profile) -> None:
    register_part("tea", Place, tea)
    assert headings(client.get(profile.get_absolute_url())) == []
