"""Which merchant the running code works for. Nothing works without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from keliu.kit.errors import NoMerchant

_merchant: ContextVar[int | None] = ContextVar("merchant", default=None)
_memory: ContextVar[dict[str, Any] | None] = ContextVar("memory", default=None)


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


def memory() -> dict[str, Any]:
    """What was looked up once and holds until the scope is left: one request or one job."""
    known = _memory.get()
    if known is None:
        raise NoMerchant
    return known


@contextmanager
def entered(merchant_id: int) -> Iterator[None]:
    """Run the body for `merchant_id` (`platform.tenancy` also tells PostgreSQL)."""
    token, memory_token = _merchant.set(merchant_id), _memory.set({})
    try:
        yield
    finally:
        _merchant.reset(token)
        _memory.reset(memory_token)
