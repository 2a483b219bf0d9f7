from django.db import models
from pgvector.django import HalfVectorField

from profiles.encoder import DIMENSIONS


class TextVector(models.Model):
    """The meaning of one passage of text, by content: equal passages share one row.

    `digest` is the SHA-256 of the passage (see `profiles.vectors.digest`); `encoder` names
    the model, so that another one can follow without throwing these away.
    """

    digest = models.BinaryField(max_length=32)
    encoder = models.CharField(max_length=60)
    vector = HalfVectorField(dimensions=DIMENSIONS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "encoder"], name="text_vector_once"),
        ]


class DataLoad(models.Model):
    """One load of `data/*.csv`; `digest` tells whether the files have changed since."""

    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        get_latest_by = "loaded_at"
