"""The customer list: filters and orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from keliu.customers.models import Customer
from keliu.customers.selectors import search
from keliu.customers.selectors.records import reachable, with_people
from keliu.kinds import public as kinds
from keliu.kit import actor
from keliu.kit.paging import Sort
from keliu.platform import lists

SORTS = (
    Sort("-updated_at", "updated_at", descending=True, kind="time"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("name", "name_key", descending=False),
    Sort("-last_visit_at", "last_visit_at", descending=True, kind="time"),
    Sort("next_followup_at", "next_followup_at", descending=False, kind="time"),
    Sort("-last_order_at", "last_order_at", descending=True, kind="time"),
    Sort("-order_total_fen", "order_total_fen", descending=True, kind="number"),
    Sort("-score", "score", descending=True, kind="number"),
)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None narrows nothing."""

    q: str | None = None
    filter: dict[str, Any] | None = None  # the filter language, see kinds.filters
    owner: str | None = None  # an id, `me` or `none`
    level: str | None = None
    source: str | None = None
    kind: str | None = None
    deal_state: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None

    @property
    def equal(self) -> dict[str, str]:
        """Plain comparisons."""
        names = ("level", "source", "kind", "deal_state")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def about(self) -> list[str]:
        """The fields that the list is narrowed by."""
        dated = self.created_from is not None or self.created_to is not None
        more = {"owner": bool(self.owner), "created_at": dated}
        return [*self.equal, *(name for name, asked in more.items() if asked)]

    @property
    def owner_id(self) -> int | None:
        """The one owner asked for; 0 matches nobody, None does not narrow."""
        if self.owner == "me":
            return actor.current().staff_id or 0
        return lists.id_filter(self.owner)


def customers_for_list(asked: Filters) -> "QuerySet[Customer]":
    """Customers within reach with everything the list shows, in one query."""
    rows = with_people(reachable("customer.read")).filter(**asked.equal)
    if asked.owner == "none":
        rows = rows.filter(owner__isnull=True)
    elif asked.owner_id is not None:
        rows = rows.filter(owner_id=asked.owner_id)
    if asked.created_from is not None:
        rows = rows.filter(created_at__gte=asked.created_from)
    if asked.created_to is not None:
        rows = rows.filter(created_at__lt=asked.created_to)
    rows = kinds.narrow("customer", rows, asked.filter)
    return matching(rows, asked.q) if asked.q and asked.q.strip() else rows


def matching(rows: "QuerySet[Customer]", q: str) -> "QuerySet[Customer]":
    """`rows` that a search for `q` finds."""
    query = search.asked(q)
    found = "customers_customer.id = ANY(ARRAY(SELECT customers_matching(%s, %s)))"
    values = [query.words, query.phone]
    return rows.filter(RawSQL(found, values, output_field=BooleanField()))  # noqa: S611
