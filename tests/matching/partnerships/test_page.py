"""The page of a partnership: who sees it, on which day, in whose language, with which documents."""

from datetime import date

import pytest
import time_machine
from django.core.files.base import ContentFile
from pytest_django import DjangoAssertNumQueries, Settings

from matching.partnerships import editing
from matching.partnerships.dates import PartialDate
from matching.partnerships.models import Document, Partnership
from profiles.uploads import PDF, Upload
from tests.matching.introductions.people import World, make_area
from tests.matching.partnerships.making import Kind, do_together, sign
from tests.profiles.reading import elements, languages_of, texts

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 20
TODAY = time_machine.travel("2026-11-26T12:00:00Z", tick=False)


def url(partnership: Partnership, language: str = "en") -> str:
    return f"/{language}/partnerships/{partnership.pk}/"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path


def make_document(partnership: Partnership, *, is_public: bool, title: str = "Text") -> Document:
    return Document.objects.create(
        partnership=partnership,
        title=title,
        language="de",
        file=ContentFile(b"%PDF-1.7 secret", name="0a1b.pdf"),
        content_type=PDF,
        size=15,
        is_public=is_public,
    )


def fetch(world: World, who: str, document: Document) -> int:
    answer = world.client(who).get(f"/en/partnerships/documents/{document.key}/")
    if answer.streaming:
        list(answer.streaming_content)  # to its end, which closes the file
    return answer.status_code


WHO = ["", "charlie", "alice", "haruka", "dana"]


@pytest.mark.parametrize(("who", "status"), list(zip(WHO, [404, 404, 200, 200, 200], strict=True)))
def test_a_private_partnership_is_there_for_its_parties_and_the_helpdesk(
    world: World, private: Partnership, who: str, status: int
) -> None:
    assert world.client(who).get(url(private)).status_code == status


@pytest.mark.parametrize("who", WHO)
def test_a_public_one_is_there_for_everybody(
    world: World, partnership: Partnership, who: str
) -> None:
    page = world.client(who).get(url(partnership))
    links = {it["href"] for it in elements(page, "a")}
    assert page.status_code == 200
    assert (f"{url(partnership)}activity/" in links) is (who in ("alice", "haruka", "dana"))
    assert (f"/en/desk/partnerships/{partnership.pk}/edit/" in links) is (who == "dana")


@pytest.mark.parametrize(
    ("who", "private_status"), list(zip(WHO, [404, 404, 200, 200, 200], strict=True))
)
def test_documents_are_downloaded_by_those_who_may(
    world: World,
    partnership: Partnership,
    private: Partnership,
    who: str,
    private_status: int,
) -> None:
    """Three kept back: not public, or of a partnership that is not."""
    shown = make_document(partnership, is_public=True)
    kept = [
        make_document(partnership, is_public=False, title="Inside"),
        make_document(private, is_public=True),
        make_document(private, is_public=False),
    ]
    assert fetch(world, who, shown) == 200
    assert {fetch(world, who, document) for document in kept} == {private_status}
    page = world.client(who).get(url(partnership)).content.decode()
    assert ("Inside" in page) is (private_status == 200)


def test_a_document_comes_as_an_attachment_under_its_title(
    world: World, partnership: Partnership
) -> None:
    document = make_document(partnership, is_public=True, title='../"Mémorandum" <b>水素</b>')
    answer = world.client().get(f"/en/partnerships/documents/{document.key}/")
    name = "filename*=utf-8''m%C3%A9morandum-b%E6%B0%B4%E7%B4%A0b.pdf"
    assert answer["Content-Disposition"] == f"attachment; {name}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == PDF
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 secret"


@pytest.mark.parametrize(
    ("on", "label"),
    [
        ("2014", "Partners since 2014"),
        ("2023-04", "Partners since April 2023"),
        ("2023-04-26", "Partners since 26 April 2023"),
    ],
)
def test_since_when_is_said_as_exactly_as_it_is_known(
    world: World, partnership: Partnership, on: str, label: str
) -> None:
    partnership.amendments.all().delete()
    sign(partnership, on, "energy")
    assert label in texts(world.client().get(url(partnership)), "p", "lead")


