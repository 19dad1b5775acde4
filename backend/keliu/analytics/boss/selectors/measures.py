"""The rows of every measure: what is counted and what is listed is one question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Aggregate, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from keliu.analytics.boss.rules.measures import MEASURES, Measure
from keliu.analytics.boss.selectors.people import Span
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock, ids
from keliu.orders import public as orders
from keliu.platform.models import AuditEntry
from keliu.radar import public as radar
from keliu.sales import public as sales

ANSWER_WITHIN = timedelta(hours=24)
SLACK_MS = 86_400_000  # rows of the log may be a little older than their ids
Rows = QuerySet[Any]


class Middle(Aggregate):
    """The middle value, one that really is among them."""

    function = "percentile_disc"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Asked:
    """How a measure is asked: its rows of [start, end), whose they are, when, and their sum."""

    rows: Callable[[datetime, datetime], Rows]
    who: str
    at: str
    value: Callable[[Q], Any]


def _count(among: Q) -> Any:
    return Count("id", filter=among)


def _sum(*columns: str) -> Callable[[Q], Any]:
    """The first column, less the others."""

    def value(among: Q) -> Any:
        whole: Any = F(columns[0])
        for one in columns[1:]:
            whole = whole - F(one)
        return Coalesce(Sum(whole, filter=among), 0)

    return value


def talks(start: datetime, end: datetime) -> Rows:
    """Follow-ups in which somebody was really spoken to."""
    rows: Rows = interactions.followups_between(start, end)
    return rows.exclude(way__in=["", "note"]).exclude(result="missed")


def calls(start: datetime, end: datetime) -> Rows:
    """Calls on record."""
    return interactions.followups_between(start, end).filter(way="call")


def hot(start: datetime, end: datetime) -> Rows:
    """Hot visits."""
    return radar.visits_between(start, end).filter(hot=True)


def answered(start: datetime, end: datetime) -> Rows:
    """Hot visits that somebody followed up within a day, with how long it took (`wait`)."""
    notes = interactions.followups_between(start, end + ANSWER_WITHIN).filter(
        customer_id=OuterRef("customer_id"),
        at__gte=OuterRef("started_at"),
        at__lt=OuterRef("started_at") + ANSWER_WITHIN,
    )
    first = models.Subquery(notes.order_by("at").values("at")[:1])
    wait = ExpressionWrapper(F("answered_at") - F("started_at"), models.DurationField())
    rows = hot(start, end).filter(customer_id__isnull=False).annotate(answered_at=first)
    found: Rows = rows.filter(answered_at__isnull=False).annotate(wait=wait)
    return found


def sold(start: datetime, end: datetime) -> Rows:
    """Orders paid, with who brought them."""
    return orders.sold(start, end).annotate(sold_by=orders.SOLD_BY)


def work(start: datetime, end: datetime) -> Rows:
    """What people did in the system, as the log has it; ids bound the search."""
    since = ids.at_ms(clock.to_ms(start) - SLACK_MS)
    return AuditEntry.objects.filter(
        id__gte=since, at__gte=start, at__lt=end, actor_id__isnull=False
    )


def _days(zone: str) -> Callable[[Q], Any]:
    return lambda among: Count(TruncDate("at", tzinfo=ZoneInfo(zone)), distinct=True, filter=among)


VISIT, NOTE = ("owner_id", "started_at"), ("staff_id", "at")
ASKED: Mapping[str, Asked] = {
    "visits": Asked(radar.visits_between, *VISIT, _count),
    "hot": Asked(hot, *VISIT, _count),
    "forwarded": Asked(
        lambda start, end: radar.visits_between(start, end).filter(share_id__isnull=False),
        *VISIT,
        _count,
    ),
    "new_customers": Asked(customers.created_between, "owner_id", "created_at", _count),
    "talks": Asked(talks, *NOTE, _count),
    "calls": Asked(calls, *NOTE, _count),
    "followups": Asked(interactions.followups_between, *NOTE, _count),
    "response": Asked(answered, *VISIT, lambda among: Middle("wait", filter=among)),
    "opportunities": Asked(sales.opened_between, "owner_id", "created_at", _count),
    "won": Asked(sales.won_between, "credit_owner_id", "closed_at", _count),
    "won_fen": Asked(sales.won_between, "credit_owner_id", "closed_at", _sum("amount_fen")),
    "orders": Asked(sold, "sold_by", "paid_at", _count),
    "sales_fen": Asked(sold, "sold_by", "paid_at", _sum("paid_fen", "refunded_fen")),
}
WORK = Asked(work, "actor_id", "at", _count)


def asked(key: str, zone: str) -> Asked:
    """How one measure is asked; `work` is the log itself."""
    if key == "active_days":
        return Asked(work, "actor_id", "at", _days(zone))
    return WORK if key == "work" else ASKED[key]


def open_measures() -> list[Measure]:
    """The measures whose rows the acting person may see at all."""
    return [one for one in MEASURES.values() if actor.current().may(one.permission)]


def rows_of(key: str, at: Span, staff: list[int]) -> Rows:
    """The rows behind a measure of these people."""
    how = asked(key, at.zone)
    return how.rows(at.start, at.end).filter(**{f"{how.who}__in": staff})


def values(key: str, at: Span, staff: list[int]) -> dict[int, tuple[int | None, int | None]]:
    """(the span's value, the value of the span before) by colleague, in one query."""
    how = asked(key, at.zone)
    rows = how.rows(at.before, at.end).filter(**{f"{how.who}__in": staff})
    now, was = Q(**{f"{how.at}__gte": at.start}), Q(**{f"{how.at}__lt": at.start})
    found = rows.order_by().values(whose=F(how.who)).annotate(n=how.value(now), m=how.value(was))
    return {one["whose"]: (_plain(one["n"]), _plain(one["m"])) for one in found}


def total(key: str, at: Span, staff: list[int]) -> tuple[int | None, int | None]:
    """The same for all of them together."""
    how = asked(key, at.zone)
    rows = how.rows(at.before, at.end).filter(**{f"{how.who}__in": staff})
    now, was = Q(**{f"{how.at}__gte": at.start}), Q(**{f"{how.at}__lt": at.start})
    found = rows.order_by().aggregate(n=how.value(now), m=how.value(was))
    return _plain(found["n"]), _plain(found["m"])


def _plain(value: Any) -> int | None:
    """A wait in milliseconds, everything else as it is."""
    if isinstance(value, timedelta):
        return value // timedelta(milliseconds=1)
    return value if value is None else int(value)
