"""Names and places that hardly change, remembered for seconds so that a batch costs few questions.

What somebody may see or has agreed to is never remembered here.
"""

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import scope
from keliu.platform import merchants
from keliu.platform.tenancy import merchant_scope
from keliu.radar.models import Share
from keliu.radar.services import things

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
        self.keep(key, value)
        return value

    def has(self, key: Hashable) -> bool:
        """Whether nobody needs to ask."""
        found = self.kept.get(key)
        return found is not None and found[0] > time.monotonic()

    def lasts(self, key: Hashable) -> bool:
        """The same for who asks for many ahead: what ends in the middle would be asked alone."""
        found = self.kept.get(key)
        return found is not None and found[0] > time.monotonic() + self.seconds / 2

    def peek(self, key: Hashable) -> _Value | None:
        """The value of `key` if nobody needs to ask."""
        found = self.kept.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def forget(self, key: Hashable) -> None:
        self.kept.pop(key, None)

    def keep(self, key: Hashable, value: _Value) -> None:
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        self.kept[key] = (time.monotonic() + self.seconds, value)


@dataclass(frozen=True)
class Place:
    """Where events happen: a code, its card and whose card it is."""

    merchant_id: int
    code: catalog.CodeFace
    timezone: str


@dataclass(frozen=True)
class Face:
    """A code and the name of whose card it is."""

    code: catalog.CodeFace
    staff_name: str


_places: Recent[Place] = Recent(10.0)
_people: Recent[customers.CustomerCard | None] = Recent(1.0)
_things: Recent[str | None] = Recent(10.0)
_faces: Recent[Face | None] = Recent(10.0)
_zones: Recent[str] = Recent(10.0)
_shares: Recent[tuple[int, int | None] | None] = Recent(1.0)


def _place(code: str) -> Place:
    merchant_id = catalog.merchant_of_code(code)
    with merchant_scope(merchant_id):
        return Place(merchant_id, catalog.open_code(code), timezone())


def place(code: str) -> Place:
    """The place behind a public code. Raises NotFound, CodeGone."""
    return _places.get(code, lambda: _place(code))


def person(customer_id: int) -> customers.CustomerCard | None:
    key = (scope.current(), customer_id)
    return _people.get(key, lambda: customers.cards([customer_id]).get(customer_id))


def thing(about: things.Thing) -> str | None:
    """A thing's name, or None when it is not one of the current merchant."""
    key = (scope.current(), about)
    found = _things.get(key, lambda: things.names([about]).get(about))
    if found is None:  # something new shall not stay unknown
        _things.forget(key)
    return found


def meet(customer_ids: Iterable[int]) -> None:
    """Look up people in one question who will be asked for one by one."""
    here = scope.current()
    wanted = [one for one in set(customer_ids) if not _people.lasts((here, one))]
    cards = customers.cards(wanted) if wanted else {}
    for one in wanted:
        _people.keep((here, one), cards.get(one))


def meet_things(abouts: Iterable[things.Thing]) -> None:
    """The same for what events are about."""
    here = scope.current()
    wanted = [one for one in set(abouts) if not _things.lasts((here, one))]
    for about, name in (things.names(wanted) if wanted else {}).items():
        _things.keep((here, about), name)


def meet_codes(code_ids: Iterable[int]) -> None:
    """The same for codes."""
    here = scope.current()
    wanted = [one for one in set(code_ids) if not _faces.lasts((here, one))]
    codes = catalog.codes(wanted) if wanted else {}
    names = accounts.names({one.owner_id for one in codes.values()}) if codes else {}
    for one in wanted:
        code = codes.get(one)
        _faces.keep((here, one), Face(code, names.get(code.owner_id, "")) if code else None)


def meet_shares(share_ids: Iterable[int]) -> None:
    """The same for shares."""
    here = scope.current()
    wanted = [one for one in set(share_ids) if not _shares.lasts((here, one))]
    rows = Share.objects.filter(pk__in=wanted).values_list("id", "card_id", "sharer_id")
    found = {one: (card_id, sharer_id) for one, card_id, sharer_id in rows} if wanted else {}
    for one in wanted:
        _shares.keep((here, one), found.get(one))


def product(product_id: int) -> str | None:
    """A product's name, or None when it is not one of the current merchant."""
    return thing(("product", product_id))


def _face(code_id: int) -> Face | None:
    code = catalog.codes([code_id]).get(code_id)
    if code is None:
        return None
    return Face(code, accounts.names({code.owner_id}).get(code.owner_id, ""))


def face(code_id: int) -> Face | None:
    """A code of the current merchant, shown or not."""
    return _faces.get((scope.current(), code_id), lambda: _face(code_id))


def timezone() -> str:
    """The current merchant's zone."""
    return _zones.get(scope.current(), merchants.timezone)


def share(share_id: int) -> tuple[int, int | None] | None:
    """(card id, sharer's customer id) of a share of the current merchant."""
    rows = Share.objects.filter(pk=share_id).values_list("card_id", "sharer_id")
    return _shares.get((scope.current(), share_id), lambda: rows.first())
