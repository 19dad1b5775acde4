"""The rows of every measure: what is counted and what is listed is one question."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from keliu.analytics.boss.rules.measures import MEASURES, Measure
from keliu.analytics.boss.selectors.people import Span
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import actor, clock, ids
from keliu.orders import public as orders
from keliu.platform import sql
from keliu.platform.models import AuditEntry
from keliu.radar import public as radar
from keliu.sales import public as sales

ANSWER_WITHIN = timedelta(hours=24)
SLACK_MS = 86_400_000  # rows of the log may be a little older than their ids
Rows = QuerySet[Any]


@dataclass(frozen=True)
class Asked:
    """How a measure is asked: rows of [start, end), whose they are, when, which of them, their sum.

    Measures of the same rows are asked together. `value` is None where rows do not just add up.
    """

    rows: Callable[[datetime, datetime], Rows]
    who: str
    at: str
    only: Q = field(default_factory=Q)
    value: Callable[[Q], Any] | None = None


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


TALKED = ~Q(way__in=["", "note"]) & ~Q(result="missed")
"""Follow-ups in which somebody was really spoken to."""
CALLED, HOT, FORWARDED = Q(way="call"), Q(hot=True), Q(share_id__isnull=False)


def talks(start: datetime, end: datetime) -> Rows:
    """Talks on record."""
    return interactions.followups_between(start, end).filter(TALKED)


def calls(start: datetime, end: datetime) -> Rows:
    """Calls on record."""
    return interactions.followups_between(start, end).filter(CALLED)


def hot(start: datetime, end: datetime) -> Rows:
    """Hot visits."""
    return radar.visits_between(start, end).filter(HOT)


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


VISIT, NOTE = (radar.visits_between, "owner_id", "started_at"), ("staff_id", "at")
NOTES = (interactions.followups_between, *NOTE)
WON = (sales.won_between, "credit_owner_id", "closed_at")
SOLD = (sold, "sold_by", "paid_at")
ASKED: Mapping[str, Asked] = {
    "visits": Asked(*VISIT, value=_count),
    "hot": Asked(*VISIT, HOT, _count),
    "forwarded": Asked(*VISIT, FORWARDED, _count),
    "new_customers": Asked(customers.created_between, "owner_id", "created_at", value=_count),
    "talks": Asked(*NOTES, TALKED, _count),
    "calls": Asked(*NOTES, CALLED, _count),
    "followups": Asked(*NOTES, value=_count),
    "response": Asked(answered, "owner_id", "started_at"),
    "opportunities": Asked(sales.opened_between, "owner_id", "created_at", value=_count),
    "won": Asked(*WON, value=_count),
    "won_fen": Asked(*WON, value=_sum("amount_fen")),
    "orders": Asked(*SOLD, value=_count),
    "sales_fen": Asked(*SOLD, value=_sum("paid_fen", "refunded_fen")),
    "active_days": Asked(work, "actor_id", "at"),
}
WORK = Asked(work, "actor_id", "at", value=_count)


def asked(key: str) -> Asked:
    """How one measure is asked; `work` is the log itself."""
    return WORK if key == "work" else ASKED[key]


def open_measures() -> list[Measure]:
    """The measures whose rows the acting person may see at all."""
    return [one for one in MEASURES.values() if actor.current().may(one.permission)]


def rows_of(key: str, at: Span, staff: list[int]) -> Rows:
    """The rows behind a measure of these people."""
    how = asked(key)
    return _among(how, how.rows(at.start, at.end), staff).filter(how.only)


def _among(how: Asked, rows: Rows, staff: list[int]) -> Rows:
    return rows.filter(**{f"{how.who}__in": staff})


Pair = tuple[int | None, int | None]
Values = dict[int, Pair]


@dataclass(frozen=True)
class Found:
    """(the span's value, the value of the span before) by measure and colleague; `middle` is the
    middle wait of everybody together."""

    values: Mapping[str, Values]
    middle: Pair = (None, None)

    def sums(self, key: str) -> tuple[int, int]:
        """What all colleagues together have of a measure that adds up."""
        pairs = self.values.get(key, {}).values()
        return sum(now or 0 for now, _ in pairs), sum(was or 0 for _, was in pairs)


def found(keys: Iterable[str], at: Span, staff: list[int]) -> Found:
    """Every measure of these colleagues; those of the same rows in one question."""
    values: dict[str, Values] = {}
    middle: Pair = (None, None)
    together: dict[tuple[Any, ...], list[str]] = {}
    for key in keys:
        how = asked(key)
        if how.value:
            together.setdefault((how.rows, how.who, how.at), []).append(key)
        elif key == "response":
            values[key], middle = _waits(at, staff)
        else:
            values[key] = _days(at, staff)
    for some in together.values():
        values |= _added(some, at, staff)
    return Found(values, middle)


def _added(keys: list[str], at: Span, staff: list[int]) -> dict[str, Values]:
    how = asked(keys[0])
    now, was = Q(**{f"{how.at}__gte": at.start}), Q(**{f"{how.at}__lt": at.start})
    sums: dict[str, Any] = {}
    for key in keys:
        one = asked(key)
        assert one.value is not None
        sums |= {f"{key}_now": one.value(one.only & now), f"{key}_was": one.value(one.only & was)}
    rows = _among(how, how.rows(at.before, at.end), staff).order_by().values(whose=F(how.who))
    found: dict[str, Values] = {key: {} for key in keys}
    for row in rows.annotate(**sums):
        for key in keys:
            found[key][row["whose"]] = int(row[f"{key}_now"]), int(row[f"{key}_was"])
    return found


# Every hot visit with its first follow-up, found from the follow-ups: they are few beside visits.
WAITS = """SELECT whose,
 (extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY wait)
  FILTER (WHERE at >= %s)) * 1000)::bigint,
 (extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY wait)
  FILTER (WHERE at < %s)) * 1000)::bigint
