"""People whose every datum is a word that stands nowhere else, and a look into every corner."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import translation

from matching.introductions.links import party_token
from matching.introductions.models import Introduction, Party
from profiles.models import Mail, User
from profiles.privacy import exporting
from tests.makers import make_user
from tests.matching.introductions.people import World, consent, join, make_world

ALICE = {
    "family_name": "Zqalfa",
    "given_name": "Zqbravo",
    "reading": "Zqcharlie",
    "job_title": "Zqdelta",
    "phone": "+4930901820",
    "email": "zqecho@example.org",
}
HARUKA = {
    "family_name": "Zqfoxtrot",
    "given_name": "Zqgolf",
    "reading": "Zqhotel",
    "job_title": "Zqindia",
    "phone": "+81345678901",
    "email": "zqjuliett@example.org",
}
BOB = {
    "family_name": "Zqkilo",
    "given_name": "Zqlima",
    "reading": "Zqmike",
    "job_title": "Zqnovember",
    "phone": "+4930901821",
    "email": "zqoscar@example.org",
}
PEOPLE = {"alice": ALICE, "haruka": HARUKA, "bob": BOB}
SIDES = {"alice": "europe", "haruka": "japan", "bob": "europe"}
SHOWN = ("family_name", "given_name", "job_title", "phone", "email")
"""What a contact card holds; the reading of a name is not on it."""
EVERYBODYS = [
    "show-introduction",
    "list-introductions",
    "show-board",
    "request-introduction",
    "propose-introduction",
]
SHARED = ["show-conversation", "plan-meeting", "download-invitation"]
"""Behind the consent of all, or by the link of a third party."""
BUTTONS = [
    "accept-introduction",
    "decline-introduction",
    "change-contact",
    "ask-broker",
    "answer-outcome",
    "ask-introduction",
    "decline-request",
    "close-introduction",
    "assign-broker",
    "write-message",
    "start-meeting",
    "mark-availability",
    "agree-meeting",
]


def plant() -> World:
    """The usual cast, each with marked data; bob is alice's colleague and nobody's contact."""
    world = make_world()
    for user, data in ((world.alice, ALICE), (world.haruka, HARUKA)):
        User.objects.filter(pk=user.pk).update(**data)
        user.refresh_from_db()
        user.emailaddress_set.update(email=data["email"])
    bob = {name: value for name, value in BOB.items() if name != "email"}
    join(world.europe, make_user(BOB["email"], None, **bob))
    consent(world.haruka)
    return world


def spellings(marker: str) -> list[str]:
    """A phone number is written in groups too."""
    if not marker.startswith("+"):
        return [marker.lower()]
    return [marker, marker[-7:], f"{marker[-7:-4]} {marker[-4:]}", f"{marker[-8:-4]}-{marker[-4:]}"]


@dataclass
class Sweep:
    """Everything that was found: who could read whose datum, and where."""

    world: World
    introduction: Introduction
    found: set[tuple[str, str, str]] = field(default_factory=set)
    places: list[str] = field(default_factory=list)
    seen: int = 0

    def look(self, reader: str, where: str, text: str) -> None:
        self.seen += 1
        for person, data in PEOPLE.items():
            for name, marker in data.items():
                if any(it in text.lower() for it in spellings(marker)):
                    self.found.add((reader, person, name))
                    self.places.append(f"{reader} {where}: {person}.{name}")

    def foreign(self) -> set[tuple[str, str, str]]:
        """Without what people read of their own side."""
        return {it for it in self.found if SIDES.get(it[0]) != SIDES[it[1]]}


def sweep(world: World, introduction: Introduction) -> Sweep:
    """Every page, button, error, mail and export, for everybody."""
    done = Sweep(world, introduction)
    for reader in ("alice", "haruka", "charlie", "dana", ""):
        for where, text in [
            *pages(world, introduction, reader),
            *errors(world, introduction, reader),
        ]:
            done.look(reader, where, text)
    third = Party.objects.filter(introduction=introduction, role="third").first()
    if third:
        for where, text in linked(third):
            done.look("third", where, text)
    for mail in Mail.objects.all():
        done.look(reader_of(mail, world), f"mail {mail.kind}", "\n".join(written(mail)))
    for reader in ("alice", "haruka", "charlie", "dana"):
        with translation.override("en"):
            document = exporting.export(world.person(reader))
        done.look(reader, "own export", json.dumps(document, cls=DjangoJSONEncoder))
    return done


def reader_of(mail: Mail, world: World) -> str:
    people = {world.person(name).email: name for name in ("alice", "haruka", "charlie", "dana")}
    return people.get(mail.address, {BOB["email"]: "bob"}.get(mail.address, "third"))


def written(mail: Mail) -> Iterator[str]:
    yield from (mail.subject, mail.text, mail.html, json.dumps(mail.headers))
    for attachment in mail.attachments.all():
        yield bytes(attachment.content).decode("utf-8", "replace")


def pages(world: World, introduction: Introduction, reader: str) -> Iterator[tuple[str, str]]:
    client = world.client(reader)
    for path in paths(world, introduction):
        yield path, text_of(client.get(path))
    own = reverse("introductions:show-introduction", args=[introduction.pk])
    yield f"{own} by htmx", text_of(client.get(own, headers={"HX-Request": "true"}))


def paths(world: World, introduction: Introduction) -> list[str]:
    own = [
        reverse(f"introductions:{name}", args=arguments_of(name, world, introduction))
        for name in EVERYBODYS
    ]
    sides = [world.europe, world.japan]
    return [
        *own,
        *(reverse(f"introductions:{name}", args=[introduction.pk]) for name in SHARED),
        f"{reverse('introductions:show-board')}?view=table",
        own[0].replace("/en/", "/ja/"),
        reverse("matching:show-pair", args=world.pair),
        *(reverse("matching:list-suggestions", args=[side.pk]) for side in sides),
        *(side.get_absolute_url() for side in sides),
        reverse("profiles:list-profiles"),
        reverse("desk:export-profiles") + "?format=csv",
        reverse("desk:export-profiles") + "?format=json",
        reverse("helpdesk:show-home"),
        reverse("robots"),
    ]


def arguments_of(name: str, world: World, introduction: Introduction) -> list[int]:
    if name in ("show-introduction", *BUTTONS):
        return [introduction.pk]
    return list(world.pair) if name.endswith("e-introduction") or "request" in name else []


def errors(world: World, introduction: Introduction, reader: str) -> Iterator[tuple[str, str]]:
    """Every kind: what is forbidden, is not there, is faulty, is not the way, breaks."""
    client = world.client(reader)
    client.raise_request_exception = False
    missing = reverse("introductions:show-introduction", args=[introduction.pk + 99])
    yield missing, text_of(client.get(missing))
    for name in BUTTONS:
        path = reverse(f"introductions:{name}", args=[introduction.pk])
        yield f"GET {name}", text_of(client.get(path))
        if name != "decline-introduction":  # all the others refuse an empty form
            yield f"POST {name}", text_of(client.post(path))
    path = reverse("introductions:request-introduction", args=world.pair)
    yield "empty request", text_of(client.post(path))
    guarded = Client(enforce_csrf_checks=True)
    yield "no token", text_of(guarded.post(path))


def linked(third: Party) -> Iterator[tuple[str, str]]:
    client = Client()
    path = reverse("introductions:answer-by-link", args=[party_token(third)])
    yield "link", text_of(client.get(path))
    yield "faulty answer", text_of(client.post(path))
    for name in SHARED:
        path = reverse(f"introductions:{name}-by-link", args=[party_token(third)])
        yield f"{name} by link", text_of(client.get(path))
    forged = reverse("introductions:answer-by-link", args=[f"{party_token(third)}x"])
    yield "forged link", text_of(client.get(forged))


def text_of(response: HttpResponseBase) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n{body.decode('utf-8', 'replace')}"


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The markers in what was logged."""
    said = "\n".join(f"{it.getMessage()}\n{it.exc_text or ''}" for it in caplog.records).lower()
    return [
        marker
        for data in PEOPLE.values()
        for marker in data.values()
        if any(it in said for it in spellings(marker))
    ]
