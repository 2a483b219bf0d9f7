"""The page of a pair for those who speak of it: verdicts and blocks, who may, and who sees what."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import facts
from matching.models import FactChange, PairFact, Verdict
from profiles.models import Membership, Profile, User
from tests.makers import make_profile, make_staff, make_user
from tests.matching.cast import live_run, speaker_for, store_match

Voice, Opinion = Verdict.Voice, Verdict.Opinion
Role = Membership.Role
Pair = tuple[Profile, Profile]

INTERESTED = {"opinion": "interested"}
BLOCK = {"block-reason": "A quarrel"}
FORMS = {"give-verdict": INTERESTED, "block-pair": BLOCK, "unblock-pair": {}}
MARKER = "planted-7c41"
NOT_A_VOICE = ["viewer", "charlie", "anonymous"]


@pytest.fixture
def pair(db: None) -> Pair:
    """Matched, in energy as well."""
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    store_match(live_run(), europe, japan, energy=0.5)
    return europe, japan


class Cast:
    """The people by name, each made when first asked for: passwords take their time."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.there: dict[str, User | None] = {"anonymous": None}

    def __getitem__(self, name: str) -> User | None:
        if name not in self.there:
            self.there[name] = getattr(self, f"make_{name}")(*self.pair)
        return self.there[name]

    def make_alice(self, europe: Profile, japan: Profile) -> User:
        return speaker_for(europe, Role.EDITOR, family_name="Martin", given_name="Alice")

    def make_haruka(self, europe: Profile, japan: Profile) -> User:
        return speaker_for(japan, Role.OWNER, family_name="Sato", given_name="Haruka")

    def make_viewer(self, europe: Profile, japan: Profile) -> User:
        return speaker_for(europe, Role.VIEWER)

    def make_neighbour(self, europe: Profile, japan: Profile) -> User:
        return speaker_for(make_profile("de-2"), Role.OWNER)

    def make_dana(self, europe: Profile, japan: Profile) -> User:
        return make_staff(family_name="Novak", given_name="Dana")

    def make_charlie(self, europe: Profile, japan: Profile) -> User:
        return make_user()


@pytest.fixture
def people(pair: Pair) -> Cast:
    return Cast(pair)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def url(name: str, pair: Pair) -> str:
    return reverse(f"matching:{name}", args=[profile.pk for profile in pair])


def block(pair: Pair, by: User | None, voice: Voice = Voice.EUROPE) -> None:
    facts.block_pair(*pair, voice=voice, by=by, reason="A quarrel")


# Who asks, and the answers: page, verdict, block and unblock; then the same of a blocked pair.
# What is done leads back to the page, and strangers to the page for signing in: 302.
ALLOWED = {
    "alice": ([200, 302, 302, 302], [200, 302, 302, 302]),
    "haruka": ([200, 302, 302, 302], [200, 302, 302, 302]),
    "dana": ([200, 302, 302, 302], [200, 302, 302, 302]),
    "viewer": ([200, 403, 403, 403], [404, 404, 404, 404]),
    "neighbour": ([200, 403, 403, 403], [404, 404, 404, 404]),
    "charlie": ([200, 403, 403, 403], [404, 404, 404, 404]),
    "anonymous": ([200, 302, 302, 302], [404, 302, 302, 302]),
}


@pytest.mark.parametrize("who", ALLOWED)
@pytest.mark.parametrize("is_blocked", [False, True], ids=["open", "blocked"])
def test_who_may(pair: Pair, people: Cast, who: str, is_blocked: bool) -> None:
    client = client_of(people[who])
    found = []
    for name in ("show-pair", *FORMS):
        PairFact.objects.all().delete()
        if is_blocked:
            block(pair, people["dana"])
        ask = client.get if name == "show-pair" else client.post
        found.append(ask(url(name, pair), FORMS.get(name)).status_code)
    assert found == ALLOWED[who][is_blocked]


@pytest.mark.parametrize("who", NOT_A_VOICE)
def test_who_may_not_changes_nothing(pair: Pair, people: Cast, who: str) -> None:
    block(pair, people["alice"])
    before = list(FactChange.objects.all())
    for name, data in FORMS.items():
        client_of(people[who]).post(url(name, pair), data)
    assert (list(FactChange.objects.all()), Verdict.objects.count()) == (before, 0)
    assert facts.is_blocked(*pair) is True


