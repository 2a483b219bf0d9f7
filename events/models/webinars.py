"""Series, webinars and who speaks: what the public sees."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events import states
from events.querysets import SeriesQuerySet, WebinarQuerySet
from events.states import State
from matching.partnerships.models import Partnership
from profiles.languages import Written
from profiles.models import Profile, Sector, Topic
from profiles.moving import Moving, Transition

TAKEN = frozenset({"register"})
"""What stands behind a webinar's number in addresses of other pages; a number would be a month."""


def usual_reminders() -> list[int]:
    """Minutes before the beginning: a week, a day, an hour."""
    return [7 * 24 * 60, 24 * 60, 60]


class Titled(Written, models.Model):
    """Its texts have a title, by which it goes."""

    language = models.CharField(_("language it is written in"), max_length=5, default="en")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        text = self.text
        return str(text.title) if text else f"#{self.pk}"


class Series(Titled):
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[SeriesQuerySet] = SeriesQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "series"


class SeriesText(models.Model):
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "language"], name="series_text_once"),
        ]


class Webinar(Titled, Moving):
    """One event, online.

    time_zone     the organiser's: in it the times are entered
    time_is_known False where only the day is on record
    capacity      seats; None where there is no limit
    reminders     minutes before the beginning
    accept_hours  how long an offered seat is kept for somebody from the waiting list
    uid, sequence of the calendar entry: every change raises the sequence
    changed_at    of the row or its texts, whoever wrote them: the database sees to it
    """

    MOVES = states.MOVES

    key = models.CharField(max_length=60, unique=True, null=True, blank=True)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="webinars"
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(
        _("organiser’s time zone"), max_length=50, default="Europe/Brussels"
    )
    time_is_known = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False, help_text="made up for the demonstration")
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    spoken = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, verbose_name=_("spoken")
    )
    interpreted = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, verbose_name=_("interpreted")
    )
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.SET_NULL, related_name="webinars"
    )
    profiles = models.ManyToManyField(Profile, blank=True, related_name="webinars")
    sectors = models.ManyToManyField(Sector, blank=True, related_name="webinars")
    topics = models.ManyToManyField(Topic, blank=True, related_name="webinars")
    video_url = models.URLField(_("link to the video call"), max_length=500, blank=True)
    recording_url = models.URLField(
        _("recording"), max_length=500, blank=True, help_text=_("At any host of videos.")
    )
    reminders = ArrayField(models.PositiveIntegerField(), default=usual_reminders, blank=True)
    accept_hours = models.PositiveSmallIntegerField(default=48)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    source = models.URLField(_("source"), max_length=500, blank=True)
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[WebinarQuerySet] = WebinarQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="webinar_has_a_length"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"])]

    def get_absolute_url(self) -> str:
        text = self.text_in("en", self.language)
        slug = slugify(text.title) if text else ""
        if slug.isdigit() or slug in TAKEN:
            slug = f"{slug}-webinar"
        return reverse("events:show-webinar", args=[self.pk, slug or "-"])

    @property
    def is_public(self) -> bool:
        return self.state in states.PUBLIC

    @property
    def is_bookable(self) -> bool:
        return self.state in states.BOOKABLE


class WebinarTransition(Transition):
    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="transitions")


class WebinarText(models.Model):
    """What is said of a webinar in one language; `looking_back` is written after it."""

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    description = models.TextField(_("description"), max_length=8000, blank=True)
    looking_back = models.TextField(_("looking back"), max_length=8000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webinar", "language"], name="webinar_text_once"),
        ]


class Speaker(models.Model):
    """Somebody who speaks, with their organisation; office, biography by language.

    Without a name where only the organisation and the office are on record.
    """

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField(default=0)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    reading = models.CharField(_("reading of the name"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    profile = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    office = models.JSONField(default=dict, blank=True, help_text="by language")
    biography = models.JSONField(default=dict, blank=True, help_text="by language")
    picture = models.FileField(upload_to="speakers/", blank=True)

    class Meta:
        ordering = ["position", "pk"]


class Session(models.Model):
    """A point of the programme; its title by language."""

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    title = models.JSONField(default=dict, help_text="by language")
    speakers = models.ManyToManyField(Speaker, blank=True, related_name="sessions")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_has_a_length"
            ),
        ]


class Material(models.Model):
    """Slides, a summary, a recording, its captions: a file of ours or an address elsewhere."""

    class Kind(models.TextChoices):
        RECORDING = "recording", _("Recording")
        SLIDES = "slides", _("Slides")
        SUMMARY = "summary", _("Summary")
        CAPTIONS = "captions", _("Captions")
        OTHER = "other", _("Other")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5)
    file = models.FileField(upload_to="materials/", blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") ^ Q(url=""), name="material_is_a_file_or_an_address"
            ),
        ]


class Chapter(models.Model):
    """A place in the recording; its title by language."""

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="chapters")
    second = models.PositiveIntegerField(help_text="from the beginning")
    title = models.JSONField(default=dict, help_text="by language")

    class Meta:
        ordering = ["second"]
        constraints = [
            models.UniqueConstraint(fields=["webinar", "second"], name="chapter_once"),
        ]
