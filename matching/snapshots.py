"""What a run scores, kept with it: so that one changed profile can be scored against everybody.

Arrays are packed by NumPy's own format; vectors are in half precision already (see `entries`).
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from matching.engine.features import Centres, Frame, frame_of
from matching.engine.sides import Floats, Items, Side, Vocabulary
from matching.gathering import Scene, set_scene
from matching.models import Run, Snapshot, Standing

Arrays = dict[str, NDArray]  # type: ignore[type-arg]
SIDES = ("europe", "japan")
VECTORS = ("voices", "offers.vectors", "needs.vectors")


def keep_snapshot(run: Run, europe: Side, japan: Side, vocabulary: Vocabulary) -> None:
    """Store everybody, and the frame that they make."""
    frame = frame_of(europe, japan, vocabulary)
    Snapshot.objects.create(
        run=run, frame=packed(frame_arrays(frame)), sides=packed(sides_arrays(europe, japan))
    )


@lru_cache(maxsize=4)
def load_frame(run_id: int) -> Frame:
    """The frame of a run; enough to score any two profiles as it does."""
    return frame_from(unpacked(Snapshot.objects.values_list("frame", flat=True).get(run=run_id)))


@lru_cache(maxsize=1)
def load_scene(run_id: int) -> Scene:
    """Everybody of a run, by its weights: some 10 KB a profile. Raises Snapshot.DoesNotExist."""
    snapshot = Snapshot.objects.select_related("run__weights").get(run=run_id)
    arrays = unpacked(snapshot.sides)
    europe, japan = (side_from(arrays, side) for side in SIDES)
    return set_scene(europe, japan, load_frame(run_id), snapshot.run.weights.weights())


@lru_cache(maxsize=1)
def load_cutoffs(run_id: int) -> Mapping[int, Floats]:
    """Every profile's cutoffs (scores,) in a run that is done."""
    rows = Standing.objects.filter(run=run_id).values_list("profile", "cutoffs")
    return {profile: np.array(cutoffs, np.float32) for profile, cutoffs in rows}


def frame_arrays(frame: Frame) -> Arrays:
    centres = {
        f"{side}.{field.name}": getattr(of_side, field.name)
        for side, of_side in zip(SIDES, frame.centres, strict=True)
        for field in fields(Centres)
    }
    return centres | {
        "rarity": frame.rarity,
        "kinship": frame.kinship,
        "groups": frame.vocabulary.groups,
        "sector_weights": frame.vocabulary.sector_weights,
    }


def frame_from(arrays: Arrays) -> Frame:
    europe, japan = (
        Centres(*(arrays[f"{side}.{field.name}"] for field in fields(Centres))) for side in SIDES
    )
    vocabulary = Vocabulary(arrays["groups"], arrays["sector_weights"])
    return Frame(arrays["rarity"], arrays["kinship"], vocabulary, (europe, japan))


def sides_arrays(europe: Side, japan: Side) -> Arrays:
    found: Arrays = {}
    for name, side in zip(SIDES, (europe, japan), strict=True):
        for field in fields(Side):
            value = getattr(side, field.name)
            if isinstance(value, Items):
                parts = {f"{field.name}.{f.name}": getattr(value, f.name) for f in fields(Items)}
            else:
                parts = {field.name: value}
            for key, array in parts.items():
                found[f"{name}.{key}"] = array.astype(np.float16) if key in VECTORS else array
    return found


def side_from(arrays: Arrays, name: str) -> Side:
    def array(key: str) -> NDArray:  # type: ignore[type-arg]
        found = arrays[f"{name}.{key}"]
        return found.astype(np.float32) if key in VECTORS else found

    def items(key: str) -> Items:
        return Items(*(array(f"{key}.{field.name}") for field in fields(Items)))

    values = {
        field.name: items(field.name) if field.name in {"offers", "needs"} else array(field.name)
        for field in fields(Side)
    }
    return Side(**values)


def packed(arrays: Arrays) -> bytes:
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpacked(content: bytes | memoryview) -> Arrays:
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
