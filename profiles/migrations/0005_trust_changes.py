import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STAYS = (
    "CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE ON profiles_trustchange"
    " FOR EACH ROW EXECUTE FUNCTION helpdesk_log_stays('actor_id')"
)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0004_logs_stay")]

    operations = [
        migrations.CreateModel(
            name="TrustChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old", models.CharField(blank=True, max_length=20)),
                ("new", models.CharField(blank=True, max_length=20)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trust_changes",
                        to="profiles.profile",
                    ),
                ),
            ],
            options={"ordering": ["at", "id"], "abstract": False},
        ),
        migrations.RunSQL(STAYS, "DROP TRIGGER log_stays ON profiles_trustchange"),
    ]
