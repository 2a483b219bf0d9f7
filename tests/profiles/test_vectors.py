"""Vectors are stored once a passage, however many profiles and writers share it."""

import threading

import numpy as np
import pytest
from django.db import connection

from profiles import encoder
from profiles.models import TextVector
from profiles.vectors import all_passages, digest, refresh_vectors, vectors_of
from tests.makers import make_profile

SHARED = "We make hydrogen from wind."
TEXTS = {"en": ("NRW", f"{SHARED} We make steel, too."), "de": ("NRW", "Wir machen Stahl.")}


def digests() -> set[bytes]:
    rows = TextVector.objects.filter(encoder=encoder.NAME).values_list("digest", flat=True)
    return {bytes(row) for row in rows}


@pytest.mark.django_db
def test_passages_of_texts_and_statements() -> None:
    make_profile("a", texts=TEXTS, offers=["Plants to visit."])
    other = make_profile("b", texts={"en": ("B", SHARED)}, needs=["Partners for research."])
    make_profile("c", texts={"fi": ("C", "Teräs on täällä.")}, language="fi", offers=["Suomeksi."])

    assert all_passages([other.pk]) == {SHARED, "Partners for research."}
    assert all_passages([]) == set()
    assert all_passages() == {
        SHARED,
        "We make steel, too.",
        "Wir machen Stahl.",
        "Plants to visit.",
        "Partners for research.",
    }


@pytest.mark.django_db
def test_only_what_is_new_is_embedded() -> None:
    make_profile("a", texts=TEXTS)
    assert refresh_vectors() == 3
    first = dict(TextVector.objects.values_list("pk", "digest"))
    assert refresh_vectors() == 0

    make_profile("b", texts={"en": ("B", f"{SHARED} We make cars, too.")})
    assert refresh_vectors() == 1
    kept = TextVector.objects.filter(pk__in=first)
    assert dict(kept.values_list("pk", "digest")) == first
    assert digests() == {digest(passage) for passage in all_passages()}


@pytest.mark.django_db
def test_a_shared_passage_has_one_row() -> None:
    for key in ("a", "b", "c"):
        make_profile(key, texts={"en": (key, SHARED)}, offers=[SHARED])
    assert refresh_vectors() == 1
    assert digests() == {digest(SHARED)}


@pytest.mark.django_db
def test_only_the_profiles_asked_for() -> None:
    one = make_profile("a", texts={"en": ("A", SHARED)})
    make_profile("b", texts={"en": ("B", "Something else.")})
    assert refresh_vectors([one.pk]) == 1
    assert digests() == {digest(SHARED)}


@pytest.mark.django_db
def test_another_encoder_keeps_vectors_of_its_own() -> None:
    make_profile("a", texts={"en": ("A", SHARED)})
    vector = np.full(encoder.DIMENSIONS, 0.5, np.float32)
    TextVector.objects.create(digest=digest(SHARED), encoder="another", vector=vector)

    assert vectors_of([SHARED]) == {}
    assert refresh_vectors() == 1
    assert TextVector.objects.count() == 2


@pytest.mark.django_db
def test_stored_vectors_are_those_of_the_encoder() -> None:
    """Half precision keeps three digits."""
    make_profile("a", texts=TEXTS)
    refresh_vectors()
    wanted = [SHARED, "Wir machen Stahl.", "Unknown.", SHARED]
    found = vectors_of(wanted)
    assert set(found) == {SHARED, "Wir machen Stahl."}
    for passage, vector in found.items():
        assert (vector.shape, vector.dtype) == ((encoder.DIMENSIONS,), np.float32)
        np.testing.assert_allclose(vector, encoder.encode([passage])[0], atol=1e-3)
    assert vectors_of([]) == {}


@pytest.mark.django_db(transaction=True)
def test_two_at_once() -> None:
    make_profile("a", texts=TEXTS)
    make_profile("b", texts={"en": ("B", f"{SHARED} We make cars, too.")})
    start, counts = threading.Barrier(2), []

    def refresh() -> None:
        start.wait()
        counts.append(refresh_vectors())
        connection.close()

    threads = [threading.Thread(target=refresh) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(counts) == 2
    assert digests() == {digest(passage) for passage in all_passages()}
    assert TextVector.objects.count() == 4
