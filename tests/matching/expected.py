"""What a run would say of the profiles as they are now, worked out anew."""

from typing import Any

import numpy as np

from matching.engine.parts import take_apart
from matching.engine.weights import Part
from matching.gathering import gather, set_scene
from matching.models import Run
from matching.snapshots import load_frame
from profiles.models import Profile
from profiles.vectors import refresh_vectors


def measured_anew(run: Run, profile: Profile | None = None) -> list[tuple[Any, ...]]:
    """All published pairs, or those of one profile, by the run's frame and weights.

    Rows are those of `test_crowd.contents`: ids, score, scores by sector, points, quotes.
    """
    refresh_vectors()
    scene = set_scene(*gather(), load_frame(run.pk), run.weights.weights())
    i, j = np.divmod(np.arange(len(scene.left) * len(scene.right)), len(scene.right))
    apart = take_apart(scene.left, scene.right, i, j, scene.weights)
    europe, japan = scene.europe.ids[i].tolist(), scene.japan.ids[j].tolist()
    rows = [
        (*pair, scores[0], scores[1:], points, quotes)
        for *pair, scores, points, quotes in zip(
            europe,
            japan,
            apart.scores.tolist(),
            apart.points.reshape(len(i), apart.points.shape[1] * len(Part)).tolist(),
            apart.quotes.tolist(),
            strict=True,
        )
    ]
    return [row for row in rows if profile is None or profile.pk in row[:2]]
