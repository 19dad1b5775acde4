"""What interactions needs from the contexts above."""

from collections.abc import Callable

from keliu.kit.errors import NotFound


def _no_opportunities(opportunity_id: int) -> tuple[int, str]:
    raise NotFound


class Ports:
    """Filled by config.wiring."""

    opportunity_of: Callable[[int], tuple[int, str]] = staticmethod(_no_opportunities)
    """(customer id, title) of an opportunity the acting person may see. Raises NotFound."""
