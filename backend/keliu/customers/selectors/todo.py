"""A person's own customers that wait for something today."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from keliu.customers import rules
from keliu.customers.models import Customer, DuplicatePair
from keliu.customers.selectors import falling
from keliu.customers.selectors.records import reachable
from keliu.kit import actor

READ = "customer.read"


def mine() -> QuerySet[Customer]:
    """Living customers of the acting person."""
    return reachable(READ).filter(owner_id=actor.current().staff_id or 0)


def to_contact(start: datetime, end: datetime) -> QuerySet[Customer]:
    """Those whose next contact was set for [start, end)."""
    return mine().filter(next_followup_at__gte=start, next_followup_at__lt=end)


def warm() -> QuerySet[Customer]:
    """Those who are interested now."""
    return mine().filter(score__gte=rules.HOT_FROM)


def silent(since: datetime) -> QuerySet[Customer]:
    """Regulars, who have bought before, whom nobody has followed up since then."""
    bought = mine().filter(deal_state=Customer.Deal.WON, created_at__lt=since)
    return bought.filter(Q(last_followup_at__isnull=True) | Q(last_followup_at__lt=since))


def is_birthday(born: date, day: date) -> bool:
    """Whether somebody's birthday is kept on a day; 29 February counts as 1 March."""
    leap = (day.month, day.day) == (3, 1) and (day - timedelta(days=1)).day == 28
    same = (born.month, born.day) == (day.month, day.day)
    return same or (leap and (born.month, born.day) == (2, 29))


def birthdays(first: date, days: int) -> QuerySet[Customer]:
    """Own customers whose birthday falls on one of `days` days; 29 February counts as 1 March."""
    return with_birthday(mine(), first, days)


def with_birthday(rows: QuerySet[Customer], first: date, days: int) -> QuerySet[Customer]:
    """Those of `rows` whose birthday falls on one of `days` days."""
    wanted = Q(pk__in=[])
    for step in range(days):
        day = first + timedelta(days=step)
        wanted |= Q(birthday__month=day.month, birthday__day=day.day)
        if (day.month, day.day) == (3, 1) and (day - timedelta(days=1)).day == 28:
            wanted |= Q(birthday__month=2, birthday__day=29)
    return rows.filter(birthday__isnull=False).filter(wanted)


def alike() -> QuerySet[DuplicatePair]:
    """Undecided pairs with one of the acting person's customers, both living."""
    open_pairs = DuplicatePair.objects.filter(
        state=DuplicatePair.State.OPEN, low__deleted_at__isnull=True, high__deleted_at__isnull=True
    )
    ours = mine().values("id")
    return open_pairs.filter(Q(low_id__in=ours) | Q(high_id__in=ours)).select_related("low", "high")


def falling_soon(
    cursor: str | None, limit: int | None
) -> tuple[list[tuple[Customer, datetime]], str | None]:
    """The acting person's customers who fall into a pool soon, with the moment, in order."""
    rows, following = falling.soon(own=True, cursor=cursor, limit=limit)
    known = {row.pk: row for row in Customer.objects.filter(pk__in=[one.id for one in rows])}
    return [(known[one.id], one.at) for one in rows if one.id in known], following
