"""What a customer's visits and interests add up to, for the portrait."""

from dataclasses import dataclass, field
from datetime import datetime

from keliu.kit import scope
from keliu.platform import sql
from keliu.platform.pipeline import Question
from keliu.radar.models import Interest
from keliu.radar.rules import origins

MOST_LIKED = 60
MOST_CODES = 12
MOST_VISITS = 200  # that devices are looked up for
WHOLE = """SELECT count(*), coalesce(sum(dwell_ms), 0)::bigint, coalesce(sum(share_count), 0)::int,
 min(started_at), max(last_at)
 FROM radar_visit WHERE merchant_id = %s AND customer_id = %s"""
HOURS = """SELECT extract(isodow FROM at)::int, extract(hour FROM at)::int, count(*)::int
 FROM (SELECT started_at AT TIME ZONE %s AS at FROM radar_visit
  WHERE merchant_id = %s AND customer_id = %s) v GROUP BY 1, 2"""
SOURCES = """SELECT code_id, share_id IS NOT NULL, count(*)::int, max(started_at)
 FROM radar_visit WHERE merchant_id = %s AND customer_id = %s
 GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT %s"""
DEVICES = """SELECT device, count(DISTINCT visit_id)::int FROM radar_event
 WHERE merchant_id = %s AND device IS NOT NULL AND visit_id = ANY (ARRAY(
  SELECT id FROM radar_visit WHERE merchant_id = %s AND customer_id = %s
  ORDER BY started_at DESC LIMIT %s))
 GROUP BY 1 ORDER BY 2 DESC, 1"""


@dataclass(frozen=True)
class CameBy:
    """A code the person came by; `forwarded`: because somebody passed it on."""

    code_id: int
    forwarded: bool
    visits: int
    last_at: datetime


@dataclass(frozen=True)
class Liked:
    """A product and how much it was looked at."""

    product_id: int
    views: int
    dwell_ms: int
    last_at: datetime


@dataclass(frozen=True)
class Trail:
    """All visits of one person. `hours`: (weekday 1 to 7, hour, visits), in the given zone;
    `devices`: (Chinese words, English words, visits)."""

    visits: int = 0
    dwell_ms: int = 0
    shares: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    hours: list[tuple[int, int, int]] = field(default_factory=list)
    came_by: list[CameBy] = field(default_factory=list)
    devices: list[tuple[str, str, int]] = field(default_factory=list)
    liked: list[Liked] = field(default_factory=list)


def trail(customer_id: int, zone: str) -> Trail:
    """What the visits of a person add up to, in one round trip and one question."""
    whose = [scope.current(), customer_id]
    whole, hours, sources, devices = sql.ask(
        Question(WHOLE, whose),
        Question(HOURS, [zone, *whose]),
        Question(SOURCES, [*whose, MOST_CODES]),
        Question(DEVICES, [scope.current(), *whose, MOST_VISITS]),
    )
    visits, dwell_ms, shares, first_at, last_at = whole.rows[0]
    return Trail(
        visits,
        dwell_ms,
        shares,
        first_at,
        last_at,
        hours=[(day, hour, n) for day, hour, n in hours.rows],
        came_by=[CameBy(*row) for row in sources.rows],
        devices=[(*_device(name), n) for name, n in devices.rows],
        liked=_liked(customer_id),
    )


def _device(device: str) -> tuple[str, str]:
    """`ios-mp` in words of both languages."""
    system, _, place = device.partition("-")
    thing, where = origins.DEVICES.get(system), origins.PLACES.get(place)
    if thing is None or where is None:
        return origins.DEVICES["other"]
    return f"{thing[0]} · {where[0]}", f"{thing[1]} · {where[1]}"


def _liked(customer_id: int) -> list[Liked]:
    """Products by how long and how often they were looked at."""
    rows = Interest.objects.filter(customer_id=customer_id, object_kind="product")
    best = rows.order_by("-dwell_ms", "-views", "-last_at")[:MOST_LIKED]
    return [Liked(row.object_id, row.views, row.dwell_ms, row.last_at) for row in best]
