"""A person with an account: their registrations in the export, and gone with the account."""

import json
from typing import Any

import pytest
from allauth.account.internal.flows.manage_email import emit_email_changed
from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import RequestFactory
from icalendar import Calendar

from events import actions, erasing, people
from events.models import AudienceQuestion, Feedback, Registration
from events.states import Booking
from profiles.actions.privacy import erase_user
from profiles.models import Erasure, Mail, User
from profiles.privacy import exporting
from tests.events.making import make_webinar, register
from tests.makers import make_profile, make_user

pytestmark = pytest.mark.django_db

OTHER_MAILS = 1_000
"""So many that the database looks for an index."""


def exported(user: User) -> list[dict[str, Any]]:
    sections = exporting.export(user)["sections"]
    return json.loads(json.dumps(sections["webinars"], cls=DjangoJSONEncoder))


def test_registrations_are_in_the_export() -> None:
    alice = make_user("alice@example.org")
    registration = register(make_webinar(), alice.email, user=alice, question="Who pays?")
    Feedback.objects.create(registration=registration, rating=4, text="Good")
    registration.interests.create(profile=make_profile("jp-07"), text="Ports")
    registration.consents.create(
        purpose="listed", is_given=True, version="1", digest="0", language="en"
    )
    (row,) = exported(alice)
    assert row["about"] == "Hydrogen between the Rhine and Fukushima"
    assert (row["state"], row["email"], row["question"]) == (
        "confirmed",
        "alice@example.org",
        "Who pays?",
    )
    assert [it["text"] for it in row["asked"]] == ["Who pays?"]
    assert [it["text"] for it in row["interests"]] == ["Ports"]
    assert [it["purpose"] for it in row["consents"]] == ["listed"]
    assert row["feedback"]["rating"] == 4


def test_those_made_before_the_account_are_theirs_too() -> None:
    register(make_webinar(), "Alice@example.org")
    register(make_webinar("Another"), "bob@example.org")
    alice = make_user("alice@example.org")
    assert [row["email"] for row in exported(alice)] == ["Alice@example.org"]


def test_an_address_that_was_only_typed_in_is_somebody_elses() -> None:
    register(make_webinar(), "victim@example.org")
    charlie = make_user("charlie@example.org")
    charlie.emailaddress_set.create(email="victim@example.org", verified=False)
    assert exported(charlie) == []


def test_charlie_gets_nothing_of_others() -> None:
    alice = make_user("alice@example.org")
    register(make_webinar(), alice.email, user=alice)
    assert exported(make_user("charlie@example.org")) == []


def test_they_go_with_the_account_and_the_seat_goes_to_the_next() -> None:
    webinar = make_webinar(capacity=1)
    alice = make_user("alice@example.org", family_name="Weber", given_name="Alice")
    register(webinar, alice.email, user=alice, family_name="Weber", question="Who pays?")
    waiting = register(webinar, "waiting@example.org")
    erase_user(alice, requested_by_person=False)
    gone = Registration.objects.get(state=Booking.CANCELLED)
    assert (gone.email, gone.family_name, gone.question, gone.user) == ("", "", "", None)
    assert gone.erased_at is not None
    waiting.refresh_from_db()
    assert waiting.state == Booking.OFFERED
    assert AudienceQuestion.objects.count() == 0
    assert [it.deleted["webinars"] for it in Erasure.objects.all() if "webinars" in it.deleted] == [
        1
    ]
    assert Mail.objects.filter(address__iexact="alice@example.org").count() == 0


def test_they_go_in_the_order_of_the_webinars_and_so_lock_them() -> None:
    webinars = [make_webinar(str(n)) for n in range(3)]
    alice = make_user("alice@example.org")
    for n in (2, 0, 1):
        register(webinars[n], alice.email, user=alice)
    assert people.forget(alice) == 3
    gone = Registration.objects.order_by("erased_at").values_list("webinar", flat=True)
    assert list(gone) == [it.pk for it in webinars]


def test_their_mails_are_found_by_the_index_of_the_keys() -> None:
    registration = register(make_webinar())
    others = [f"other-{n}" for n in range(OTHER_MAILS)]
    Mail.objects.bulk_create(Mail(key=key, message_id=key, language="en") for key in others)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Mail._meta.db_table}")  # what other tests left does not count
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = erasing.mails_about(registration).order_by().explain()
    scans = plan.count("Index Scan on profiles_mail_key")
    assert ("Seq Scan" in plan, scans) == (False, len(erasing.KINDS) + 1)  # whole keys, beginnings


def test_a_mail_that_would_not_be_found_is_not_written() -> None:
    with pytest.raises(ValueError, match="webinar_unheard"):
        erasing.mail_key("webinar_unheard", 17)


