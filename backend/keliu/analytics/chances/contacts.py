"""今天联系谁: the customers that something speaks for today, found list by list, then weighed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from keliu.analytics.chances.rules import contacting
from keliu.analytics.chances.rules.contacting import Contact, Seen
from keliu.analytics.chances.selectors import learned_now
from keliu.analytics.models import Chance, Learned
from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.customers.public import Customer, Deeds
from keliu.kit import actor, clock
from keliu.orders import public as orders
from keliu.platform import merchants

EACH = 60  # taken from every list: the strongest of it
MOST = 30
LATE = timedelta(days=60)  # an older plan speaks for nothing any more
UNPAID = timedelta(days=3)


@dataclass(frozen=True)
class Today:
    """The merchant's day, and whose customers are looked at."""

    now: datetime
    day: date
    begins: datetime
    ends: datetime
    rows: "QuerySet[Customer]"


def today(*, everybody: bool) -> Today:
    """One's own customers, or everybody's within reach; who was contacted today is done."""
    now, zone = clock.now(), merchants.timezone()
    day = clock.local_day(now, zone)
    begins, ends = clock.day_bounds(day, zone)
    rows = customers.reachable()
    if not everybody:
        rows = rows.filter(owner_id=actor.current().staff_id or 0)
    return Today(now, day, begins, ends, rows.exclude(last_followup_at__gte=begins))


def to_contact(at: Today) -> list[Contact]:
    """Whom to contact, the most pressing first."""
    unpaid = _unpaid(at)
    rows = {row.pk: row for row in at.rows.filter(pk__in=_candidates(at, unpaid))}
    chances = {one.customer_id: one for one in Chance.objects.filter(customer_id__in=rows)}
    deeds = {one: Deeds.of(row.deeds) for one, row in rows.items()}
    things = catalog.product_names(one.thing for one in deeds.values() if one.thing)
    base, zone = _base(), merchants.timezone()
    found = []
    for one, row in rows.items():
        seen = _seen(row, deeds[one], things, zone, at)
        whole = replace(_guessed(seen, chances.get(one), base), unpaid_fen=unpaid.get(one, 0))
        found.append(Contact(one, contacting.reasons(whole, at.now, at.day)))
    return contacting.ranked(found, MOST)


def _candidates(at: Today, unpaid: dict[int, int]) -> set[int]:
    """The strongest of every list; each is an index from its end."""
    rows = at.rows
    lists: tuple[QuerySet[Customer], ...] = (
        rows.filter(score__gte=customers.HOT_FROM).order_by("-score", "-id"),
        rows.filter(next_followup_at__lt=at.ends, next_followup_at__gte=at.begins - LATE).order_by(
            "next_followup_at", "id"
        ),
        rows.filter(last_visit_at__gte=at.now - contacting.DAY).order_by("-last_visit_at"),
        rows.filter(pk__in=_likely()),
        rows.filter(pk__in=_slipping()),
        customers.with_birthday(rows, at.day, days=2),
    )
    found = set(unpaid)
    for one in lists:
        found.update(one.values_list("id", flat=True)[:EACH])
    return found


def _likely() -> list[int]:
    rows = Chance.objects.filter(buys__isnull=False).order_by("-buys", "id")
    return list(rows.values_list("customer_id", flat=True)[: EACH * 5])


def _slipping() -> list[int]:
    """Regulars who stay away, those first who are worth most."""
    rows = Chance.objects.filter(
        alive__gt=contacting.ALMOST_GONE, alive__lt=contacting.SLIPPING, year_fen__isnull=False
    )
    return list(rows.order_by("-year_fen", "id").values_list("customer_id", flat=True)[: EACH * 5])


def _unpaid(at: Today) -> dict[int, int]:
    """What customers ordered lately and have not paid."""
    rows = orders.waiting("pay") if actor.current().may("order.write") else None
    if rows is None:
        return {}
    fresh = rows.filter(created_at__gte=at.now - UNPAID, customer_id__isnull=False)
    sums = fresh.order_by().values_list("customer_id").annotate(fen=Sum("total_fen"))
    return dict(sums[:EACH])


def _base() -> float:
    """How likely anybody is to buy within 30 days, while guesses are good enough to be shown."""
    kept = learned_now().get(Learned.Kind.BUYS)
    return float(kept.data.get("base", 0)) if kept else 0.0


def _seen(row: Customer, deeds: Deeds, things: dict[int, str], zone: str, at: Today) -> Seen:
    plan = row.next_followup_at
    return Seen(
        score=row.score,
        hot_from=customers.HOT_FROM,
        next_followup_on=(
            clock.local_day(plan, zone) if plan and plan >= at.begins - LATE else None
        ),
        last_followup_at=row.last_followup_at,
        last_visit_at=row.last_visit_at,
        contacts=deeds.contacts,
        again=deeds.again,
        thing=things.get(deeds.thing or 0, ""),
        deal_open=row.deal_state == Customer.Deal.OPEN,
        orders=row.order_count,
        birthday_in=_birthday_in(row.birthday, at.day),
        judged=row.profiling_off_at is None,
    )


def _guessed(seen: Seen, chance: Chance | None, base: float) -> Seen:
    if chance is None:
        return seen
    return replace(seen, buys=chance.buys, base=base, alive=chance.alive)


def _birthday_in(birthday: date | None, day: date) -> int | None:
    """0 today, 1 tomorrow; a birthday on 29 February is on 1 March in other years."""
    if birthday is None:
        return None
    for ahead in (0, 1):
        if customers.is_birthday(birthday, day + timedelta(days=ahead)):
            return ahead
    return None


def cards_of(found: Iterable[Contact]) -> dict[int, Customer]:
    """The customers of a list, with their owners."""
    rows = Customer.objects.select_related("owner").filter(
        pk__in=[one.customer_id for one in found]
    )
    return {row.pk: row for row in rows}
