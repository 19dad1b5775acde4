"""The matrix's world, built once for all that is asked of it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.matrix import outside, world
from tests.matrix.runner import Runner


@pytest.fixture(scope="package")
def runner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Runner]:
    """Every test takes back what it wrote, so the next one finds the same world."""
    with django_db_blocker.unblock(), outside.played(), outside.one_fence(), transaction.atomic():
        yield Runner(world.build())
        transaction.set_rollback(True)
