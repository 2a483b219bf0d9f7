"""A partnership from its registration to its renewal, its mails through a real SMTP server."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from matching.models import PairFact
from matching.partnerships import tasks
from matching.partnerships.models import Partnership
from matching.partnerships.states import State
from profiles import outbox
from profiles.models import Mail
from tests.matching.introductions.people import World, make_world
from tests.profiles.reading import texts
from tests.smtp import SmtpServer, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def post(client: Client, name: str, pk: int | None = None, **sent: object) -> str:
    answer = client.post(reverse(f"partnerships:{name}", args=[pk] if pk else []), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "/account/" not in answer["Location"]
    return answer["Location"]


def on(text: str) -> time_machine.travel:
    return time_machine.travel(f"{text}T12:00:00Z", tick=False)


def send_all() -> None:
    for mail in Mail.objects.waiting():
        outbox.send(mail)


def register(dana: Client, world: World) -> Partnership:
    rows = {"parties-TOTAL_FORMS": "2", "parties-INITIAL_FORMS": "0"}
    rows |= {"parties-0-profile": world.europe.pk, "parties-1-profile": world.japan.pk}
    texts = {"title_en": "Rhine and Aoba", "title_ja": "ラインと青葉", "story_en": "A story."}
    nature = {"kind": "mou", "language": "en", "is_public": "on", "is_thematic": "on"}
    post(dana, "register-partnership", **nature, **texts, **rows)
    return Partnership.objects.get()


def test_from_registration_to_renewal(world: World, smtp_server: SmtpServer) -> None:
    dana, alice, visitor = world.client("dana"), world.client("alice"), Client()
    with on("2024-02-01"):
        partnership = register(dana, world)
        signed = {"kind": "signed", "on": "2024-02-01", "valid_until": "2026-01", "language": "en"}
        post(dana, "amend-partnership", partnership.pk, **signed, sectors=["energy"])
        page = visitor.get(partnership.get_absolute_url())
        assert "Partners since 1 February 2024" in texts(page, "p", "lead")
    with on("2025-01-31"):
        tasks.follow_partnerships()
        send_all()
    first = {message["To"]: message["Subject"] for message in smtp_server.messages}
    assert first == {
        "alice@example.org": "Renewal in 12 months: Rhine and Aoba",
        "dana@example.org": "Renewal in 12 months: Rhine and Aoba",
        "haruka@example.org": first["haruka@example.org"],
    }
    assert "ラインと青葉" in first["haruka@example.org"]
    with on("2026-02-01"):
        tasks.follow_partnerships()
        send_all()
        assert "in force until January 2026" in text_of(smtp_server.messages[-1])
        assert Partnership.objects.get().state == State.OVERDUE
        done = {"kind": "delegation", "on": "2026-01", "text": "A visit", "language": "en"}
        post(alice, "report-activity", partnership.pk, **done)
        post(alice, "propose-update", partnership.pk, text="We renewed it yesterday.")
        renewed = signed | {"kind": "renewed", "on": "2026-01-31", "valid_until": "2029"}
        dana = world.client("dana")  # two years without a click end a session
        post(dana, "amend-partnership", partnership.pk, **renewed, sectors=["energy", "trade"])
        page = visitor.get(partnership.get_absolute_url())
        assert page.context["sheet"].pulse.last == date(2026, 1, 1)
    (fact,) = PairFact.objects.all()
    assert (Partnership.objects.get().state, sorted(fact.sectors)) == (
        State.RENEWED,
        ["energy", "trade"],
    )
    states = [(row.old, row.new) for row in partnership.transitions.all()]
    assert states == [("active", "due"), ("due", "overdue"), ("overdue", "renewed")]
    then = visitor.get(partnership.get_absolute_url(), {"on": "2025-06-01"}).context["sheet"]
    assert ([it.slug for it in then.scope.sectors.all()], then.state) == (["energy"], State.DUE)
