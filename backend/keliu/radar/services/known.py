"""Names and places that hardly change, remembered for seconds so that a batch costs few questions.

What somebody may see or has agreed to is never remembered here.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import scope
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.radar.models import Share

_Value = TypeVar("_Value")
MOST_KEPT = 20_000


class Recent(Generic[_Value]):
    """Values by key, each good for `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.kept: dict[Hashable, tuple[float, _Value]] = {}

    def get(self, key: Hashable, ask: Callable[[], _Value]) -> _Value:
        """The value of `key`, asked for anew when it is too old."""
        now = time.monotonic()
        found = self.kept.get(key)
        if found and found[0] > now:
            return found[1]
        value = ask()
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        self.kept[key] = (now + self.seconds, value)
        return value


@dataclass(frozen=True)
class Place:
    """Where events happen: a code, its card and whose card it is."""

    merchant_id: int
    code: catalog.CodeFace
    staff_name: str
    timezone: str


_places: Recent[Place] = Recent(3.0)
_people: Recent[customers.CustomerCard | None] = Recent(1.0)
_products: Recent[str | None] = Recent(10.0)
_shares: Recent[tuple[int, int | None] | None] = Recent(1.0)


def _place(code: str) -> Place:
    merchant_id = catalog.merchant_of_code(code)
    with merchant_scope(merchant_id):
        face = catalog.open_code(code)
        name = accounts.names({face.owner_id}).get(face.owner_id, "")
    zone = Merchant.objects.values_list("timezone", flat=True).get(pk=merchant_id)
    return Place(merchant_id, face, name, zone)


def place(code: str) -> Place:
    """The place behind a public code. Raises NotFound, CodeGone."""
    return _places.get(code, lambda: _place(code))


def person(customer_id: int) -> customers.CustomerCard | None:
    key = (scope.current(), customer_id)
    return _people.get(key, lambda: customers.cards([customer_id]).get(customer_id))


def product(product_id: int) -> str | None:
    """A product's name, or None when it is not one of the current merchant."""
    found = _products.get((scope.current(), product_id), lambda: _product(product_id))
    if found is None:  # a new product shall not stay unknown
        _products.kept.pop((scope.current(), product_id), None)
    return found


def _product(product_id: int) -> str | None:
    return catalog.product_names([product_id]).get(product_id)


def share(share_id: int) -> tuple[int, int | None] | None:
    """(card id, sharer's customer id) of a share of the current merchant."""
    rows = Share.objects.filter(pk=share_id).values_list("card_id", "sharer_id")
    return _shares.get((scope.current(), share_id), lambda: rows.first())
