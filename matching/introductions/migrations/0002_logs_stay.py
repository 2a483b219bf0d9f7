"""What introductions, answers and meetings went through stays as it was written.

The rule and its one exception are in `profiles.0004_logs_stay`: a person may be taken out.
"""

from django.db import migrations

LOGS = [
    "introductions_introductiontransition",
    "introductions_meetingtransition",
    "introductions_partytransition",
]


def trigger(table):
    return (
        f"CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION helpdesk_log_stays('actor_id')"
    )


class Migration(migrations.Migration):
    dependencies = [("introductions", "0001_first_tables"), ("profiles", "0004_logs_stay")]

    operations = [
        migrations.RunSQL(trigger(table), f"DROP TRIGGER log_stays ON {table}") for table in LOGS
    ]
