"""Who came back (留存与复购), within what both the report and the order list show somebody."""

from datetime import date

from keliu.analytics import rules
from keliu.analytics.chances.schemas import Cohort, CohortCell, OftenOut, RetentionOut, SoonOut
from keliu.analytics.selectors import timezone
from keliu.kit import actor, clock
from keliu.orders import public as orders

ORDERS = "order.read"


def back(month: date, months: int) -> date:
    """The first of the month that lies `months` before."""
    at = month.year * 12 + month.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def between(first: date, later: date) -> int:
    """Whole months from one first of a month to another."""
    return (later.year - first.year) * 12 + later.month - first.month


def retention(months: int) -> RetentionOut:
    """First-time buyers by month, and what they did in the months after."""
    who, zone, now = actor.current(), timezone(), clock.now()
    today = clock.local_day(now, zone).replace(day=1)
    since = back(today, months - 1)
    narrowed = rules.narrows(who.grants, ORDERS)
    if narrowed is None:
        return RetentionOut(months=[], often=[], soon=[])
    with actor.acting(who.within(rules.REPORT) if narrowed else who):
        found = orders.repeats(since, now, zone)
    begun = min((first for first, *_ in found.months), default=today)
    span = min(months - 1, between(begun, today))  # nobody bought before the first who did
    return RetentionOut(
        months=[_cohort(found.months, back(today, ago)) for ago in range(span, -1, -1)],
        often=[OftenOut(orders=n, customers=many) for n, many in found.often],
        soon=[SoonOut(days=days, customers=of, again=again) for days, of, again in found.soon],
    )


def _cohort(found: list[tuple[date, date, int, int]], month: date) -> Cohort:
    cells = [
        CohortCell(after=between(first, later), customers=many, fen=fen)
        for first, later, many, fen in found
        if first == month
    ]
    begun = next((one.customers for one in cells if one.after == 0), 0)
    return Cohort(month=month, customers=begun, cells=cells)
