"""The pages on which one asks to join, or to take over."""

import pytest
from django.http import HttpResponse

from profiles.actions import teams
from profiles.models import MembershipRequest, Profile
from tests.makers import make_profile, make_user
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join, letters, make_haruka
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]


def path(profile: Profile, step: str = "join") -> str:
    return f"/en/organisations/{profile.pk}/{step}/"


def leads(response: HttpResponse) -> str:
    return texts(response, "p", "lead")[0]


def test_who_asks_is_told_what_the_owners_will_see(vitagora: Profile) -> None:
    charlie = make_user(
        password=None, family_name="Weber", given_name="Karl", job_title="Büroleiter"
    )
    response = visit(charlie).get(path(vitagora))
    assert leads(response) == "The owners of the organisation get a mail and decide."
    shown = elements(response, "ul", "shown-data")
    assert [" ".join(it.text.split()) for it in shown] == [
        "Karl Weber Büroleiter charlie@example.org"
    ]


def test_where_there_is_no_owner_the_page_says_who_decides() -> None:
    fukushima = make_profile("jp-07")
    response = visit(make_haruka()).get(path(fukushima))
    assert leads(response) == "Nobody speaks for this organisation yet. The helpdesk decides."
    assert "take-over" not in html_of(response)
    visit(make_user(password=None)).post(path(fukushima), {"message": "I work here."})
    assert MembershipRequest.objects.for_staff().count() == 1


def test_asking(vitagora: Profile) -> None:
    client = visit(make_haruka())
    answer = client.post(path(vitagora), {"message": "  I work\u200b here.  "}, follow=True)
    assert "You have asked. You will get a mail when it is decided." in html_of(answer)
    asked = MembershipRequest.objects.get()
    assert (asked.kind, asked.message) == ("join", "I work here.")
    standing = client.get(path(vitagora))
    assert elements(standing, "textarea") == []
    assert "Withdraw the request" in html_of(standing)


@pytest.mark.parametrize("message", ["", "   ", "x" * 1001, "x" * 100_000])
def test_a_faulty_message_comes_back(vitagora: Profile, message: str) -> None:
    answer = visit(make_haruka()).post(path(vitagora), {"message": message})
    assert answer.status_code == 422
    assert elements(answer, "textarea")[0].text.strip() == message.strip()
    assert elements(answer, "textarea")[0]["aria-invalid"] == "true"
    assert MembershipRequest.objects.count() == 0


def test_asking_twice_is_answered_in_words(vitagora: Profile) -> None:
    haruka = make_haruka()
    teams.request_membership(vitagora, by=haruka, message="I work here.")
    answer = visit(haruka).post(path(vitagora), {"message": "Again"})
    assert answer.status_code == 422
    assert MembershipRequest.objects.count() == 1


def test_asking_for_too_much_is_answered_in_words() -> None:
    charlie = make_user(password=None)
    for number in range(10):
        teams.request_membership(make_profile(f"de-{number}"), by=charlie, message="I work here.")
    answer = visit(charlie).post(path(make_profile("last")), {"message": "I work here."})
    assert answer.status_code == 422
    assert "You have asked 10 times today. Please go on tomorrow." in html_of(answer)


def test_taking_over_is_asked_with_reasons(vitagora: Profile) -> None:
    client = visit(make_haruka())
    assert path(vitagora, "take-over") in {
        it["href"] for it in elements(client.get(path(vitagora)), "a")
    }
    assert "The helpdesk asks them first, and decides." in leads(
        client.get(path(vitagora, "take-over"))
    )
    client.post(path(vitagora, "take-over"), {"message": "She has retired."})
    assert MembershipRequest.objects.get().kind == "take_over"
    assert letters() == [("take_over_requested", "alice@cluster.example", "en")]


def test_members_are_led_to_their_team(vitagora: Profile) -> None:
    viewer = visit(join(vitagora, make_haruka(), "viewer"))
    assert viewer.get(path(vitagora))["Location"] == f"/en/organisations/{vitagora.pk}/team/"
    assert viewer.get(path(vitagora, "take-over")).status_code == 200


def test_drafts_and_what_is_missing_look_the_same() -> None:
    draft = make_profile("draft", published=False)
    charlie = visit(make_user(password=None))
    pages = [charlie.get(f"/en/organisations/{pk}/join/") for pk in (draft.pk, 999_999)]
    assert [it.status_code for it in pages] == [404, 404]
    for forged in ("x", "x:y:z", ""):
        assert charlie.get(path(draft), {"found": forged}).status_code == 404


def test_ones_own_request_for_a_draft_stays_readable() -> None:
    draft, haruka = make_profile("draft", published=False), make_haruka()
    teams.request_membership(draft, by=haruka, message="I work here.")
    assert visit(haruka).get(path(draft)).status_code == 200


def test_the_public_page_leads_to_asking(vitagora: Profile) -> None:
    page = visit(None).get(vitagora.get_absolute_url())
    assert path(vitagora) in {it["href"] for it in elements(page, "a")}
    answer = visit(None).get(path(vitagora))
    assert answer["Location"] == f"/en/account/login/?next={path(vitagora)}"
