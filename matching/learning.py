"""Learn weights from what people made of the suggestions, and from partnerships there are."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np

from matching.engine.learning import LEAST_PAIRS, Lesson, Query, learn, shares_of
from matching.engine.sides import Indices
from matching.gathering import Scene
from matching.models import PairFact, Run, Verdict, WeightSet
from matching.snapshots import load_scene
from profiles.models import User

Pair = tuple[int, int]
RIVALS = 400
"""Drawn for each good pair and direction where there are more."""
SEED = 20210126
IMPORTANCE = {"partners": 1.0, "introduced": 1.0, "interested": 0.5}


@dataclass(frozen=True)
class Evidence:
    """Good pairs of profile ids with what each counts, and declined ones."""

    good: dict[Pair, float]
    declined: set[Pair]
    counts: dict[str, int]


def gather_evidence() -> Evidence:
    """Thematic partnerships, introductions and interest; what was called unsuitable."""
    ids = ("europe", "japan")
    partners = PairFact.objects.partners().filter(is_thematic=True).values_list(*ids)
    introduced = PairFact.objects.filter(kind=PairFact.Kind.INTRODUCED).values_list(*ids)
    verdicts = list(Verdict.objects.standing())
    interested = _pairs_with(verdicts, Verdict.Opinion.INTERESTED)
    declined = _pairs_with(verdicts, Verdict.Opinion.NOT_SUITABLE)
    good: dict[Pair, float] = {}
    groups = {"interested": interested - declined, "introduced": introduced, "partners": partners}
    for name, pairs in groups.items():
        good |= dict.fromkeys(pairs, IMPORTANCE[name])
    counts = {name: len(set(pairs)) for name, pairs in groups.items()}
    return Evidence(good, declined - good.keys(), counts | {"declined": len(declined)})


def _pairs_with(verdicts: Iterable[Verdict], opinion: str) -> set[Pair]:
    return {(v.europe_id, v.japan_id) for v in verdicts if v.opinion == opinion}


def learn_weights(*, by: User | None) -> WeightSet:
    """A new version of the weights from today's evidence; it is not in force before it is adopted.

    With little evidence, or none that generalises, its values are the current ones, and
    `quality` says so. Raises Run.DoesNotExist before the first run.
    """
    run = Run.objects.live().select_related("weights").get()
    current = WeightSet.objects.current()
    evidence = gather_evidence()
    scene = load_scene(run.pk)
    lesson = learn(queries(scene, evidence), current.weights())
    return WeightSet.objects.create(
        source=WeightSet.Source.LEARNED,
        values=asdict(lesson.weights),
        quality=quality(lesson, evidence) | {"compared_with": str(current)},
        created_by=by,
    )


def quality(lesson: Lesson, evidence: Evidence) -> dict[str, object]:
    """What `WeightSet.quality` holds."""
    return {
        "pairs": lesson.pairs,
        "needed": LEAST_PAIRS,
        "evidence": evidence.counts,
        "before": lesson.before,
        "after": lesson.after,
        "noise": lesson.noise,
        "stays": lesson.pull is None,
    }


def queries(scene: Scene, evidence: Evidence) -> list[Query]:
    """Every good pair from both its sides, beside rivals; declined pairs are rivals of all."""
    draw = np.random.default_rng(SEED)
    rows = _Rows(scene)
    good = {rows.of(pair): weight for pair, weight in evidence.good.items() if rows.has(pair)}
    declined = [rows.of(pair) for pair in sorted(evidence.declined) if rows.has(pair)]
    found = []
    for (i, j), importance in sorted(good.items()):
        for turned in (False, True):
            rivals = _rivals(scene, (i, j), good.keys(), draw, turned=turned)
            actors = np.array([*rivals, *declined], np.int64).reshape(-1, 2)
            if not len(actors):
                continue
            pairs = np.vstack([[(i, j)], actors])
            shares = shares_of(scene.left, scene.right, pairs[:, 0], pairs[:, 1], scene.weights)
            found.append(Query((i, j), shares[0], shares[1:], actors, importance))
    return found


class _Rows:
    """Finds the rows of profile ids in a scene."""

    def __init__(self, scene: Scene) -> None:
        self.europe, self.japan = (
            {int(pk): row for row, pk in enumerate(side.ids)}
            for side in (scene.europe, scene.japan)
        )

    def has(self, pair: Pair) -> bool:
        return pair[0] in self.europe and pair[1] in self.japan

    def of(self, pair: Pair) -> Pair:
        return self.europe[pair[0]], self.japan[pair[1]]


def _rivals(
    scene: Scene, pair: Pair, good: Iterable[Pair], draw: np.random.Generator, *, turned: bool
) -> list[Pair]:
    """Pairs of the same profile with others, its other good partners left out."""
    i, j = pair
    count = len(scene.europe) if turned else len(scene.japan)
    others: Indices = np.arange(count)
    if count > RIVALS:
        others = np.sort(draw.choice(count, RIVALS, replace=False))
    pairs = [(int(n), j) if turned else (i, int(n)) for n in others]
    left_out = set(good)
    return [other for other in pairs if other not in left_out]
