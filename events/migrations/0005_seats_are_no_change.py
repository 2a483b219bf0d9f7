"""What feeds tell as a change of a webinar: not that its last seat is taken, or free again."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION events_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  by_itself text[] := ARRAY['changed_at'];
BEGIN
  IF OLD.state IN ('open', 'full') AND NEW.state IN ('open', 'full') THEN
    by_itself := by_itself || 'state'::text;
  END IF;
  IF to_jsonb(OLD) - by_itself IS DISTINCT FROM to_jsonb(NEW) - by_itself THEN
    NEW.changed_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION events_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := clock_timestamp();
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0004_changes")]

    operations = [migrations.RunSQL(FUNCTION, BEFORE)]
