"""The portrait of one customer, put together from what the contexts know of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from keliu.analytics.chances.rules import fifths
from keliu.analytics.models import Chance, Learned
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.customers.public import Customer
from keliu.kit import actor, clock
from keliu.platform import merchants
from keliu.radar import public as radar
from keliu.tags import public as tags

MOST = 8
FEWEST_REPEATERS = 30
"""Customers with a second order, before anything is said about coming back."""
TRAIL = "radar.read"


@dataclass(frozen=True)
class Liking:
    """A product, category or tag, with the looks at everything that is of it."""

    id: int
    name: str
    views: int
    dwell_ms: int
    last_at: datetime


@dataclass(frozen=True)
class Source:
    """How somebody came: a code, in words, and whether it was passed on to them."""

    name: str
    forwarded: bool
    visits: int
    last_at: datetime


@dataclass(frozen=True)
class Likings:
    """What is liked, most first."""

    products: list[Liking] = field(default_factory=list)
    categories: list[Liking] = field(default_factory=list)
    tags: list[Liking] = field(default_factory=list)


@dataclass(frozen=True)
class Portrait:
    """画像. `trail` is None for people whose role does not open the radar."""

    customer: Customer
    trail: radar.Trail | None
    likings: Likings
    sources: list[Source]
    standing: fifths.Fifths | None
    limits: fifths.Limits | None
    chance: Chance | None
    learned: dict[str, Learned]

    @property
    def judged(self) -> bool:
        return self.customer.profiling_off_at is None

    @property
    def days_since_order(self) -> int | None:
        last = self.customer.last_order_at
        return None if last is None else max((clock.now() - last).days, 0)


def portrait(customer_id: int) -> Portrait:
    """Everything about one customer within reach. Raises NotFound, InPool."""
    row = Customer.objects.get(pk=customers.find(customer_id).id)
    judged = row.profiling_off_at is None
    trail = radar.trail(row.pk, merchants.timezone()) if actor.current().may(TRAIL) else None
    learned = learned_now()
    limits = limits_kept(learned) if judged else None
    return Portrait(
        customer=row,
        trail=trail,
        likings=_likings(trail.liked) if trail and judged else Likings(),
        sources=_sources(trail.came_by) if trail else [],
        standing=_fifths(row, limits),
        limits=limits,
        chance=Chance.objects.filter(customer_id=row.pk).first() if judged else None,
        learned=learned,
    )


def learned_now() -> dict[str, Learned]:
    """What the last night learned, by kind."""
    return {one.kind: one for one in Learned.objects.all()}


def limits_kept(learned: dict[str, Learned]) -> fifths.Limits | None:
    """The merchant's fifths; None while too few have bought."""
    kept = learned.get(Learned.Kind.FIFTHS)
    if kept is None or "days" not in kept.data:
        return None
    named = {name: tuple(kept.data[name]) for name in ("days", "orders", "fen")}
    return fifths.Limits(**named, buyers=kept.data["buyers"])


def _fifths(row: Customer, limits: fifths.Limits | None) -> fifths.Fifths | None:
    if limits is None or row.last_order_at is None or not row.order_count:
        return None
    days = max((clock.now() - row.last_order_at).days, 0)
    return fifths.fifths_of(days, row.order_count, row.order_total_fen, limits)


def _sources(came_by: list[radar.CameBy]) -> list[Source]:
    codes = catalog.codes(one.code_id for one in came_by)
    return [
        Source(
            f"{codes[one.code_id].card_name} · {codes[one.code_id].channel}",
            one.forwarded,
            one.visits,
            one.last_at,
        )
        for one in came_by
        if one.code_id in codes
    ]


def _likings(liked: list[radar.Liked]) -> Likings:
    """Products, and what their categories and tags add up to."""
    names = catalog.product_names(one.product_id for one in liked)
    shelves = catalog.product_shelves(names)
    hung = tags.of("product", list(names)) if names else {}
    known = [one for one in liked if one.product_id in names]
    return Likings(
        products=[_liking(one.product_id, names[one.product_id], [one]) for one in known[:MOST]],
        categories=_summed(
            (shelves[one.product_id], one) for one in known if one.product_id in shelves
        ),
        tags=_summed(((tag.pk, tag.name), one) for one in known for tag in hung[one.product_id]),
    )


def _summed(pairs: "Iterable[tuple[tuple[int, str], radar.Liked]]") -> list[Liking]:
    groups: dict[tuple[int, str], list[radar.Liked]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    found = [_liking(at, name, some) for (at, name), some in groups.items()]
    return sorted(found, key=lambda one: (-one.dwell_ms, -one.views, one.id))[:MOST]


def _liking(identifier: int, name: str, some: list[radar.Liked]) -> Liking:
    return Liking(
        identifier,
        name,
        sum(one.views for one in some),
        sum(one.dwell_ms for one in some),
        max(one.last_at for one in some),
    )
