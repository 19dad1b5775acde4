"""Signals (信号): what the radar knows of customers' last 30 days, for scores and models."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from keliu.customers import public as customers
from keliu.kit import clock, scope
from keliu.platform import sql
from keliu.radar.models import Interest
from keliu.radar.rules import did
from keliu.radar.rules.kinds import CONTACT, KINDS

AGO = timedelta(days=30)
BATCH = 2000


@dataclass(frozen=True)
class Signals:
    """One customer's last 30 days: visits, time spent, deeds, products. `again`, `thing`: how
    often the product that was looked at most was looked at, and which one it is."""

    visits: int = 0
    dwell_ms: int = 0
    contacts: int = 0
    shares: int = 0
    products: int = 0
    again: int = 0
    thing: int | None = None


ASK = """SELECT g.id, v.visits, v.dwell_ms, v.contacts, v.shares, i.products, i.again, i.thing
FROM unnest(%s::bigint[]) AS g (id)
JOIN customers_customer c ON c.merchant_id = %s AND c.id = g.id AND c.profiling_off_at IS NULL
CROSS JOIN LATERAL (
 SELECT count(*) AS visits, coalesce(sum(dwell_ms), 0)::bigint AS dwell_ms,
  count(*) FILTER (WHERE did & %s > 0) AS contacts, coalesce(sum(share_count), 0)::int AS shares
 FROM radar_visit WHERE merchant_id = c.merchant_id AND customer_id = c.id AND started_at > %s
) v
CROSS JOIN LATERAL (
 SELECT count(*) AS products, coalesce(max(views), 0) AS again,
  (array_agg(object_id ORDER BY views DESC, dwell_ms DESC, object_id))[1] AS thing
 FROM radar_interest WHERE merchant_id = c.merchant_id AND customer_id = c.id
  AND object_kind = 'product' AND last_at > %s
) i"""


def contact_mask() -> int:
    """What stands in `Visit.did` when somebody took contact details."""
    return did.mask(one.name for one in KINDS.values() if one.line == CONTACT)


def signals(customer_ids: Iterable[int]) -> dict[int, Signals]:
    """By customer, in one question; people who want no judging have none."""
    since = clock.now() - AGO
    rows = sql.rows(ASK, [sql.array(customer_ids), scope.current(), contact_mask(), since, since])
    return {customer_id: Signals(*rest) for customer_id, *rest in rows}


def refresh(customer_ids: Iterable[int]) -> None:
    """Bring customers' deeds, and the score that rests on them, up to the present."""
    wanted = sorted(set(customer_ids))
    for start in range(0, len(wanted), BATCH):
        found = signals(wanted[start : start + BATCH])
        customers.note_deeds({one: _deeds(seen) for one, seen in found.items()})


def _deeds(seen: Signals) -> customers.Deeds:
    return customers.Deeds(
        again=seen.again,
        thing=seen.thing,
        contacts=seen.contacts,
        dwell_s=seen.dwell_ms // 1000,
        shares=seen.shares,
    )


def follow(since: datetime) -> None:
    """Bring those up to the present who looked at something since a moment."""
    refresh(customers.seen_since(since))


def forget(customer_id: int) -> None:
    """The customer wants no judging: what they like is not kept."""
    Interest.objects.filter(customer_id=customer_id).delete()