FROM (SELECT v.whose, v.at, min(f.at) - v.at AS wait FROM ({visits}) v
 JOIN ({notes}) f ON f.customer_id = v.customer_id AND f.at >= v.at
  AND f.at < v.at + interval '{hours} hours'
 GROUP BY v.id, v.whose, v.at) w
GROUP BY GROUPING SETS ((whose), ())"""


def _waits(at: Span, staff: list[int]) -> tuple[Values, Pair]:
    """(the middle wait of each colleague's customers, of all of them): see `answered`."""
    visits = hot(at.before, at.end).filter(customer_id__isnull=False, owner_id__in=staff)
    ours = visits.order_by().values("id", "customer_id", whose=F("owner_id"), at=F("started_at"))
    notes = interactions.followups_between(at.before, at.end + ANSWER_WITHIN).order_by()
    inner = [sql.inside(one) for one in (ours, notes.values("customer_id", "at"))]
    hours = ANSWER_WITHIN // timedelta(hours=1)
    text = WAITS.format(visits=inner[0][0], notes=inner[1][0], hours=hours)
    values = [at.start, at.start, *inner[0][1], *inner[1][1]]
    found: Values = {}
    middle: Pair = (None, None)
    for whose, now, was in sql.told(text, values):
        if whose is None:
            middle = now, was
        else:
            found[whose] = now, was
    return found, middle


def _days(at: Span, staff: list[int]) -> Values:
    """On how many days each of them did anything."""
    rows = _among(WORK, work(at.before, at.end), staff).order_by()
    days = rows.values_list("actor_id", TruncDate("at", tzinfo=ZoneInfo(at.zone))).distinct()
    first = clock.local_day(at.start, at.zone)
    found: dict[int, tuple[int, int]] = {}
    for whose, day in days:
        now, was = found.get(whose, (0, 0))
        found[whose] = (now + (day >= first), was + (day < first))
    return {**found}
