"""What was signed and by whom, what is aimed at, and the documents."""

import unicodedata
import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from matching.partnerships.dates import PartialDate, Precision, shown
from matching.partnerships.models.partnerships import Partnership, Party
from profiles.models import Sector, TargetArea, Topic
from profiles.names import personal_name

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class Amendment(models.Model):
    """Something signed or said on a day: the scope as a whole from then on.

    valid_until  the last day in force, after which a renewal is missed; None where none is agreed.
                 An end known by its year stands on 31 December
    """

    class Kind(models.TextChoices):
        SIGNED = "signed", pgettext_lazy("of a partnership", "Signed")
        EXTENDED = "extended", pgettext_lazy("of a partnership", "Extended")
        RENEWED = "renewed", pgettext_lazy("of a partnership", "Renewed")
        WIDENED = "widened", pgettext_lazy("of a partnership", "Scope changed")
        ENDED = "ended", pgettext_lazy("of a partnership", "Ended")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="amendments"
    )
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    signed_on = models.DateField(_("date"))
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    until_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    areas = models.ManyToManyField(TargetArea, blank=True, related_name="+")
    note = models.JSONField(default=dict, blank=True, help_text="by language")
    source = models.URLField(_("source"), max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "signed_on"], name="amendment_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("signed_on")),
                name="amendment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {shown(self.signed_on, self.precision)}"

    @property
    def signed(self) -> PartialDate:
        return PartialDate(self.signed_on, Precision(self.precision))

    @property
    def until(self) -> PartialDate | None:
        if self.valid_until is None:
            return None
        return PartialDate.ending(self.valid_until, self.until_precision)


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def of(self, partnership: Partnership) -> Self:
        return self.filter(party__partnership=partnership)

    def in_office(self) -> Self:
        """Of whom more is known than what they signed: their time in office, whom they follow."""
        return self.exclude(since=None, until=None, succeeds=None, amendment__isnull=False)

    def with_party(self) -> Self:
        """With the party's name, in a fixed number of queries."""
        return self.select_related("party__profile", "succeeds").prefetch_related(
            "party__profile__texts"
        )


class Signatory(models.Model):
    """Who signed for a party, and who has followed in the office since.

    These are office holders named in public documents, not contacts.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="signatories")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.CASCADE, related_name="signatories"
    )
    family_name = models.CharField(_("family name"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    succeeds = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors"
    )

    objects: ClassVar[SignatoryQuerySet] = SignatoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["party", "since", "pk"]

    def __str__(self) -> str:
        """In the reader's order; a name in Chinese characters stays as it is written."""
        is_cjk = any("CJK" in unicodedata.name(it, "") for it in self.family_name)
        language = "ja" if is_cjk else get_language() or settings.LANGUAGE_CODE
        return personal_name(self.family_name, self.given_name, language=language)


class Goal(models.Model):
    """What a partnership, or a party, wants to reach by a date: 100 % renewable by 2040."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="goals")
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.CASCADE, related_name="goals"
    )
    text = models.JSONField(help_text="by language")
    due_on = models.DateField(_("by"), null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.YEAR)
    source = models.URLField(_("source"), max_length=500, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    @property
    def due(self) -> PartialDate | None:
        return PartialDate(self.due_on, Precision(self.precision)) if self.due_on else None


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The public ones of partnerships one may see; all of one's own; the helpdesk sees all."""
        if user.is_authenticated and user.is_staff:
            return self
        own = Partnership.objects.of_member(user).values("pk")
        is_open = Q(is_public=True, partnership__is_public=True)
        return self.filter(is_open | Q(partnership__in=own))


class Document(models.Model):
    """A file of a partnership; the public sees it only if it says so."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="documents")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5)
    file = models.FileField(upload_to="partnerships/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    is_public = models.BooleanField(_("public"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["at", "pk"]
