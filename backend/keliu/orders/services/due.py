"""Questions to put to WeChat Pay later: jobs made where they are needed, done in `asking`."""

from collections.abc import Callable
from typing import ClassVar

from keliu.platform import jobs


class Work:
    """Filled by `asking`, which needs everything that makes such jobs."""

    look: ClassVar[Callable[[int], None]]
    ask: ClassVar[Callable[[int], None]]


def payment_watch(payment_id: int) -> None:
    """See what became of a payment."""
    Work.look(payment_id)


def refund_go(refund_id: int) -> None:
    """Ask for a refund, or what became of it."""
    Work.ask(refund_id)


watch = jobs.job(payment_watch)
go = jobs.job(refund_go)
