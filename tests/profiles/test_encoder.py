"""The real sentence encoder: what the matching relies on."""

import numpy as np

from profiles.encoder import BATCH, DIMENSIONS, encode

HYDROGEN = [
    "The region produces hydrogen from offshore wind.",
    "Die Region erzeugt Wasserstoff aus Windkraft auf See.",
    "La région produit de l'hydrogène à partir d'éoliennes en mer.",
    "この地域は洋上風力から水素を生産しています。",
]
UNRELATED = [
    "The castle attracts many visitors in spring.",
    "Hier wird seit Jahrhunderten Wein angebaut.",
    "Les écoles cherchent des familles d'accueil.",
    "日本酒の蔵元が百軒以上あります。",
]


def test_vectors_have_unit_length() -> None:
    vectors = encode(HYDROGEN)
    assert (vectors.shape, vectors.dtype) == ((len(HYDROGEN), DIMENSIONS), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_translation_is_closer_than_anything_unrelated() -> None:
    same, others = encode(HYDROGEN), encode(UNRELATED)
    assert (same @ same.T).min() > (same @ others.T).max()


def test_order_is_kept_over_batches() -> None:
    texts = [f"{HYDROGEN[n % 4]} {UNRELATED[n % 3]} {n}" for n in range(BATCH + 6)]
    together = encode(texts)
    at = [0, BATCH - 1, BATCH, BATCH + 5]
    alone = np.concatenate([encode([texts[n]]) for n in at])
    np.testing.assert_allclose(together[at], alone, atol=1e-4)


def test_nothing_gives_nothing() -> None:
    assert encode([]).shape == (0, DIMENSIONS)
