"""The real regions, scored, and what the tests need to know of them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client
from django.urls import reverse

from events.links import own_token
from events.loading import load_webinars
from events.models import Series, Webinar
from matching import actions
from matching.models import Match, Run
from matching.partnerships.loading import load_partnerships
from matching.partnerships.models import Partnership
from profiles import encoder
from profiles.actions import teams
from profiles.loading.loader import load
from profiles.models import Profile, TextVector, User
from profiles.vectors import refresh_vectors
from tests.browser.regions.introducing import introduce
from tests.events.making import register as book
from tests.makers import PASSWORD, make_staff, make_user

LANGUAGES = ("en", "de", "fr", "ja")
TOKEN = "token-of-the-browser-tests"


@dataclass(frozen=True)
class Site:
    """Its address, counts, a well matched pair, alice's team, and people's session cookies.

    alice's team and haruka's organisation are asked whether they want to be introduced;
    nobody has asked for an introduction to `unasked` yet.
    """

    url: str
    organisations: int
    japanese: int
    europe: int
    japan: int
    european_path: str
    japanese_path: str
    grown: int
    partnership: int
    coming: int
    coming_path: str
    seat: str
    asked_to_confirm: str
    past_path: str
    series: int
    month: str
    run: int
    weights: int
    team: int
    member: int
    token: str
    introduction: int
    unasked: int
    sessions: dict[str, str]

    def path(self, template: str) -> str:
        """A path below the language with this site's numbers in it: `/matches/{europe}-…`."""
        return template.format(**vars(self))


def fill(url: str, vectors: Path) -> Site:
    load(settings.DATA_DIR)
    load_partnerships(settings.DATA_DIR)
    load_webinars(settings.DATA_DIR, with_demonstration=True)
    embed(vectors)
    dana = make_staff(family_name="Novák", given_name="Dana")
    run = score(dana)
    match = Match.objects.live().best_first().select_related("europe", "japan")[0]
    published = Profile.objects.published()
    coming = Webinar.objects.get(key="demo-hamburg-fukushima")
    past = Webinar.objects.get(key="2021-01-fukushima-nrw")
    alice, charlie = make_user("alice@example.org"), make_user()
    team = make_team(Profile.objects.get(key="c-vit"), owner=alice, asker=charlie)
    introduction, haruka, unasked = introduce(team, alice=alice, dana=dana)
    return Site(
        url=url,
        organisations=published.count(),
        japanese=published.on_side("japan").count(),
        europe=match.europe_id,
        japan=match.japan_id,
        european_path=match.europe.get_absolute_url().removeprefix("/en"),
        japanese_path=match.japan.get_absolute_url().removeprefix("/en"),
        grown=Profile.objects.get(key="de-nw").pk,
        partnership=Partnership.objects.get(key="nrw-fukushima").pk,
        coming=coming.pk,
        coming_path=coming.get_absolute_url().removeprefix("/en"),
        past_path=past.get_absolute_url().removeprefix("/en"),
        seat=own_token(book(coming, consents={"listed": True})),
        asked_to_confirm=own_token(book(coming, "haruka@example.org", confirmed=False)),
        series=Series.objects.get(slug="regional-cooperation").pk,
        month=f"{coming.starts_at:%Y/%-m}",
        run=run.pk,
        weights=run.weights_id,
        team=team.pk,
        member=team.memberships.get(role="editor").pk,
        token=TOKEN,
        introduction=introduction.pk,
        unasked=unasked.pk,
        sessions={
            "dana": session_of(dana),
            "charlie": session_of(charlie),
            "alice": session_of(alice),
            "haruka": session_of(haruka),
        },
    )


def make_team(profile: Profile, *, owner: User, asker: User) -> Profile:
    """An owner, an editor, an invitation with a known token, and somebody who asks."""
    editor = make_user("jean@example.org", None, family_name="Dupont", given_name="Jean")
    profile.memberships.create(user=owner, role="owner")
    profile.memberships.create(user=editor, role="editor")
    told = {"email": "marie@example.org", "role": "viewer", "language": "fr"}
    invitation = teams.invite(profile, by=owner, **told)
    type(invitation).objects.update(digest=invitation.digest_of(TOKEN))
    teams.request_membership(profile, by=asker, message="I work there.")
    return profile


def score(user: User) -> Run:
    run, _ = actions.start_run(by=user, reason="For the browser tests")
    actions.begin_run(run)
    for block in run.blocks.all():
        actions.score_block(block)
    run.refresh_from_db()
    actions.finish_run(run)
    return run


def embed(kept: Path) -> None:
    """Embed every passage once for all test processes, which share the file.

    Two encoders at once would wait for each other's threads for minutes.
    """
    with locked(kept.with_suffix(".lock")):
        if kept.exists():
            stored = np.load(kept)
            rows = zip(stored["digests"], stored["vectors"], strict=True)
            TextVector.objects.bulk_create(
                TextVector(digest=bytes(key), encoder=encoder.NAME, vector=vector)
                for key, vector in rows
            )
            return
        refresh_vectors()
        found = TextVector.objects.values_list("digest", "vector")
        digests = np.array([np.frombuffer(bytes(digest), np.uint8) for digest, _ in found])
        vectors = np.array([vector for _, vector in found], np.float32)
        np.savez(kept, digests=digests, vectors=vectors)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def session_of(user: User) -> str:
    """Signed in, with the password typed again a moment ago, however long the tests take."""
    client = Client()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] += timedelta(days=1).total_seconds()
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value
