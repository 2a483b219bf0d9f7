"""What people agreed to, what was disclosed and on what ground, what was deleted."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.profiles import Profile


class ConsentQuerySet(models.QuerySet["Consent"]):
    def latest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class Consent(models.Model):
    """A line of the log of consents: given or withdrawn. The last one of a purpose stands.

    version, digest  of the wording that was read: its name, and its SHA-256 in `language`
    source           the page or letter where it was said
    """

    class Purpose(models.TextChoices):
        ACCOUNT = "account", _("Account and profile")
        NEWS = "news", _("News of the helpdesk")
        DISCLOSURE = "disclosure", _("Disclosure to organisations on the other side")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consents",
    )
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    is_given = models.BooleanField()
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    source = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ConsentQuerySet] = ConsentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["user", "purpose", "-at"])]


class Disclosure(models.Model):
    """A person's contact data was shown to another organisation, on a ground in law.

    Written by `profiles.disclosing.disclose` before anything is shown; without a basis nothing is.
    """

    class Basis(models.TextChoices):
        SAME_LAW = "same_law", _("Same jurisdiction: no transfer abroad")
        ADEQUACY = "adequacy", _("GDPR Art. 45: adequacy decision for private operators in Japan")
        ADEQUACY_EUROPE = (
            "adequacy_europe",
            _("GDPR Art. 45 or its Swiss or British counterpart: the country’s law is recognised"),
        )
        CONSENT = (
            "consent",
            _("GDPR Art. 49(1)(a) or its national counterpart: explicit consent of the person"),
        )
        APPI_28 = "appi_28", _("APPI Art. 28: designated countries of the EEA and the UK")
        APPI_28_CONSENT = "appi_28_consent", _("APPI Art. 28: consent of the person")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="disclosures",
    )
    recipient = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    basis = models.CharField(max_length=20, choices=Basis.choices)
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    fields = models.JSONField(help_text="names of what was shown, not the values")
    cause = models.CharField(max_length=60, help_text="`introduction-7`")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "recipient", "cause"], name="disclosure_once"
            ),
        ]


class Erasure(models.Model):
    """An account was erased: what went and what the law makes us keep, without the person.

    proofs  ids of the consents and disclosures kept, which name nobody any more; they go
            together when the retention rule `proofs` says so
    """

    deleted = models.JSONField(help_text="rows by kind")
    kept = models.JSONField(help_text="rows by kind; the reasons are in `profiles.erasing`")
    proofs = models.JSONField(default=dict)
    requested_by_person = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]


class Purge(models.Model):
    """The retention job deleted something: by which rule, and how many."""

    rule = models.CharField(max_length=40)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