@pytest.mark.parametrize("name", FORMS)
def test_a_link_changes_nothing_and_the_anonymous_are_sent_to_sign_in(
    pair: Pair, people: Cast, name: str
) -> None:
    where = url(name, pair)
    assert client_of(people["alice"]).get(where).status_code == 405
    answer = client_of(None).post(where, FORMS[name])
    assert answer.url == f"{reverse('account_login')}?next={where}"


@pytest.mark.parametrize("name", FORMS)
def test_another_site_cannot_speak_for_anybody(pair: Pair, people: Cast, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["alice"])
    assert client.post(url(name, pair), FORMS[name]).status_code == 403
    assert (PairFact.objects.count(), Verdict.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("who", "voice"), [("alice", "europe"), ("haruka", "japan"), ("dana", "staff")]
)
def test_everybody_speaks_in_their_own_voice(
    pair: Pair, people: Cast, who: str, voice: str
) -> None:
    data = {"opinion": "not_suitable", "reason": "Too far"}
    answer = client_of(people[who]).post(url("give-verdict", pair), data)
    assert answer.url == url("show-pair", pair)
    verdict = Verdict.objects.get()
    assert (verdict.voice, verdict.opinion, verdict.reason, verdict.actor) == (
        voice,
        "not_suitable",
        "Too far",
        people[who],
    )
    assert PairFact.objects.get().key == f"verdict-{voice}"


