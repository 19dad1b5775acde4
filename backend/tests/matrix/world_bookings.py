"""Services, resources, bookings and waits for the matrix."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from keliu.bookings.rules import hours
from keliu.bookings.services import making, waiting
from keliu.kit import clock
from tests.cast import World

Ids = dict[str, str]
FULL_DAY = 5  # days from now, on which nobody works


def ten(ahead: int = 2) -> str:
    """Ten in the morning some days from now, in Shanghai."""
    day = clock.local_day(clock.now(), "Asia/Shanghai") + timedelta(days=ahead)
    return clock.iso(hours.moment(day, 600, ZoneInfo("Asia/Shanghai")))


def full_day(ahead: int = FULL_DAY) -> str:
    """A day on which the full service has nothing free."""
    return str(clock.local_day(clock.now(), "Asia/Shanghai") + timedelta(days=ahead))


def setup_of(api: Any, made: Callable[..., Any], mark: str) -> Ids:
    """A service that is free, one that never is, and a special day."""
    room = made(api.post("/resources", {"name": f"{mark}大厅", "kind": "room", "capacity": 99}))
    shut = made(api.post("/resources", {"name": f"{mark}暗房", "week": [[]] * 7}))
    open_one = {"name": f"{mark}洗剪吹", "minutes": 60, "parts": [[room["id"]]]}
    full_one = {"name": f"{mark}约满的", "minutes": 60, "parts": [[shut["id"]]]}
    service = made(api.post("/services", open_one))["id"]
    full = made(api.post("/services", full_one))["id"]
    day = {"first_on": full_day(40), "last_on": full_day(40), "note": f"{mark}盘点"}
    special = made(api.post("/special-days", day))["id"]
    return {
        "service": service, "full_service": full, "resource": room["id"], "special_day": special,
    }  # fmt: skip


def bookings_of(
    place: World, name: str, customer: str, ours: Ids
) -> Ids:  # fmt: skip
    """A booking of one person's customer two hours from now, and a wait."""
    with place.inside():
        order = making.Order(
            int(ours["service"]), int(customer),
            clock.now().replace(microsecond=0) + timedelta(hours=2),
            remark=f"{name}的客户", by_staff=True, anytime=True,
        )  # fmt: skip
        row = making.book(order)
        wait = waiting.join(
            service_id=int(ours["full_service"]), customer_id=int(customer),
            day=clock.local_day(clock.now(), "Asia/Shanghai") + timedelta(days=FULL_DAY),
        )  # fmt: skip
    return {"booking": str(row.pk), "waiting_entry": str(wait.pk), "code": row.code}


def deleted(boss: Any, made: Callable[..., Any]) -> Ids:
    """A service and a resource that were taken away."""
    resource = made(boss.post("/resources", {"name": "删掉的"}))["id"]
    service = made(boss.post("/services", {"name": "删掉的", "minutes": 60}))["id"]
    made(boss.delete(f"/resources/{resource}"))
    made(boss.delete(f"/services/{service}"))
    return {"resource": resource, "service": service}
