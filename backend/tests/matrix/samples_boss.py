"""How the boss radar is used rightly."""

from datetime import timedelta
from typing import Any

from keliu.kit import clock
from tests.matrix.samples import Sample, fixed


def _day(ahead: int) -> str:
    return str(clock.local_day(clock.now(), "Asia/Shanghai") + timedelta(days=ahead))


SPAN = {"first": _day(-30), "last": _day(1)}
MANAGER: dict[str, Any] = {"actor": "周经理"}


def _hint(**more: Any) -> Sample:
    """A rule about one colleague, within the reach of boss.read."""
    return Sample(path={"staff_id": "staff"}, words={"key": "exports"}, **MANAGER, **more)


BOSS_RADAR = {
    "boss_board": Sample(query=SPAN, query_ids={"department": "department"}, **MANAGER),
    "boss_rows": Sample(
        query={**SPAN, "measure": "new_customers"},
        query_ids={"staff": "staff", "department": "department"},
        **MANAGER,
    ),
    "boss_heat": Sample(
        query=SPAN, query_ids={"staff": "staff", "department": "department"}, **MANAGER
    ),
    "boss_funnel": Sample(
        query=SPAN, query_ids={"staff": "staff", "department": "department"}, **MANAGER
    ),
    "boss_funnel_rows": Sample(
        query={**SPAN, "step": "visit"},
        query_ids={"staff": "staff", "department": "department"},
        **MANAGER,
    ),
    "boss_hints": Sample(**MANAGER),
    "boss_hint_rows": _hint(),
    "boss_hint_dismiss": _hint(body=lambda w, s: {"seen_at": clock.iso(clock.now())}),
    "boss_hint_recall": _hint(body=fixed(), also=(404,)),
    "boss_wall": Sample(**MANAGER),
}
