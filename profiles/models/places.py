from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    EUROPE = "europe", _("Europe")
    JAPAN = "japan", _("Japan")


class Place(models.Model):
    """A country, NUTS region or prefecture.

    Codes nest by prefix, as in NUTS (`DE` > `DEA` > `DEA1`) and so does `JP` > `JP-07`:
    everything within a place starts with its code. Greece is therefore `EL`, as in NUTS.
    """

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        NUTS1 = "nuts1", _("NUTS 1 region")
        NUTS2 = "nuts2", _("NUTS 2 region")
        NUTS3 = "nuts3", _("NUTS 3 region")
        PREFECTURE = "prefecture", _("Prefecture")

    code = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    side = models.CharField(max_length=6, choices=Side.choices)
    country = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="places_within"
    )
    name = models.CharField(max_length=120)
    name_native = models.CharField(max_length=120)
    jis_code = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(help_text="degrees north")
    longitude = models.FloatField(help_text="degrees east")
    time_zone = models.CharField(max_length=40, help_text="IANA name")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="country", country=None)
                | ~models.Q(kind="country") & models.Q(country__isnull=False),
                name="place_has_country_unless_it_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
