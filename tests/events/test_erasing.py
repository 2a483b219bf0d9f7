"""What stays of a participant who was taken out: nothing that staff wrote or platforms listed."""

from events import actions, erasing
from events.desk import attendance_matching, attending
from events.desk.attendance import parse
from events.models import Registration
from profiles.models import User
from tests.events.making import make_webinar, register
from tests.profiles.accounts.walking import MARKS

pytestmark = MARKS
LIST = """email,name,minutes
ERIKA@example.org,E. M.,33
,"Muster, Erika",12
erika@elsewhere.example,Erika Muster,41
,Somebody Else,7
"""


def log_of(registration: Registration) -> list[tuple[str, str, str, bool]]:
    rows = registration.transitions.order_by("pk")
    return [(it.old, it.new, it.reason, it.actor is not None) for it in rows]


def test_reasons_that_staff_wrote_are_taken_out_of_the_log(dana: User) -> None:
    registration, other = (register(make_webinar()) for _ in range(2))
    for it in (registration, other):
        attending.cancel_chosen(it.webinar, [it.pk], by=dana, reason="Erika is ill")
    moments = list(registration.transitions.values_list("pk", "at"))
    actions.erase(registration)
    assert log_of(registration) == [
        ("unconfirmed", "confirmed", "Address confirmed", False),
        ("confirmed", "cancelled", "Changed by the helpdesk", True),
    ]
    assert list(registration.transitions.values_list("pk", "at")) == moments
    assert log_of(other)[1][2] == "Erika is ill"


def test_so_they_are_when_the_time_is_up_and_who_wrote_them_has_left(dana: User) -> None:
    registration = register(make_webinar())
    actions.cancel(registration, by=dana, reason="Erika is ill")
    dana.delete()
    erasing.blank(registration)
    assert log_of(registration)[1][2] == "Changed by the helpdesk"


def test_lists_of_the_video_call_that_are_not_applied_name_them_no_more(dana: User) -> None:
    """Lines stay in their place, because those to note are chosen by number."""
    webinar = make_webinar()
    registration = register(webinar)
    file = attendance_matching.keep(webinar, parse(LIST.encode()), name="x.csv", by=dana)
    before = [(it["email"], it["name"], it["minutes"]) for it in file.rows]
    actions.erase(registration)
    file.refresh_from_db()
    found = [(it["email"], it["name"], it["minutes"]) for it in file.rows]
    theirs = [number for number, row in enumerate(found) if row != before[number]]
    assert [before[number][2] for number in theirs] == [33, 12]
    assert {found[number][:2] for number in theirs} == {("", "")}
    assert attendance_matching.match(file).offered == []
    assert len(found) == 4


def test_whoever_never_confirmed_takes_nobody_of_that_name_off_a_list(dana: User) -> None:
    webinar = make_webinar()
    namesake = register(webinar, "robot@example.org", confirmed=False)
    file = attendance_matching.keep(webinar, parse(LIST.encode()), name="x.csv", by=dana)
    before = file.rows
    actions.erase(namesake)
    file.refresh_from_db()
    assert file.rows == before


def test_our_own_reasons_stay() -> None:
    waiting = register(make_webinar(), confirmed=False)
    actions.erase(waiting)
    assert log_of(waiting) == [
        ("unconfirmed", "cancelled", "The participant deleted their data", False)
    ]
