"""Who speaks: names, texts by language, pictures, order."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from events.models import Speaker, Webinar
from events.states import State
from tests.events.desk import browser, change, desk, reasons, typed, untouched, url, winter_webinar
from tests.makers import make_profile
from tests.profiles.pictures import bomb, picture, with_position
from tests.profiles.reading import texts

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
LIST_QUERIES = 10
HARUKA = {
    "family_name": "田中",
    "given_name": "春香",
    "reading": "Tanaka Haruka",
    "organisation": "福島県",
    "office_ja": "課長",
    "office_en": "Director",
    "biography_ja": "水素の専門家。",
}


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture
def webinar() -> Webinar:
    return winter_webinar(state=State.DRAFT)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def listed(webinar: Webinar) -> str:
    return url("list-items", webinar.pk, "speakers")


def adding(webinar: Webinar) -> str:
    return url("add-item", webinar.pk, "speakers")


def page_of(speaker: Speaker) -> str:
    return url("edit-item", speaker.webinar_id, "speakers", speaker.pk)


def file_of(content: bytes, name: str = "portrait.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_reach_nothing_of_it(webinar: Webinar, who: str) -> None:
    speaker, member = webinar.speakers.create(organisation="H2"), browser(who)
    pages = [
        listed(webinar),
        adding(webinar),
        page_of(speaker),
        url("remove-item", webinar.pk, "speakers", speaker.pk),
    ]
    found = {
        (member.get(page).status_code, member.post(page, HARUKA).status_code) for page in pages
    }
    assert found == {(403, 403)}
    way = url("move-item", webinar.pk, "speakers", speaker.pk, "up")
    assert member.post(way).status_code == 403
    assert (webinar.speakers.get().organisation, reasons(webinar)) == ("H2", [])


def test_a_speaker_is_added(client: Client, webinar: Webinar) -> None:
    response = client.post(adding(webinar), HARUKA)
    assert response["Location"] == listed(webinar)
    speaker = webinar.speakers.get()
    assert (speaker.family_name, speaker.given_name, speaker.reading, speaker.organisation) == (
        "田中",
        "春香",
        "Tanaka Haruka",
        "福島県",
    )
    assert (speaker.office, speaker.biography) == (
        {"en": "Director", "ja": "課長"},
        {"ja": "水素の専門家。"},
    )
    assert reasons(webinar) == [(DANA, "New: speaker")]


def test_names_stand_in_the_readers_order(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), HARUKA)
    assert texts(client.get(listed(webinar)), "a", "webinar-item__title") == ["春香 田中"]
    japanese = client.get(listed(webinar).replace("/en/", "/ja/"))
    assert texts(japanese, "a", "webinar-item__title") == ["田中 春香"]


def test_without_a_name_the_organisation_is_enough(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), {"organisation": "H2 Cluster", "office_en": "Head"})
    assert texts(client.get(listed(webinar)), "a", "webinar-item__title") == ["H2 Cluster"]


def test_somebody_or_something_must_speak(client: Client, webinar: Webinar) -> None:
    response = client.post(adding(webinar), {"biography_en": "Nobody."})
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {"family_name": ["Give a name or an organisation."]},
    )
    assert typed(response, "textarea")["biography_en"] == "Nobody."


def test_a_profile_lends_its_name(client: Client, webinar: Webinar) -> None:
    profile = make_profile("de-1", texts={"en": "Rhine Valley"})
    client.post(adding(webinar), {"family_name": "Muster", "profile": str(profile.pk)})
    speaker = webinar.speakers.get()
    assert (speaker.profile, speaker.organisation) == (profile, "Rhine Valley")


def test_a_speaker_is_changed(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), HARUKA)
    speaker = webinar.speakers.get()
    change(client, page_of(speaker), office_ja="部長", office_en="")
    assert webinar.speakers.get().office == {"ja": "部長"}
    assert reasons(webinar)[-1] == (DANA, "Changed: speaker")


def test_a_colleague_was_faster(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), HARUKA)
    speaker = webinar.speakers.get()
    mine = untouched(client, page_of(speaker))
    change(client, page_of(speaker), organisation="Fukushima")
    response = client.post(page_of(speaker), mine | {"organisation": "Aizu"})
    rows = [(it.theirs, it.mine) for it in response.context["form"].compared]
    assert (response.status_code, rows) == (409, [("Fukushima", "Aizu")])
    assert webinar.speakers.get().organisation == "Fukushima"


def test_a_speaker_of_another_webinar_is_not_there(client: Client, webinar: Webinar) -> None:
    other = winter_webinar().speakers.create(organisation="H2")
    assert client.get(url("edit-item", webinar.pk, "speakers", other.pk)).status_code == 404
    assert client.get(url("list-items", webinar.pk, "nothing")).status_code == 404


def test_a_picture_is_drawn_anew_without_its_place(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), HARUKA | {"picture": file_of(with_position(), "me.jpg")})
    speaker = webinar.speakers.get()
    with speaker.picture.open("rb") as file:
        content = file.read()
    with Image.open(BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("PNG", (20, 40), {})
    assert b"Alice Martin" not in content
    assert speaker.picture.name.endswith(".png")
    assert "me" not in speaker.picture.name.rpartition("/")[2].split(".")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "This is not a PNG, JPEG or WebP picture. Save it as one of these.",
        ),
        (
            bomb(),
            "The picture is larger than 4,000 × 4,000 pixels. Make it smaller and try again.",
        ),
        (
            picture() + bytes(2 * 1024 * 1024),
            "The file is larger than 2 MB. Make it smaller and try again.",
        ),
    ],
)
def test_what_is_no_picture_is_refused(
    client: Client, webinar: Webinar, content: bytes, message: str
) -> None:
    response = client.post(adding(webinar), HARUKA | {"picture": file_of(content)})
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {"picture": [message]},
    )
    assert (typed(response)["reading"], webinar.speakers.count()) == ("Tanaka Haruka", 0)


def test_the_old_picture_goes_when_a_new_one_stands(
    client: Client, webinar: Webinar, django_capture_on_commit_callbacks: Any
) -> None:
    client.post(adding(webinar), HARUKA | {"picture": file_of(picture())})
    speaker = webinar.speakers.get()
    old = speaker.picture.name
    with django_capture_on_commit_callbacks(execute=True):
        change(client, page_of(speaker), picture=file_of(picture(size=(30, 30))))
    now = webinar.speakers.get().picture
    assert (now.storage.exists(old), now.storage.exists(now.name)) == (False, True)


def test_a_picture_is_removed(
    client: Client, webinar: Webinar, django_capture_on_commit_callbacks: Any
) -> None:
    client.post(adding(webinar), HARUKA | {"picture": file_of(picture())})
    speaker = webinar.speakers.get()
    with django_capture_on_commit_callbacks(execute=True):
        change(client, page_of(speaker), remove_picture="on")
    assert webinar.speakers.get().picture.name == ""
    assert not speaker.picture.storage.exists(speaker.picture.name)


def test_a_drafts_picture_is_for_the_helpdesk(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), HARUKA | {"picture": file_of(picture())})
    shown = url("show-speaker", webinar.speakers.get().pk)
    own = client.get(shown)
    own_content = own.getvalue()
    assert own_content.startswith(b"\x89PNG")
    assert (own["Content-Type"], own["Cache-Control"]) == ("image/png", "no-store")
    assert (Client().get(shown).status_code, browser("charlie").get(shown).status_code) == (
        404,
        404,
    )
    webinar.move(State.OPEN, by=None, reason="Made for a test")
    public = Client().get(shown)
    assert public.getvalue() == own_content
    assert public["Cache-Control"] == "public, max-age=3600"


def test_order(client: Client, webinar: Webinar) -> None:
    for name in ("A", "B", "C"):
        client.post(adding(webinar), {"organisation": name})
    last = webinar.speakers.get(organisation="C")
    assert client.post(url("move-item", webinar.pk, "speakers", last.pk, "up")).status_code == 302
    assert [it.organisation for it in webinar.speakers.all()] == ["A", "C", "B"]
    client.post(url("move-item", webinar.pk, "speakers", last.pk, "up"))
    client.post(url("move-item", webinar.pk, "speakers", last.pk, "up"))
    assert [it.organisation for it in webinar.speakers.all()] == ["C", "A", "B"]
    client.post(url("move-item", webinar.pk, "speakers", last.pk, "down"))
    assert [it.organisation for it in webinar.speakers.all()] == ["A", "C", "B"]
    assert reasons(webinar)[3:] == [(DANA, "Put in order: speaker")] * 3


def test_no_other_way_leads_anywhere(client: Client, webinar: Webinar) -> None:
    speaker = webinar.speakers.create(organisation="A")
    way = url("move-item", webinar.pk, "speakers", speaker.pk, "sideways")
    assert client.post(way).status_code == 404


def test_before_a_speaker_is_removed_one_is_asked(client: Client, webinar: Webinar) -> None:
    speaker = webinar.speakers.create(organisation="H2")
    page = url("remove-item", webinar.pk, "speakers", speaker.pk)
    assert texts(client.get(page), "h2")[0] == "Remove H2?"
    assert webinar.speakers.count() == 1
    client.post(page)
    assert (webinar.speakers.count(), reasons(webinar)) == (0, [(DANA, "Removed: speaker")])


def test_what_happened_is_told_in_the_readers_language(client: Client, webinar: Webinar) -> None:
    client.post(adding(webinar), HARUKA)
    page = client.get(url("edit-webinar", webinar.pk))
    assert texts(page, "span", "timeline__what") == ["New: speaker"]


@pytest.mark.parametrize("count", [1, 3])
def test_more_speakers_take_no_more_queries(
    client: Client,
    webinar: Webinar,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(count):
        webinar.speakers.create(organisation=f"No. {n}", office={"en": "Head"})
    with django_assert_num_queries(LIST_QUERIES):
        client.get(listed(webinar))


def test_a_biography_in_a_language_besides_stays(client: Client, webinar: Webinar) -> None:
    biography = {"cs": "Odbornice na vodík.", "en": "Knows hydrogen."}
    speaker = webinar.speakers.create(family_name="Novák", biography=biography)
    change(client, page_of(speaker), given_name="Eva", office_cs="Ředitelka")
    speaker.refresh_from_db()
    assert (speaker.given_name, speaker.biography) == ("Eva", biography)
    assert speaker.office == {"cs": "Ředitelka"}


def test_every_language_of_the_webinar_is_offered(client: Client, webinar: Webinar) -> None:
    webinar.texts.create(language="fi", title="Vety")
    change(client, adding(webinar), family_name="Virtanen", office_fi="Johtaja")
    assert webinar.speakers.get().office == {"fi": "Johtaja"}
