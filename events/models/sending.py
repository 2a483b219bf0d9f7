"""What was sent to participants, and what video platforms sent us about them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from events.models.webinars import Webinar


class Reminder(models.Model):
    """So many minutes before this beginning everybody was reminded; done once it is finished.

    A webinar that is moved is reminded of again: the beginning is part of the key.
    """

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="reminded")
    minutes = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webinar", "minutes", "starts_at"], name="webinar_reminder_once"
            ),
        ]


class Change(models.Model):
    """Of time or link: participants are told; done once all of them are.

    sequence of the calendar entry, which it has raised; starts_at, ends_at are what stood before.
    """

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="changes")
    sequence = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["webinar", "sequence"], name="webinar_change_once"),
        ]


class Circular(models.Model):
    """A mail of the desk to participants it has chosen; subject and text by language.

    recipients  registrations, fixed when it is sent
    """

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="circulars")
    subject = models.JSONField(default=dict, help_text="by language")
    text = models.JSONField(default=dict, help_text="by language")
    recipients = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]


class AttendanceFile(models.Model):
    """Who took part and how long, by the list of a video platform: checked first, then applied.

    rows        address, name and minutes; emptied once applied or after a week
    """

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="attendance_files")
    name = models.CharField(max_length=200)
    platform = models.CharField(max_length=20)
    rows = models.JSONField(default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
