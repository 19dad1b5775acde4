"""远航集团 with a nail studio, and what is connected to bookings put back afterwards."""

from collections.abc import Iterator

import pytest

from keliu.bookings.ports import Ports
from keliu.bookings.tests.shop import Studio, Till, studio
from tests.cast import World


@pytest.fixture(autouse=True)
def _ports() -> Iterator[None]:
    kept = Ports.deposits, Ports.tell_customer
    Ports.deposits = None
    yield
    Ports.deposits, Ports.tell_customer = kept[0], staticmethod(kept[1])


@pytest.fixture
def shop(far_sail: World) -> Studio:
    """The studio."""
    return studio(far_sail)


@pytest.fixture
def till() -> Till:
    """A till that takes deposits."""
    found = Till()
    Ports.deposits = found
    return found
