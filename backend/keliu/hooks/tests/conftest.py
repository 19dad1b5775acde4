"""The merchant's own ERP next door."""

from collections.abc import Iterator
from typing import Any

import pytest

from keliu.hooks.services import recording
from keliu.hooks.tests.receiver import Receiver, listening


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """The merchant's own ERP next door."""
    settings.HOOKS_PRIVATE = True
    with listening() as found:
        yield found


@pytest.fixture(autouse=True)
def _remembers_nothing() -> None:
    recording._silent.clear()
