"""The big screen: today, live."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from keliu.analytics import selectors
from keliu.analytics.boss.selectors import board, heat
from keliu.analytics.boss.selectors.board import Board, Row
from keliu.analytics.boss.selectors.people import people, span
from keliu.kit import clock, scope
from keliu.platform.models import Merchant
from keliu.radar import public as radar
from keliu.radar.public import FeedLine

FIGURES = ("visits", "hot", "new_customers", "talks", "opportunities", "won_fen", "orders",
           "sales_fen")  # fmt: skip
NOW = timedelta(minutes=2)
LINES, RANKS = 14, 8


@dataclass(frozen=True)
class Wall:
    """What the screen shows; `figures` are (today, yesterday)."""

    at: datetime
    day: date
    merchant: str
    figures: dict[str, tuple[int, int]]
    looking: int
    hours: list[int]
    yesterday: list[int]
    rows: list[Row]
    lines: list[FeedLine]


def wall(by: str) -> Wall:
    """Today as it is now, ranked by one measure."""
    now, zone = clock.now(), selectors.timezone()
    day = clock.local_day(now, zone)
    today, yesterday = span(day, day), span(day - timedelta(days=1), day - timedelta(days=1))
    staff = [one.id for one in people()]
    found = board.board(today)
    return Wall(
        at=now,
        day=day,
        merchant=Merchant.objects.values_list("name", flat=True).get(pk=scope.current()),
        figures=_figures(found),
        looking=radar.visits_between(now - timedelta(days=1), today.end).filter(
            last_at__gte=now - NOW, owner_id__in=staff
        ).values("customer_id").distinct().count(),
        hours=heat.hours("visits", today, staff),
        yesterday=heat.hours("visits", yesterday, staff),
        rows=_best(found.rows, by),
        lines=radar.latest(now - timedelta(days=1), LINES),
    )  # fmt: skip


def _figures(found: Board) -> dict[str, tuple[int, int]]:
    known = {one.key for one in found.measures}
    return {key: found.found.sums(key) for key in FIGURES if key in known}


def _best(rows: list[Row], by: str) -> list[Row]:
    """The first few who have anything of it."""
    have = [row for row in rows if row.values.get(by)]
    return sorted(have, key=lambda row: -(row.values[by] or 0))[:RANKS]