def test_registrations_of_others_stay() -> None:
    webinar = make_webinar()
    erika = register(webinar)
    alice = make_user("alice@example.org")
    register(webinar, alice.email, user=alice)
    erase_user(alice, requested_by_person=False)
    erika.refresh_from_db()
    assert (erika.email, erika.state) == ("erika@example.org", Booking.CONFIRMED)


def test_a_registration_that_is_gone_already_is_not_counted() -> None:
    alice = make_user("alice@example.org")
    registration = register(make_webinar(), alice.email, user=alice)
    actions.erase(registration)
    assert exported(alice) == []


def change_address(user: User, address: str) -> None:
    """As the page of the account does once the new address is confirmed."""
    EmailAddress.objects.filter(user=user).delete()
    row = EmailAddress.objects.create(user=user, email=address, verified=True)
    row.set_as_primary()
    emit_email_changed(RequestFactory().get("/"), None, row)
    user.refresh_from_db()


def addresses() -> list[str]:
    return list(Registration.objects.order_by("pk").values_list("email", flat=True))


def test_registrations_follow_the_address_of_the_account() -> None:
    alice, webinar = make_user("alice@example.org"), make_webinar(capacity=5)
    mine = register(webinar, alice.email, user=alice)
    register(webinar, "bob@example.org")
    change_address(alice, "new@example.org")
    assert addresses() == ["new@example.org", "bob@example.org"]
    again, is_new = actions.register(webinar, email="NEW@example.org", user=alice)
    assert (again, is_new, webinar.registrations.seated().count()) == (mine, False, 2)
    actions.cancel(mine, by=alice, reason="Ill")
    mail = Mail.objects.get(kind="webinar_cancelled")
    assert mail.address == "new@example.org"
    [event] = Calendar.from_ical(bytes(mail.attachments.get().content)).events
    assert event["attendee"] == "mailto:new@example.org"


def test_the_former_address_is_free_for_another_member() -> None:
    alice, webinar = make_user("alice@example.org"), make_webinar()
    register(webinar, alice.email, user=alice)
    change_address(alice, "new@example.org")
    bob = make_user("alice@example.org")
    registration, is_new = actions.register(webinar, email=bob.email, user=bob)
    assert (registration.user, is_new, registration.state) == (bob, True, Booking.CONFIRMED)


def test_where_the_new_address_is_registered_already_both_stay() -> None:
    alice, webinar = make_user("alice@example.org"), make_webinar()
    for each, address in ((alice, alice.email), (None, "New@example.org")):
        register(webinar, address, user=each)
    register(make_webinar("Another"), alice.email, user=alice)
    change_address(alice, "new@example.org")
    assert addresses() == ["alice@example.org", "New@example.org", "new@example.org"]


def test_what_nobody_confirmed_under_the_new_address_gives_way() -> None:
    alice, webinar = make_user("alice@example.org"), make_webinar()
    register(webinar, alice.email, user=alice)
    register(webinar, "New@example.org", confirmed=False)
    change_address(alice, "new@example.org")
    assert addresses() == ["new@example.org", ""]
    assert list(webinar.registrations.order_by("pk").values_list("state", flat=True)) == [
        "confirmed",
        "lapsed",
    ]
    given_way = webinar.registrations.get(email="").transitions.get()
    assert given_way.reason == "This address has another registration"


def test_a_new_registration_does_not_give_way_to_a_cancelled_one() -> None:
    alice, webinar = make_user("alice@example.org"), make_webinar()
    actions.cancel(register(webinar, alice.email, user=alice), by=alice, reason="Ill")
    again = register(webinar, "new@example.org", confirmed=False)
    change_address(alice, "new@example.org")
    assert addresses() == ["new@example.org", "new@example.org"]
    assert actions.confirm(again) == Booking.CONFIRMED


def test_what_was_erased_gets_no_address() -> None:
    alice = make_user("alice@example.org")
    actions.erase(register(make_webinar(), alice.email, user=alice))
    change_address(alice, "new@example.org")
    assert addresses() == [""]


def test_whoever_registers_an_address_of_another_owner_is_written_to() -> None:
    alice, webinar = make_user("alice@example.org"), make_webinar()
    Registration.objects.filter(pk=register(webinar, alice.email, user=alice).pk).update(
        email="bob@example.org"
    )
    bob = make_user("bob@example.org")
    registration, is_new = actions.register(webinar, email=bob.email, user=bob)
    assert (registration.user, is_new) == (alice, False)
    assert Mail.objects.filter(kind="webinar_again").count() == 1