def test_the_scope_on_any_day(world: World, partnership: Partnership) -> None:
    sign(partnership, "2024-06", "trade", kind=Kind.WIDENED)
    client = world.client()
    asked = {"2023-03-31": [], "2023-04-01": ["energy"], "2025-01-01": ["trade"]}
    for on, sectors in asked.items():
        sheet = client.get(url(partnership), {"on": on}).context["sheet"]
        scope = [it.slug for it in sheet.scope.sectors.all()] if sheet.scope else []
        assert (sheet.day.isoformat(), scope) == (on, sectors)
    page = client.get(url(partnership), {"on": "2023-03-31"})
    assert "What it was about on 31 March 2023" in texts(page, "h2")
    assert "Nothing had been signed by then." in texts(page, "p")


@pytest.mark.parametrize("on", ["", "soon", "2023-02-30", "1500-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused_in_words(
    world: World, partnership: Partnership, on: str
) -> None:
    page = world.client().get(url(partnership), {"on": on})
    assert page.status_code == 422
    assert page.context["sheet"].is_today
    assert len(texts(page, "ul", "errorlist")) == 1


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2021", "No renewal is known to us. What was agreed was in force until 2021."),
        ("2025-03", "What was agreed was in force until March 2025. A renewal is expected"),
        ("2027-03-31", "In force until 31 March 2027: this is the time to prepare"),
    ],
)
@TODAY
def test_how_it_stands_is_said_in_a_sentence(
    world: World, partnership: Partnership, until: str, words: str
) -> None:
    partnership.amendments.all().delete()
    sign(partnership, "2018", "energy", until=until)
    (notice,) = texts(world.client().get(url(partnership)), "div", "notice")
    assert notice.startswith(words)


@TODAY
def test_who_only_holds_ceremonies_is_told_what_could_come_next(
    world: World, partnership: Partnership
) -> None:
    """They fit in energy, 0.6, which is agreed at first; then it is not."""
    do_together(partnership, "2024-01-05", kind="signing")
    page = world.client().get(url(partnership))
    assert (page.context["sheet"].is_idle, page.context["openings"]) == (True, [])
    partnership.amendments.all().delete()
    sign(partnership, "2020", "trade")
    page = world.client().get(url(partnership))
    assert "What could come next" in texts(page, "h2")
    assert [it.sector.slug for it in page.context["openings"]] == ["energy"]
    do_together(partnership, "2026-10")
    assert "What could come next" not in texts(world.client().get(url(partnership)), "h2")


@TODAY
def test_a_goal_says_how_far_its_date_is(world: World, partnership: Partnership) -> None:
    text = {"en": "100 % renewable"}
    editing.add_goal(partnership, text=text, party=None, due=PartialDate.parse("2040"), source="")
    missed = editing.add_goal(
        partnership, text={"en": "A fair"}, party=None, due=PartialDate.parse("2025"), source=""
    )
    page = world.client().get(url(partnership))
    (progress,) = elements(page, "progress")
    assert progress["value"] == "21"  # 3.65 of 17.75 years
    assert "14 years left" in texts(page, "span")
    assert "The date has passed; nobody has told us that it was reached." in texts(page, "p")
    editing.reach_goal(missed, on=date(2025, 6, 1))
    assert "Reached on 1 June 2025" in texts(world.client().get(url(partnership)), "p")


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_texts_in_all_four_languages_have_their_lang(
    world: World, partnership: Partnership, language: str
) -> None:
    """What is not written in the reader's language stands in the original, with a label."""
    words = {"en": "A note", "de": "Eine Notiz", "fr": "Une note", "ja": "覚書です"}
    sign(partnership, "2024", "energy", kind=Kind.RENEWED, note=words)
    partnership.activities.create(kind="fair", on=date(2024, 5, 1), text={"ja": "展示会"})
    page = world.client().get(url(partnership, language))
    assert languages_of(page, words[language]) == [language]
    assert languages_of(page, "展示会") == ["ja"]
    original = "ja" if language == "ja" else "en"
    title = {"ja": "ラインと青葉", "en": "Rhine and Aoba"}[original]
    assert set(languages_of(page, title)) == {original}
    labels = elements(page, "span", "tag--language")
    assert len(labels) == {"en": 1, "ja": 0}.get(language, 2)


