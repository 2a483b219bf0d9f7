"""Texts in four languages, and what a webinar is about."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import Webinar
from events.states import State
from matching.partnerships.models import Partnership
from tests.events.desk import change, desk, reasons, typed, untouched, url, winter_webinar
from tests.makers import make_profile, make_sector, make_topic

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
SUBJECT_QUERIES = 31
GERMAN = {"title_de": "Wasserstoff", "summary_de": "Zwei Sätze.", "description_de": "Lang."}


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture
def webinar() -> Webinar:
    return winter_webinar("Hydrogen", state=State.DRAFT)


def save_texts(client: Client, webinar: Webinar, **changes: Any) -> Any:
    return change(client, url("edit-webinar-texts", webinar.pk), **changes)


def save_subjects(client: Client, webinar: Webinar, **changes: Any) -> Any:
    return change(client, url("edit-webinar-subjects", webinar.pk), **changes)


def test_a_language_is_added(client: Client, webinar: Webinar) -> None:
    assert save_texts(client, webinar, **GERMAN).status_code == 302
    german = webinar.texts.get(language="de")
    assert (german.title, german.summary, german.description, german.looking_back) == (
        "Wasserstoff",
        "Zwei Sätze.",
        "Lang.",
        "",
    )
    assert webinar.texts.get(language="en").title == "Hydrogen"
    assert reasons(webinar) == [(DANA, "Changed: German text")]


def test_a_language_is_emptied(client: Client, webinar: Webinar) -> None:
    save_texts(client, webinar, **GERMAN)
    save_texts(client, webinar, **dict.fromkeys(GERMAN, ""))
    assert [text.language for text in webinar.texts.all()] == ["en"]
    assert reasons(webinar) == [(DANA, "Changed: German text")] * 2


def test_untouched_texts_are_not_logged(client: Client, webinar: Webinar) -> None:
    save_texts(client, webinar)
    assert reasons(webinar) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title_en": ""}, "title_en", "A text needs a title in its language, too."),
        (
            {"title_en": "", "summary_en": ""},
            "title_en",
            "Write a title in the original language.",
        ),
        (
            {"description_ja": "水素"},
            "title_ja",
            "A text needs a title in its language, too.",
        ),
        (
            {"summary_en": "x" * 601},
            "summary_en",
            "Write at most 600 characters; these are 601.",
        ),
    ],
)
def test_faults_are_said_and_nothing_is_lost(
    client: Client, webinar: Webinar, changes: dict[str, str], field: str, message: str
) -> None:
    response = save_texts(client, webinar, **changes)
    assert (response.status_code, response.context["form"].errors) == (422, {field: [message]})
    shown = typed(response) | typed(response, "textarea")
    assert {name: shown[name] for name in changes} == changes
    assert webinar.texts.get().title == "Hydrogen"


def test_the_fault_is_named_with_its_language(client: Client, webinar: Webinar) -> None:
    response = save_texts(client, webinar, description_ja="水素")
    faults = [(it.label, it.anchor) for it in response.context["form"].faults]
    assert faults == [("Title (Japanese)", "id_title_ja")]


def test_a_colleagues_text_is_shown(client: Client, webinar: Webinar) -> None:
    page = url("edit-webinar-texts", webinar.pk)
    mine = untouched(client, page)
    save_texts(client, webinar, title_en="Hydrogen by rail")
    response = client.post(page, mine | {"title_en": "Hydrogen by ship"})
    rows = [(it.theirs, it.mine, it.language) for it in response.context["form"].compared]
    assert (response.status_code, rows) == (409, [("Hydrogen by rail", "Hydrogen by ship", "en")])
    assert webinar.texts.get().title == "Hydrogen by rail"


def test_subjects_are_linked(client: Client, webinar: Webinar) -> None:
    make_sector("energy")
    topic = make_topic("hydrogen")
    europe, japan = make_profile("de-1"), make_profile("jp-07")
    partnership = Partnership.objects.create(kind="mou", is_public=True)
    partnership.parties.create(profile=europe)
    save_subjects(
        client,
        webinar,
        partnership=str(partnership.pk),
        profiles=[str(japan.pk), "", str(europe.pk), str(japan.pk)],
        sectors=["energy"],
        topics=[topic.slug],
    )
    now = Webinar.objects.get()
    assert (now.partnership, set(now.profiles.all())) == (partnership, {europe, japan})
    assert [it.slug for it in now.sectors.all()] == ["energy"]
    assert [it.slug for it in now.topics.all()] == ["hydrogen"]
    assert reasons(webinar) == [(DANA, "Changed: partnership, organisations, sectors, topics")]


def test_subjects_are_taken_away(client: Client, webinar: Webinar) -> None:
    make_sector("energy")
    webinar.sectors.add(make_sector("energy"))
    webinar.profiles.add(make_profile("de-1"))
    save_subjects(client, webinar, profiles=None)
    assert (webinar.sectors.count(), webinar.profiles.count()) == (1, 0)
    assert reasons(webinar) == [(DANA, "Changed: organisations")]


def test_a_private_partnership_is_not_offered(client: Client, webinar: Webinar) -> None:
    hidden = Partnership.objects.create(kind="mou", is_public=False)
    response = save_subjects(client, webinar, partnership=str(hidden.pk))
    assert (response.status_code, Webinar.objects.get().partnership) == (422, None)


def test_an_unpublished_profile_stays_only_where_it_is(client: Client, webinar: Webinar) -> None:
    linked = make_profile("de-1", published=False)
    other = make_profile("de-2", published=False)
    webinar.profiles.add(linked)
    assert save_subjects(client, webinar).status_code == 302
    assert save_subjects(client, webinar, profiles=[str(other.pk)]).status_code == 422
    assert list(webinar.profiles.all()) == [linked]


def test_too_many_profiles(client: Client, webinar: Webinar) -> None:
    pks = [str(make_profile(f"de-{n}").pk) for n in range(13)]
    response = save_subjects(client, webinar, profiles=pks)
    assert response.context["form"].errors == {"profiles": ["Choose at most 12."]}
    assert response.context["form"].profile_rows == [*pks, "", ""]


def test_topics_are_suggested_from_the_texts(client: Client, webinar: Webinar) -> None:
    make_topic("hydrogen", en="Hydrogen")
    page = client.get(url("edit-webinar-subjects", webinar.pk))
    chooser = page.context["form"].chooser
    assert [it.slug for it in chooser.suggested] == ["hydrogen"]
    assert [it.slug for _group, topics in chooser.groups for it in topics] == []


@pytest.mark.parametrize("count", [1, 3])
def test_more_choices_take_no_more_queries(
    client: Client,
    webinar: Webinar,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(count):
        profile = make_profile(f"de-{n}")
        webinar.profiles.add(profile)
        partnership = Partnership.objects.create(kind="mou", is_public=True)
        partnership.parties.create(profile=profile)
        make_topic(f"topic-{n}")
    with django_assert_num_queries(SUBJECT_QUERIES):
        client.get(url("edit-webinar-subjects", webinar.pk))


def test_a_language_besides_the_four_is_edited_and_stays(client: Client, webinar: Webinar) -> None:
    webinar.texts.create(language="fi", title="Vety", summary="Kaksi lausetta.")
    webinar.texts.create(language="cs", title="Vodík")
    response = save_texts(client, webinar, title_fi="Vety junassa", title_cs="", title_en="Rail")
    assert response.status_code == 302
    titles = dict(webinar.texts.order_by("language").values_list("language", "title"))
    assert titles == {"en": "Rail", "fi": "Vety junassa"}
    assert reasons(webinar) == [(DANA, "Changed: text in another language, English text")]


def test_a_language_that_was_not_on_the_page_stays(client: Client, webinar: Webinar) -> None:
    page = url("edit-webinar-texts", webinar.pk)
    mine = untouched(client, page) | {"title_en": "Hydrogen by ship"}
    webinar.texts.create(language="fi", title="Vety")
    conflict = client.post(page, mine)
    assert conflict.status_code == 409
    client.post(page, mine | {"seen": conflict.context["form"].seen})
    assert [it.title for it in webinar.texts.order_by("language")] == ["Hydrogen by ship", "Vety"]


def test_another_language_is_asked_for_and_written(client: Client, webinar: Webinar) -> None:
    response = save_texts(client, webinar, title_en="Rail", another="fi")
    there = url("edit-webinar-texts", webinar.pk) + "?language=fi"
    assert (response["Location"], webinar.texts.get().title) == (there, "Rail")
    form = client.get(there).context["form"]
    assert [it.code for it in form.panels] == ["de", "en", "fr", "ja", "fi"]
    assert "fi" not in dict(form.fields["another"].choices)
    save_texts(client, webinar, title_fi="Vety junassa")
    assert webinar.texts.get(language="fi").title == "Vety junassa"
    assert reasons(webinar)[-1] == (DANA, "Changed: text in another language")


def test_a_language_that_we_do_not_know_is_not_written(client: Client, webinar: Webinar) -> None:
    assert save_texts(client, webinar, title_xx="Who knows").status_code == 302
    page = client.get(url("edit-webinar-texts", webinar.pk), {"language": "xx"})
    assert [it.code for it in page.context["form"].panels] == ["de", "en", "fr", "ja"]
    assert [it.language for it in webinar.texts.all()] == ["en"]
