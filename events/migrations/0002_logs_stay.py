"""What webinars, registrations, questions and wishes went through stays as it was written.

So do the consents of participants. The rule and its one exception are in `profiles.0004_logs_stay`:
a person may be taken out.
"""

from django.db import migrations

LOGS = {
    "events_webinartransition": ["actor_id"],
    "events_registrationtransition": ["actor_id"],
    "events_questiontransition": ["actor_id"],
    "events_interesttransition": ["actor_id"],
    "events_registrationconsent": [],
}


def trigger(table, people):
    names = ", ".join(f"'{name}'" for name in people)
    return (
        f"CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION helpdesk_log_stays({names})"
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0001_first_tables"), ("profiles", "0004_logs_stay")]

    operations = [
        migrations.RunSQL(trigger(table, people), f"DROP TRIGGER log_stays ON {table}")
        for table, people in LOGS.items()
    ]