def test_parties_lead_to_their_pages_unless_they_have_none(
    world: World, partnership: Partnership
) -> None:
    partnership.parties.create(name="City of Iwaki", side="japan", position=9)
    partnership.parties.create(name="Nairobi Energy", area=make_area("kenya"), position=10)
    page = world.client().get(url(partnership))
    sides = [(side, [str(it) for it in those]) for side, those in page.context["sheet"].sides]
    assert sides == [
        ("europe", ["Rhine Valley"]),
        ("japan", ["Aoba", "City of Iwaki"]),
        ("", ["Nairobi Energy"]),
    ]
    links = {" ".join(it.text.split()) for it in elements(page, "a")}
    assert {"Rhine Valley", "Aoba"} <= links
    assert not links & {"City of Iwaki", "Nairobi Energy"}


def test_both_sides_in_a_third_country_make_a_call(world: World, partnership: Partnership) -> None:
    assert not world.client().get(url(partnership)).context["sheet"].is_call
    partnership.amendments.get().areas.add(make_area("kenya"))
    page = world.client().get(url(partnership))
    assert page.context["sheet"].is_call
    assert "Together in a third country" in texts(page, "span", "tag")


def test_successors_are_named_with_their_time(world: World, partnership: Partnership) -> None:
    party, first = partnership.parties.first(), partnership.amendments.get()
    known = {"given_name": "Ada", "office": "Minister", "until": None, "succeeds": None}
    before = editing.add_signatory(
        party, family_name="Weber", amendment=first, since=date(2020, 1, 1), **known
    )
    known["succeeds"] = before
    editing.add_signatory(
        party, family_name="Roth", amendment=None, since=date(2024, 7, 1), **known
    )
    before.refresh_from_db()
    assert before.until == date(2024, 7, 1)
    page = world.client().get(url(partnership))
    assert [str(it) for it in page.context["people"]] == ["Ada Weber", "Ada Roth"]
    assert "since 1 July 2024" in texts(page, "span", "goal__meta")
    assert "after Ada Weber" in texts(page, "span", "goal__meta")


def enrich(world: World, partnership: Partnership, n: int) -> None:
    amendment = sign(partnership, f"20{n}", "energy", kind=Kind.RENEWED)
    party = partnership.parties.create(name=f"Party {n}", side="japan", position=n)
    known = {"given_name": "", "office": "", "until": None, "succeeds": None}
    editing.add_signatory(
        party, family_name=f"A{n}", amendment=amendment, since=date(2020, 1, 1), **known
    )
    own = partnership.parties.first()
    editing.add_goal(partnership, text={"en": f"G{n}"}, party=own, due=None, source="")
    do_together(partnership, f"20{n}-06")
    partnership.sources.create(url=f"https://example.org/{n}")
    make_document(partnership, is_public=True)


@time_machine.travel("2025-01-01T12:00:00Z", tick=False)
def test_three_of_everything_take_as_many_queries_as_one(
    world: World,
    partnership: Partnership,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = world.client()
    for numbers in ((24,), (25, 26)):
        for n in numbers:
            enrich(world, partnership, n)
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(url(partnership))


def test_an_upload_is_kept_under_a_name_of_ours(world: World, partnership: Partnership) -> None:
    kept = editing.add_document(
        partnership,
        Upload(b"%PDF-1.7", PDF),
        title="../../etc/passwd",
        language="en",
        amendment=None,
        is_public=False,
        by=world.dana,
    )
    folder, name = kept.file.name.split("/")
    assert (folder, len(name), name[-4:]) == ("partnerships", 36, ".pdf")


def test_the_pair_of_a_private_partnership_rests_without_a_date(
    world: World, private: Partnership
) -> None:
    """A visitor reads nothing of it; the sides learn that they are in no list."""
    page = f"/en/matches/{world.europe.pk}-{world.japan.pk}/"
    assert "This pair rests: it is in no list." in texts(world.client("alice").get(page), "p")
    shown = world.client().get(page).content.decode()
    assert "rests" not in shown
    assert "A secret" not in shown
    suggestions = world.client().get(f"/en/partners/{world.europe.pk}/suggestions/")
    assert suggestions.context["suggestions"] == []
