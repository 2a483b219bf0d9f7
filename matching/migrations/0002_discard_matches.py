"""Matches get another shape, and are scored anew after the next migration."""

from django.db import migrations


def discard(apps, schema_editor):
    apps.get_model("matching", "Match").objects.all().delete()
    apps.get_model("matching", "Run").objects.update(is_live=False, europeans=[], japanese=[])
    for row in apps.get_model("matching", "WeightSet").objects.all():
        row.values.setdefault("size", 0.0)  # the new part counts nothing in what was set before
        row.save()


class Migration(migrations.Migration):

    dependencies = [("matching", "0001_first_tables")]

    operations = [migrations.RunPython(discard, migrations.RunPython.noop)]
