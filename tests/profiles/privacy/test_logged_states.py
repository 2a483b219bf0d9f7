import pytest
from django.utils import translation
from django.utils.translation import gettext

from profiles.actions.reviewing import set_trusted
from profiles.erasing import log_fields
from profiles.privacy import exporting
from profiles.privacy.sections import log_entries, states_in
from profiles.templatetags.personal import as_read
from tests.events.making import make_webinar, register
from tests.makers import REASON, make_profile, make_staff

pytestmark = pytest.mark.django_db
LOG = "What you did, and what was done for you"


def test_the_log_is_read_in_words_and_exported_as_codes() -> None:
    dana = make_staff()
    register(make_webinar()).move("cancelled", by=dana, reason=REASON)
    set_trusted(make_profile("de-log", kind="cluster"), True, by=dana, reason=REASON)
    logged = [(it["old"], it["new"]) for it in log_entries(dana)]
    assert logged == [("confirmed", "cancelled"), ("", "trusted")]
    with translation.override("de"):
        [log] = [it.rows for it in exporting.readable(dana) if str(it.label) == gettext(LOG)]
        states = (gettext("About"), gettext("Before"), gettext("After"))
        read = [[as_read(value) for word, value in row if str(word) in states] for row in log]
    assert read == [
        ["Anmeldung", "Bestätigt", "Storniert"],
        ["Profil", "Vertrauensstatus erteilt"],
    ]


def test_every_log_writes_down_what_has_a_name() -> None:
    logs = {log for log, _name in log_fields()}
    assert {log._meta.label for log in logs} - exporting.LOGS.keys() == set()
    assert {log for log in logs if "" in states_in(log).labels} == set()
