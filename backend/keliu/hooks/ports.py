"""What hooks needs from the contexts below: how a record looks to the owner of the merchant."""

from collections.abc import Callable
from typing import Any, ClassVar

Shown = Callable[[int], dict[str, Any] | None]
"""A record by id as the API shows it; None when it is gone."""


class Ports:
    """Filled by config's wiring, by the kind of record."""

    records: ClassVar[dict[str, Shown]] = {}
    sealed: ClassVar[dict[str, Shown]] = {}
    """The fields that are encrypted, opened: only for endpoints that are set to carry them."""
