"""What is written into a log stays as it was written.

The one change allowed is that a person is taken out (SET NULL at erasure). Rows go with a draft
that the retention job deletes, which says so by setting `helpdesk.purging` for its transaction.
"""

from django.db import migrations

LOGS = {
    "profiles_profiletransition": ["actor_id"],
    "profiles_revisiontransition": ["actor_id"],
    "profiles_requesttransition": ["actor_id"],
    "profiles_invitationtransition": ["actor_id"],
    "profiles_mailtransition": ["actor_id"],
    "profiles_membershipchange": ["actor_id", "person_id"],
    "profiles_consent": ["user_id"],
    "profiles_disclosure": ["person_id", "recipient_id"],
    "profiles_erasure": [],
    "profiles_purge": [],
}

FUNCTION = """
CREATE FUNCTION helpdesk_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - TG_ARGV::text[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_setting('helpdesk.purging', true) = 'on' THEN
            RETURN OLD;
        END IF;
    ELSIF before = to_jsonb(NEW) - TG_ARGV::text[] AND NOT EXISTS (
        SELECT 1 FROM jsonb_each(to_jsonb(NEW)) AS it
        WHERE it.key = ANY (TG_ARGV::text[]) AND it.value <> 'null'
            AND it.value <> to_jsonb(OLD) -> it.key
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % stay as they were written', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def trigger(table, people):
    names = ", ".join(f"'{name}'" for name in people)
    return (
        f"CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION helpdesk_log_stays({names})"
    )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0003_organisations_and_teams")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION helpdesk_log_stays()"),
        *(
            migrations.RunSQL(trigger(table, people), f"DROP TRIGGER log_stays ON {table}")
            for table, people in LOGS.items()
        ),
    ]
