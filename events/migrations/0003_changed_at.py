"""When a webinar or one of its texts was last changed: feeds tell it their readers.

The database notes it, so that no way of writing forgets to.
"""

import django.utils.timezone
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION events_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE FUNCTION events_note_change_of_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE events_webinar SET changed_at = clock_timestamp()
  WHERE id = COALESCE(NEW.webinar_id, OLD.webinar_id);
  RETURN NULL;
END $$;
CREATE TRIGGER note_change BEFORE UPDATE ON events_webinar
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION events_note_change();
CREATE TRIGGER note_change AFTER UPDATE OR DELETE ON events_webinartext
  FOR EACH ROW EXECUTE FUNCTION events_note_change_of_text();
CREATE TRIGGER note_new AFTER INSERT ON events_webinartext
  FOR EACH ROW EXECUTE FUNCTION events_note_change_of_text();
"""
BACK = """
DROP TRIGGER note_new ON events_webinartext;
DROP TRIGGER note_change ON events_webinartext;
DROP TRIGGER note_change ON events_webinar;
DROP FUNCTION events_note_change_of_text();
DROP FUNCTION events_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_logs_stay")]

    operations = [
        migrations.AddField(
            "webinar",
            "changed_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
