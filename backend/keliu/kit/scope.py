"""Which merchant the running code works for. Nothing works without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from keliu.kit.errors import NoMerchant

_merchant: ContextVar[int | None] = ContextVar("merchant", default=None)


def current() -> int:
    """The merchant id of the running request or job.

    Raises NoMerchant outside a scope, so that a forgotten scope is an error and never a leak.
    """
    merchant_id = _merchant.get()
    if merchant_id is None:
        raise NoMerchant
    return merchant_id


def current_or_none() -> int | None:
    """The merchant id, or None outside a scope."""
    return _merchant.get()


@contextmanager
def entered(merchant_id: int) -> Iterator[None]:
    """Run the body for `merchant_id` (`platform.tenancy` also tells PostgreSQL)."""
    token = _merchant.set(merchant_id)
    try:
        yield
    finally:
        _merchant.reset(token)
