"""What is written into a log stays: the database itself refuses changes and deletions."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from events.models import (
    InterestTransition,
    QuestionTransition,
    Registration,
    RegistrationTransition,
    WebinarTransition,
)
from matching.models import FactChange, PairFact, Run, RunTransition, Verdict, WeightSet
from matching.partnerships.models import PartnershipTransition
from matching.states import RunState
from profiles.models import (
    Consent,
    Disclosure,
    Erasure,
    FreshnessStep,
    ImportFile,
    ImportTransition,
    Invitation,
    InvitationTransition,
    Mail,
    MailTransition,
    MembershipChange,
    MembershipRequest,
    Profile,
    ProfileTransition,
    Purge,
    RequestTransition,
    Revision,
    RevisionTransition,
    TrustChange,
    User,
)
from profiles.moving import Moving
from tests.events.making import make_webinar
from tests.makers import REASON, make_profile, make_staff, make_user
from tests.matching.partnerships.making import make_partnership

pytestmark = pytest.mark.django_db

Row = models.Model


def a_profile() -> Profile:
    return Profile.objects.first() or make_profile("de-nw", published=False)


def a_pair() -> dict[str, Profile]:
    europe = make_profile("de-nw", published=False)
    return {"europe": europe, "japan": make_profile("jp-07", published=False)}


def make_revision(**fields: Any) -> Revision:
    return Revision.objects.create(profile=a_profile(), content={}, **fields)


def make_invitation(**fields: Any) -> Invitation:
    fields |= {"email": "new@example.org", "digest": "0", "expires_at": timezone.now()}
    return Invitation.objects.create(profile=a_profile(), **fields)


def make_request(**fields: Any) -> MembershipRequest:
    user = make_user("asking@example.org")
    return MembershipRequest.objects.create(profile=a_profile(), user=user, message="", **fields)


def make_mail(**fields: Any) -> Mail:
    fields |= {"key": "a", "kind": "a", "address": "a@example.org", "language": "en"}
    return Mail.objects.create(subject="", text="", html="", message_id="a", **fields)


def make_import(**fields: Any) -> ImportFile:
    return ImportFile.objects.create(name="profiles.csv", digest="0", **fields)


def make_run() -> Run:
    return Run.objects.create(weights=WeightSet.objects.current(), state=RunState.DONE, reason="")


def moved(what: str, model: type[Row], make: Callable[[], Row]) -> Callable[[User], Row]:
    """A row of a log of moves."""

    def made(dana: User) -> Row:
        return model._default_manager.create(
            actor=dana, old="draft", new="published", reason=REASON, **{what: make()}
        )

    return made


def changed_team(dana: User) -> Row:
    return MembershipChange.objects.create(
        profile=a_profile(), person=dana, actor=dana, new="owner", reason=REASON
    )


def consented(dana: User) -> Row:
    return Consent.objects.create(
        user=dana, purpose="news", is_given=True, version="1", digest="0", language="en", source="a"
    )


def make_registration() -> Row:
    return Registration.objects.create(webinar=make_webinar(), email="erika@example.org")


def make_question() -> Row:
    return make_webinar().audience_questions.create(text="How?", language="en")


def make_interest() -> Row:
    return make_registration().interests.create(profile=a_profile())


def agreed(dana: User) -> Row:
    return make_registration().consents.create(
        purpose="news", is_given=True, version="1", digest="0", language="en"
    )


def disclosed(dana: User) -> Row:
    return Disclosure.objects.create(
        person=dana, recipient=a_profile(), basis="consent", fields=["email"], cause="a"
    )


def fact_changed(dana: User) -> Row:
    kind = PairFact.Kind.RESTING
    return FactChange.objects.create(
        **a_pair(), kind=kind, key="a", is_stated=True, actor=dana, reason=REASON
    )


def aged(dana: User) -> Row:
    return FreshnessStep.objects.create(
        profile=a_profile(), stage="confirmed", round=timezone.now(), actor=dana
    )


def judged(dana: User) -> Row:
    return Verdict.objects.create(
        **a_pair(), voice="staff", opinion="not_now", until=date(2030, 1, 1), actor=dana
    )


LOGS: dict[str, tuple[Callable[[User], Row], list[str], dict[str, Any]]] = {
    "profiles_profiletransition": (
        moved("profile", ProfileTransition, a_profile),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_trustchange": (
        moved("profile", TrustChange, a_profile),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_revisiontransition": (
        moved("revision", RevisionTransition, make_revision),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_requesttransition": (
        moved("request", RequestTransition, make_request),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_invitationtransition": (
        moved("invitation", InvitationTransition, make_invitation),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_mailtransition": (
        moved("mail", MailTransition, make_mail),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_membershipchange": (
        changed_team,
        ["actor_id", "person_id"],
        {"reason": "Rewritten"},
    ),
    "profiles_consent": (consented, ["user_id"], {"is_given": False}),
    "profiles_disclosure": (disclosed, ["person_id", "recipient_id"], {"basis": "adequacy"}),
    "profiles_erasure": (
        lambda dana: Erasure.objects.create(deleted={}, kept={}),
        [],
        {"kept": {"mails": 1}},
    ),
    "profiles_purge": (lambda dana: Purge.objects.create(rule="a", rows=1), [], {"rows": 2}),
    "profiles_freshnessstep": (aged, ["actor_id"], {"stage": "asked"}),
    "profiles_importtransition": (
        moved("import_file", ImportTransition, make_import),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "matching_factchange": (fact_changed, ["actor_id"], {"reason": "Rewritten"}),
    "matching_runtransition": (
        moved("run", RunTransition, make_run),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "matching_verdict": (judged, ["actor_id"], {"reason": "Rewritten"}),
    "partnerships_partnershiptransition": (
        moved("partnership", PartnershipTransition, make_partnership),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "events_webinartransition": (
        moved("webinar", WebinarTransition, make_webinar),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "events_registrationtransition": (
        moved("registration", RegistrationTransition, make_registration),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "events_questiontransition": (
        moved("question", QuestionTransition, make_question),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "events_interesttransition": (
        moved("interest", InterestTransition, make_interest),
        ["actor_id"],
        {"reason": "Rewritten"},
    ),
    "events_registrationconsent": (agreed, [], {"is_given": False}),
}
"""By table: how a row comes into being, its people, and how somebody might falsify it."""
PEOPLE = [(table, column) for table, (_, columns, _) in LOGS.items() for column in columns]
STAYS = "stay as they were written"


@pytest.fixture
def dana() -> User:
    return make_staff()


def written(table: str, dana: User) -> models.QuerySet[Row]:
    """One row of that log, in which dana is named."""
    row = LOGS[table][0](dana)
    assert row._meta.db_table == table
    return type(row)._default_manager.filter(pk=row.pk)


def values(rows: models.QuerySet[Row]) -> dict[str, Any]:
    (row,) = rows.values()
    return dict(row)


def test_every_table_with_the_trigger_is_tested_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'log_stays'")
        guarded = {table for (table,) in cursor.fetchall()}
    apps = {"profiles", "matching", "partnerships", "events"}
    ours = {table for table in guarded if table.partition("_")[0] in apps}
    assert ours == set(LOGS)


@pytest.mark.parametrize("table", LOGS)
def test_what_was_written_is_not_rewritten(table: str, dana: User) -> None:
    rows = written(table, dana)
    before = values(rows)
    with pytest.raises(IntegrityError, match=f"rows of {table} {STAYS}"), transaction.atomic():
        rows.update(**LOGS[table][2])
    assert values(rows) == before


@pytest.mark.parametrize("table", LOGS)
def test_no_row_is_deleted(table: str, dana: User) -> None:
    rows = written(table, dana)
    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        rows.delete()
    assert rows.count() == 1


@pytest.mark.parametrize("table", LOGS)
def test_the_retention_job_deletes(table: str, dana: User) -> None:
    rows = written(table, dana)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL helpdesk.purging = 'on'")
        rows.delete()
    assert rows.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_permission_to_delete_ends_with_its_transaction() -> None:
    rows = written("profiles_purge", make_staff())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL helpdesk.purging = 'on'")
    with pytest.raises(IntegrityError, match=STAYS):
        rows.delete()
    assert rows.count() == 1


@pytest.mark.parametrize("table", LOGS)
def test_purging_permits_no_rewriting(table: str, dana: User) -> None:
    rows = written(table, dana)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL helpdesk.purging = 'on'")
    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        rows.update(**LOGS[table][2])


@pytest.mark.parametrize(("table", "column"), PEOPLE)
def test_a_person_may_be_taken_out_but_nobody_put_in(table: str, column: str, dana: User) -> None:
    rows = written(table, dana)
    before = values(rows)
    for stranger in (before[column] + 1, 2**40):
        with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
            rows.update(**{column: stranger})
    assert rows.update(**{column: None}) == 1
    assert values(rows) == before | {column: None}
    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        rows.update(**{column: dana.pk})
    assert values(rows) == before | {column: None}


@pytest.mark.parametrize(("table", "column"), PEOPLE)
def test_taking_out_a_person_hides_no_other_change(table: str, column: str, dana: User) -> None:
    rows = written(table, dana)
    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        rows.update(**{column: None}, **LOGS[table][2])


@pytest.mark.parametrize("table", ["matching_factchange", "profiles_mailtransition"])
def test_an_account_can_be_deleted_though_logs_name_it(table: str, dana: User) -> None:
    rows = written(table, dana)
    dana.delete()
    assert values(rows)["actor_id"] is None


MAKERS: dict[type[Moving], Callable[..., Moving]] = {
    Profile: lambda status: make_profile(published=False, status=status),
    Revision: make_revision,
    Invitation: make_invitation,
    MembershipRequest: make_request,
    Mail: make_mail,
    ImportFile: make_import,
}
MOVES = [
    (model, old, new)
    for model in MAKERS
    for old, targets in sorted(model.MOVES.items())
    for new in sorted(targets)
]


def test_everything_of_profiles_that_moves_is_tested_here() -> None:
    ours = {it for it in Moving.__subclasses__() if it._meta.app_label == "profiles"}
    assert ours == set(MAKERS)


@pytest.mark.parametrize(
    ("model", "old", "new"), MOVES, ids=lambda it: getattr(it, "__name__", str(it))
)
def test_every_move_leaves_exactly_one_row(
    model: type[Moving], old: str, new: str, dana: User
) -> None:
    thing = MAKERS[model](**{model.STATE: old})
    assert thing.transitions.count() == 0
    thing.move(new, by=dana, reason="Because")
    rows = thing.transitions.values_list("actor", "old", "new", "reason")
    assert list(rows) == [(dana.pk, old, new, "Because")]