def test_a_date_goes_with_not_now_alone(pair: Pair, people: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for opinion in ("not_now", "interested"):
        data = {"opinion": opinion, "until": tomorrow.isoformat()}
        client_of(people["alice"]).post(url("give-verdict", pair), data)
    said = list(Verdict.objects.order_by("pk").values_list("opinion", "until"))
    assert said == [("not_now", tomorrow), ("interested", None)]


def days_from_now(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# What is sent, and the field and words that it is answered with.
FAULTS = [
    ({}, "opinion", "This field is required."),
    ({"opinion": "marvellous"}, "opinion", "Select a valid choice."),
    ({"opinion": "not_now"}, "until", "Say until when: enter a date."),
    ({"opinion": "not_now", "until": "soon"}, "until", "Enter a valid date."),
    ({"opinion": "not_now", "until": 0}, "until", "Enter a date in the next three years."),
    ({"opinion": "not_now", "until": 1200}, "until", "Enter a date in the next three years."),
    ({"opinion": "not_suitable"}, "reason", "Say why, in a few words"),
    ({"opinion": "not_suitable", "reason": "  "}, "reason", "Say why, in a few words"),
    ({"opinion": "interested", "reason": "a" * 1001}, "reason", "at most 1000 characters"),
]


@pytest.mark.parametrize(("data", "field", "words"), FAULTS)
def test_a_faulty_verdict_is_not_taken_and_told_so(
    pair: Pair, people: Cast, data: dict[str, str | int], field: str, words: str
) -> None:
    until = data.get("until")
    sent = data | ({"until": days_from_now(until)} if isinstance(until, int) else {})
    answer = client_of(people["alice"]).post(url("give-verdict", pair), sent)
    assert answer.status_code == 422
    errors = answer.context["verdict_form"].errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert words in answer.content.decode()
    assert (Verdict.objects.count(), PairFact.objects.count()) == (0, 0)


def test_what_was_typed_stays_in_the_form(pair: Pair, people: Cast) -> None:
    data = {"opinion": "not_now", "until": "soon", "reason": "We are <busy>"}
    html = client_of(people["haruka"]).post(url("give-verdict", pair), data).content.decode()
    assert re.findall(r'<input type="radio"[^>]*value="(\w+)"[^>]* checked', html) == ["not_now"]
    assert re.findall(r'<input type="date"[^>]*value="(\w+)"', html) == ["soon"]
    assert "We are &lt;busy&gt;" in html


@pytest.mark.parametrize("reason", ["", " ", "a" * 1001])
def test_a_block_needs_a_reason(pair: Pair, people: Cast, reason: str) -> None:
    answer = client_of(people["alice"]).post(url("block-pair", pair), {"block-reason": reason})
    assert (answer.status_code, list(answer.context["block_form"].errors)) == (422, ["reason"])
    html = answer.content.decode()
    assert "<details open>" in html
    assert reason.strip() in html
    assert PairFact.objects.count() == 0


def test_a_block_is_logged_with_who_and_why(pair: Pair, people: Cast) -> None:
    client = client_of(people["haruka"])
    for name in ("block-pair", "unblock-pair"):
        assert client.post(url(name, pair), FORMS[name]).url == url("show-pair", pair)
    names = ("key", "is_stated", "actor", "reason")
    assert list(FactChange.objects.order_by("pk").values_list(*names)) == [
        ("block-japan", True, people["haruka"].pk, "A quarrel"),
        ("block-japan", False, people["haruka"].pk, "Unblocked on the page of the pair"),
    ]


@pytest.mark.parametrize("who", ["haruka", "dana"])
def test_one_voice_does_not_lift_the_block_of_another(pair: Pair, people: Cast, who: str) -> None:
    block(pair, people["alice"], Voice.EUROPE)
    client = client_of(people[who])
    assert "Lift the block" not in client.get(url("show-pair", pair)).content.decode()
    answer = client.post(url("unblock-pair", pair), follow=True)
    assert list(answer.context["messages"]) == []
    assert facts.is_blocked(*pair) is True


def test_who_blocked_may_lift_the_block(pair: Pair, people: Cast) -> None:
    block(pair, people["alice"], Voice.EUROPE)
    page = client_of(people["alice"]).get(url("show-pair", pair)).content.decode()
    assert f'action="{url("unblock-pair", pair)}"' in page


@pytest.mark.parametrize(
    ("who", "seen"),
    [("alice", ["europe"]), ("haruka", ["japan"]), ("dana", ["staff", "japan", "europe"])],
)
def test_a_side_sees_its_own_verdicts_and_staff_all(
    pair: Pair, people: Cast, who: str, seen: list[str]
) -> None:
    speakers = {Voice.EUROPE: "alice", Voice.JAPAN: "haruka", Voice.STAFF: "dana"}
    for voice, speaker in speakers.items():
        why = f"{MARKER}-{voice}"
        given = {"voice": voice, "by": people[speaker], "reason": why}
        facts.give_verdict(*pair, Opinion.NOT_SUITABLE, **given)
    html = client_of(people[who]).get(url("show-pair", pair)).content.decode()
    assert re.findall(rf"{MARKER}-(\w+)", html) == seen
    said = re.findall(r"Not suitable \(([^)]+)\)", html)
    names = {"europe": "Alice Martin", "japan": "Haruka Sato", "staff": "Dana Novak"}
    assert said == [names[voice] for voice in seen]


@pytest.mark.parametrize("who", NOT_A_VOICE)
def test_strangers_see_no_verdict_and_no_form(pair: Pair, people: Cast, who: str) -> None:
    given = {"voice": Voice.EUROPE, "by": people["alice"], "reason": MARKER}
    facts.give_verdict(*pair, Opinion.NOT_SUITABLE, **given)
    page = client_of(people[who]).get(url("show-pair", pair))
    html = page.content.decode()
    assert (page.status_code, MARKER in html, 'id="opinion"' in html) == (200, False, False)


def test_the_reason_of_a_block_is_told_to_nobody_but_its_log(pair: Pair, people: Cast) -> None:
    facts.block_pair(*pair, voice=Voice.EUROPE, by=people["alice"], reason=MARKER)
    pages = [client_of(people[who]).get(url("show-pair", pair)) for who in ("haruka", "alice")]
    assert [MARKER in page.content.decode() for page in pages] == [False, False]


def test_what_holds_stands_on_the_page(pair: Pair, people: Cast) -> None:
    until = date(2099, 2, 1)
    facts.give_verdict(*pair, Opinion.NOT_NOW, voice=Voice.EUROPE, by=people["alice"], until=until)
    for who in ("alice", "haruka", "dana"):
        html = client_of(people[who]).get(url("show-pair", pair)).content.decode()
        assert re.search(r"This pair rests: it is in no list until [^<]* 2099\.", html)


def test_who_speaks_for_both_sides_speaks_for_europe(pair: Pair, people: Cast) -> None:
    Membership.objects.create(user=people["haruka"], profile=pair[0])
    client_of(people["haruka"]).post(url("give-verdict", pair), INTERESTED)
    assert Verdict.objects.get().voice == Voice.EUROPE
