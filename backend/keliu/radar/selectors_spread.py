"""Questions about the share tree: which openings there were, of which forwards, within reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Count, QuerySet, Sum

from keliu.accounts import public as accounts
from keliu.platform import sql
from keliu.radar.models import Share, ShareOpening, Visitor
from keliu.radar.rules.spread import Forward, Opening
from keliu.radar.selectors import READ, visits_between

MOST_OPENINGS = 100_000
MOST_ABOVE = 2_000
MOST_NAMED = 20_000
MOST_CHOICES = 200
_Row = TypeVar("_Row", bound=models.Model)


@dataclass(frozen=True)
class Narrowed:
    """Which openings are asked for; None narrows nothing."""

    start: datetime | None = None
    end: datetime | None = None
    staff_id: int | None = None
    product_id: int | None = None
    channel: str | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        """As conditions on openings."""
        found = {
            "at__gte": self.start,
            "at__lt": self.end,
            "share__owner_id": self.staff_id,
            "share__object_id": self.product_id,
            "share__code__channel": self.channel,
        }
        kind = {"share__object_kind": "product"} if self.product_id is not None else {}
        return {name: value for name, value in found.items() if value is not None} | kind


def _reached() -> QuerySet[ShareOpening]:
    rows: QuerySet[ShareOpening] = ShareOpening.objects.all()
    return accounts.within_reach(
        rows, READ, owner="share__owner_id", department="share__department_id"
    )


def _read(rows: "QuerySet[ShareOpening]") -> list[Opening]:
    columns = rows.values_list("id", "share_id", "customer_id", "at", "verdict")
    return [Opening(*one) for one in columns]


def openings(asked: Narrowed) -> tuple[list[Opening], bool]:
    """The newest openings of forwards within reach, and whether there are more of them."""
    rows = _reached().filter(**asked.wanted).order_by("-at", "-id")[: MOST_OPENINGS + 1]
    found = _read(rows)
    return found[:MOST_OPENINGS], len(found) > MOST_OPENINGS


def openings_above(customer_id: int) -> list[Opening]:
    """Everything that decides a customer's place: their openings, their sharers', and so on."""
    found: dict[int, Opening] = {}
    asked, waiting = set[int](), {customer_id}
    while waiting and len(found) < MOST_ABOVE:
        asked |= waiting
        fresh = _read(_reached().filter(customer_id__in=waiting).order_by("at", "id")[:MOST_ABOVE])
        found |= {one.id: one for one in fresh}
        sharers = {one.sharer for one in forwards({one.share_id for one in fresh}).values()}
        waiting = {one for one in sharers if one is not None} - asked
    return list(found.values())


def forwards(share_ids: Collection[int]) -> dict[int, Forward]:
    """These forwards, all those above them, and the first one of everybody who made any of them."""
    found: dict[int, Forward] = {}
    wanted, asked = set(share_ids), set[int]()
    while wanted:
        rows = _forwards(wanted)
        above = {one for _, path in rows for one in path} - set(found) - wanted
        fresh = {one.id: one for one, _ in [*rows, *_forwards(above)]}
        found |= fresh
        sharers = {one.sharer for one in fresh.values() if one.sharer is not None} - asked
        asked |= sharers
        wanted = _firsts(sharers) - set(found)
    return found


def _firsts(sharers: Collection[int]) -> set[int]:
    """The first forward that each of these people made."""
    rows = Share.objects.filter(sql.among("sharer_id", sharers)).order_by("sharer_id", "id")
    return set(rows.distinct("sharer_id").values_list("id", flat=True)) if sharers else set()


def _forwards(share_ids: Collection[int]) -> list[tuple[Forward, list[int]]]:
    if not share_ids:
        return []
    rows = Share.objects.filter(sql.among("id", share_ids)).values_list(
        "id", "sharer_id", "parent_id", "owner_id", "object_kind", "object_id", "created_at", "path"
    )
    return [(Forward(*one[:7]), one[7]) for one in rows]


def only(rows: "QuerySet[_Row]", customer_ids: Collection[int]) -> "QuerySet[_Row]":
    """The rows of these people; of so many that a list is no help, the rows of everybody."""
    if len(customer_ids) > MOST_NAMED:
        return rows.filter(customer_id__isnull=False)
    return rows.filter(sql.among("customer_id", customer_ids))


def visits_of(
    customer_ids: Collection[int], start: datetime | None, end: datetime | None,
    staff_id: int | None = None,
) -> dict[int, int]:  # fmt: skip
    """How many visits each of these people began in [start, end) at cards within reach."""
    rows = only(visits_between(start, end), customer_ids)
    if staff_id is not None:
        rows = rows.filter(owner_id=staff_id)
    return dict(rows.order_by().values_list("customer_id").annotate(n=Count("id")))


def came_by(customer_ids: Collection[int]) -> dict[int, int | None]:
    """The forward by which each of these people was here for the very first time."""
    rows = only(Visitor.objects.all(), customer_ids)
    first = rows.order_by("customer_id", "first_at", "id").distinct("customer_id")
    return dict(first.values_list("customer_id", "first_share_id"))


def forwarded(
    customer_ids: Collection[int], start: datetime | None, end: datetime | None
) -> dict[int, int]:
    """How often each of these people passed something on in visits begun in [start, end)."""
    rows = only(visits_between(start, end), customer_ids).filter(share_count__gt=0)
    found = rows.order_by().values_list("customer_id").annotate(n=Sum("share_count"))
    return dict(found)


def opened_of(customer_id: int) -> int:
    """How often known people opened what this customer passed on, within reach."""
    mine = accounts.within_reach(Share.objects.filter(sharer_id=customer_id), READ)
    return mine.aggregate(n=Sum("opens"))["n"] or 0


def choices() -> tuple[list[str], list[int]]:
    """(channels, products) of everything that was passed on within reach, to narrow a tree by."""
    rows = accounts.within_reach(Share.objects.filter(opens__gt=0), READ).order_by()
    products = rows.filter(object_kind="product").values_list("object_id", flat=True).distinct()
    channels = rows.values_list("code__channel", flat=True).distinct()
    return sorted(channels[:MOST_CHOICES]), sorted(products[:MOST_CHOICES])
