"""The door through which rows of logs are deleted shuts behind whoever used it."""

import pytest
from django.db import IntegrityError, transaction

from profiles.models import Purge
from profiles.purging import purging

pytestmark = pytest.mark.django_db


def a_row() -> Purge:
    return Purge.objects.create(rule="mail", rows=1)


def is_shut(row: Purge) -> bool:
    try:
        with transaction.atomic():
            Purge.objects.filter(pk=row.pk).delete()
    except IntegrityError:
        return True
    return False


def test_outside_nothing_is_deleted() -> None:
    assert is_shut(a_row())
    assert Purge.objects.count() == 1


def test_inside_rows_are_deleted() -> None:
    row = a_row()
    with purging():
        row.delete()
    assert Purge.objects.count() == 0


def test_inside_nothing_is_changed() -> None:
    a_row()
    with pytest.raises(IntegrityError), purging():
        Purge.objects.update(rows=2)
    assert Purge.objects.get().rows == 1


def test_it_is_shut_afterwards_in_the_same_transaction() -> None:
    row = a_row()
    with transaction.atomic():
        with purging():
            pass
        assert is_shut(row)


def test_an_inner_one_does_not_shut_the_outer_one() -> None:
    first, second = a_row(), a_row()
    with purging():
        with purging():
            first.delete()
        second.delete()
    assert Purge.objects.count() == 0
    assert is_shut(a_row())


def test_an_error_shuts_it_and_brings_everything_back() -> None:
    row = a_row()

    def fail_inside() -> None:
        with purging():
            Purge.objects.filter(pk=row.pk).delete()
            raise RuntimeError("No")

    with pytest.raises(RuntimeError):
        fail_inside()
    assert Purge.objects.count() == 1
    assert is_shut(row)
