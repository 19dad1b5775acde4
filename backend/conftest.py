"""Fixtures every test may use."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests import cast, emptying


@contextmanager
def _within() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor


@pytest.fixture(autouse=True)
def _beside_means_within(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that lives in one transaction keeps what is written beside it in there as well."""
    marked = request.node.get_closest_marker("django_db")
    committed = marked is not None and marked.kwargs.get("transaction", False)
    if not committed and "transactional_db" not in request.fixturenames:
        monkeypatch.setattr("keliu.wechat.aside.separate", _within)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is there already; pytest-django shall not make another."""
    emptying.cheaply()


@pytest.fixture
def far_sail(db: None) -> cast.World:
    """远航集团."""
    return cast.company()


@pytest.fixture
def next_door(db: None) -> cast.World:
    """老王水果店."""
    return cast.fruit_shop()
