"""The rows behind a number, one shape for all of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from keliu.accounts import public as accounts
from keliu.analytics.boss.selectors import measures
from keliu.analytics.boss.selectors.measures import Rows
from keliu.analytics.boss.selectors.people import Span
from keliu.kit.paging import Sort
from keliu.platform import lists

NOBODY = "访客"


@dataclass(frozen=True)
class Line:
    """A record behind a number: what it is, whom it is about, who did it."""

    kind: str
    id: int
    name: str
    at: datetime
    text: str = ""
    word: str = ""  # the way of a follow-up, `hot`, the action of the log
    fen: int | None = None
    ms: int | None = None
    count: int | None = None
    staff_id: int | None = None
    customer_id: int | None = None


Lines = tuple[list[Line], str | None]


def _visit(row: Any) -> Line:
    wait = getattr(row, "wait", None)
    ms = row.dwell_ms if wait is None else wait // timedelta(milliseconds=1)
    word = "waited" if wait is not None else ("hot" if row.hot else "")
    return Line(
        "visit", row.pk, _name(row.customer), row.started_at, word=word, ms=ms, count=row.times,
        staff_id=row.owner_id, customer_id=row.customer_id,
    )  # fmt: skip


def _note(row: Any) -> Line:
    return Line(
        "followup", row.pk, _name(row.customer), row.at, text=(row.text or row.title)[:120],
        word=row.way, staff_id=row.staff_id, customer_id=row.customer_id,
    )  # fmt: skip


def _deal(row: Any) -> Line:
    return Line(
        "opportunity", row.pk, _name(row.customer), row.closed_at or row.created_at,
        text=row.title, word=row.state, fen=row.amount_fen,
        staff_id=row.credit_owner_id or row.owner_id, customer_id=row.customer_id,
    )  # fmt: skip


def _order(row: Any) -> Line:
    return Line(
        "order", row.pk, _name(row.customer), row.paid_at, text=f"{row.number} {row.title}",
        word=row.state, fen=row.paid_fen - row.refunded_fen, staff_id=row.sold_by,
        customer_id=row.customer_id,
    )  # fmt: skip


def _customer(row: Any) -> Line:
    return Line(
        "customer", row.pk, row.name, row.created_at, text=row.company, word=row.source,
        staff_id=row.owner_id, customer_id=row.pk,
    )  # fmt: skip


def entry(row: Any) -> Line:
    """A line of the log."""
    about = row.object_id if row.object_kind == "customer" else None
    return Line(
        "audit", row.pk, row.object_name, row.at, word=row.action, staff_id=row.actor_id,
        customer_id=about,
    )  # fmt: skip


def _name(customer: Any) -> str:
    return str(customer.name) if customer is not None else NOBODY


SHOWN: Mapping[str, Callable[[Any], Line]] = {
    "radar.Visit": _visit,
    "interactions.Interaction": _note,
    "sales.Opportunity": _deal,
    "orders.Order": _order,
    "customers.Customer": _customer,
    "platform.AuditEntry": entry,
}
"""How the rows of each model are shown; all but the last two have a customer."""
ALONE = ("customers.Customer", "platform.AuditEntry")


def page(rows: Rows, column: str, *, cursor: str | None, limit: int | None) -> Lines:
    """One page of rows, the newest first."""
    label = rows.model._meta.label
    joined = rows if label in ALONE else rows.select_related("customer")
    sort = Sort(f"-{column}", column, descending=True, kind="time")
    found, following = lists.page(joined, sort, cursor=cursor, limit=limit)
    return [SHOWN[label](row) for row in found], following


def days(at: Span, staff: list[int]) -> list[Line]:
    """The days on which one person did anything, the latest first, with how much."""
    local = TruncDate("at", tzinfo=ZoneInfo(at.zone))
    rows = measures.rows_of("work", at, staff).annotate(day=local).order_by().values("day")
    counted = rows.annotate(n=Count("id"), last_id=Max("id"), last=Max("at")).order_by("-day")
    who = staff[0] if len(staff) == 1 else None
    return [
        Line("day", one["last_id"], str(one["day"]), one["last"], count=one["n"], staff_id=who)
        for one in counted
    ]


def names(found: Iterable[Line]) -> dict[int, str]:
    """What the colleagues of lines are called."""
    return accounts.names({one.staff_id for one in found})
