"""The night's work: owners let go of whom they neglected, and hear in time who is next.

Batches in key order, each its own transaction; rows somebody works on right now are left for the
next night. A killed run begins again and finds the rest: what fell no longer has an owner, and who
was warned is marked.
"""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import QuerySet

from keliu.customers.events import CustomersFalling, CustomersFell
from keliu.customers.models import Customer, Ownership
from keliu.customers.rules import pools as law
from keliu.customers.selectors import falling
from keliu.customers.selectors import pools as questions
from keliu.customers.services.pools import home
from keliu.customers.services.pools.letting_go import lay_down
from keliu.kit import clock
from keliu.platform import sql
from keliu.platform.outbox import publish

BATCH = 500
FALL = "fall"
TOLD = 100  # customers that one message can name


def fall(after: int, batch: int = BATCH) -> int | None:
    """Let the next customers fall whose last day is over; returns where to go on, None at the end.

    Runs in a merchant's scope. The rows are locked first and judged again afterwards, so that a
    follow-up or an extension that came in between is seen.
    """
    given = falling.asked_now()
    if given is None:
        return None
    midnight = given["today"]
    values = {**given, "before": midnight, "after": after, "most": batch}
    locked = [row[0] for row in sql.rows(falling.LOCKED, values)]
    if locked:
        _let_fall(locked, midnight)
    return locked[-1] if len(locked) == batch else None


def _let_fall(locked: list[int], midnight: datetime) -> None:
    values = {**(falling.asked_now() or {}), "before": midnight, "ids": locked}
    still = {row[0]: (row[1], row[2]) for row in sql.rows(falling.STILL, values)}
    pools = {pool_id: home.hold(pool_id) for pool_id in sorted({one for one, _ in still.values()})}
    rows: QuerySet[Customer] = Customer.objects.filter(pk__in=list(still)).order_by("id")
    for row in rows:
        pool_id, why = still[row.pk]
        rules = questions.rules_of(pools[pool_id])
        days = getattr(rules, f"{why}_days")[row.level]
        reason = law.why_said(law.Falling(midnight, why, days))
        lay_down(row, pools[pool_id], at=clock.now(), how=FALL, reason=reason)


def tell_of_fallen() -> int:
    """Tell everybody once whom they lost this day; returns how many people were told."""
    day = questions.today()
    start, end = clock.day_bounds(day, questions.zone())
    rows = Ownership.objects.filter(end_how=FALL, until__gte=start, until__lt=end)
    lost: dict[int, list[int]] = defaultdict(list)
    for staff_id, customer_id in rows.order_by("id").values_list("owner_id", "customer_id"):
        lost[staff_id].append(customer_id)
    for staff_id, customers in sorted(lost.items()):
        publish(CustomersFell(staff_id, day.isoformat(), tuple(customers[:TOLD])))
    return len(lost)


def warn(after: int, batch: int = BATCH) -> tuple[int | None, dict[int, list[int]]]:
    """Mark the next customers as warned of; (where to go on, customers by owner)."""
    given = falling.asked_now()
    if given is None:
        return None, {}
    rows = sql.rows(falling.WARN, {**given, "after": after, "most": batch})
    warned: dict[int, list[int]] = defaultdict(list)
    days: dict[date, list[int]] = defaultdict(list)
    for customer_id, owner_id, at, interval in rows:
        warned[owner_id].append(customer_id)
        days[clock.local_day(at, given["zone"])].append(interval)
    for day, intervals in days.items():
        Ownership.objects.filter(pk__in=intervals).update(warned_for=day)
    return (rows[-1][0] if len(rows) == batch else None), warned


def tell_of_falling(warned: dict[int, list[int]]) -> None:
    """One message a person and day, naming the customers who fall next."""
    day = questions.today().isoformat()
    for staff_id, customers in sorted(warned.items()):
        publish(CustomersFalling(staff_id, day, tuple(customers[:TOLD])))
