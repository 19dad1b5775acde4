"""Fixtures every test may use."""

import pytest

from tests import cast


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is there already; pytest-django shall not make another."""


@pytest.fixture
def far_sail(db: None) -> cast.World:
    """远航集团."""
    return cast.company()


@pytest.fixture
def next_door(db: None) -> cast.World:
    """老王水果店."""
    return cast.fruit_shop()
