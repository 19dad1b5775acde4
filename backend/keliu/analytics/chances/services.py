"""Keeping what was concluded at night, and taking it back when somebody wants none."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from keliu.analytics.models import Chance, Learned
from keliu.customers import public as customers
from keliu.customers.ports import CustomerPart
from keliu.kit import ids, scope
from keliu.platform import sql
from keliu.platform.undo import Journal
from keliu.radar import public as radar

NIGHT = "keliu.analytics.chances.learning.night"
LONGEST = 4 * 3600
AGO = timedelta(days=32)  # deeds are those of 30 days; then they have faded everywhere
# A customer who says no meanwhile is locked or gone: nothing is written about them.
WRITE = """INSERT INTO analytics_chance AS a
 (id, merchant_id, customer_id, at, buys, factors, alive, orders_90, year_fen)
 SELECT g.id, c.merchant_id, c.id, %s, g.buys, g.factors::jsonb, g.alive, g.orders_90, g.year_fen
 FROM unnest(%s::bigint[], %s::bigint[], %s::float[], %s::text[], %s::float[], %s::float[],
  %s::bigint[]) AS g (id, customer_id, buys, factors, alive, orders_90, year_fen)
 JOIN customers_customer c ON c.id = g.customer_id
 WHERE c.merchant_id = %s AND c.deleted_at IS NULL AND c.profiling_off_at IS NULL
 ORDER BY c.id FOR SHARE OF c
 ON CONFLICT (merchant_id, customer_id) DO UPDATE SET at = excluded.at, buys = excluded.buys,
  factors = excluded.factors, alive = excluded.alive, orders_90 = excluded.orders_90,
  year_fen = excluded.year_fen"""


def signals_refresh(now: datetime) -> None:
    """Every customer who came lately has deeds that are true today."""
    radar.refresh_signals(customers.seen_since(now - AGO))


def buyers(now: datetime) -> list[tuple[int, int, int]]:
    """(days since the last order, orders, fen) of everybody who bought."""
    return [
        (max((now - last).days, 0), orders, fen) for last, orders, fen in customers.bought() if last
    ]


def learned_keep(learned: dict[str, dict[str, Any]], now: datetime) -> None:
    """What was learned, with the data it rests on."""
    for kind, data in learned.items():
        Learned.objects.update_or_create(kind=kind, defaults={"at": now, "data": data})


def chances_write(rows: Sequence[tuple[Any, ...]], now: datetime) -> int:
    """Figures of some customers: (customer, buys, factors, alive, orders_90, year_fen)."""
    who, buys, factors, alive, orders, year = (list(one) for one in zip(*rows, strict=True))
    texts = [sql.encode(one).decode() for one in factors]
    fresh = [ids.new() for _ in who]
    values = [now, fresh, who, buys, texts, alive, orders, year, scope.current()]
    return sql.do(WRITE, values)


def chances_drop(before: datetime) -> None:
    """Nobody keeps figures of an earlier night."""
    Chance.objects.filter(at__lt=before).delete()


def forget(customer_id: int) -> None:
    """The customer wants no guesses."""
    Chance.objects.filter(customer_id=customer_id).delete()


def _merged(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Guesses about a part of somebody say nothing about the whole; the next night makes new."""
    rows = Chance.objects.filter(customer_id__in=[keep_id, *gone_ids])
    journal.watch(Chance, list(rows.order_by("id").values_list("id", flat=True)))
    rows.delete()


PART = CustomerPart("chances", "推测", "Guesses", lambda customer_ids: 0, _merged)


def night(merchant_ids: Sequence[int] = ()) -> None:
    """Do the night's work in a process of its own. Raises CalledProcessError."""
    command = [sys.executable, "-m", NIGHT, *map(str, merchant_ids)]
    subprocess.run(command, check=True, timeout=LONGEST, stdin=subprocess.DEVNULL)  # noqa: S603  our own module, numbers
