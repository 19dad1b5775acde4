"""The shop's side of bookings: the calendar, a drag, a booking for a caller, a check-in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

import people
from conftest import House, Windows, picture
from people import Api

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 64  # how high an hour is drawn


def _day(ahead: int) -> str:
    return str((datetime.now(ZONE) + timedelta(days=ahead)).date())


def _free_day(owner: Api) -> tuple[str, dict[str, Any]]:
    """A day to come on which somebody has one booking in the morning and nothing after it."""
    for ahead in range(1, 6):
        rows = owner.get(f"/bookings/calendar?first={_day(ahead)}&last={_day(ahead)}")["bookings"]
        for row in rows:
            mine = [one for one in rows if one["resource"]["id"] == row["resource"]["id"]]
            if row["state"] == "confirmed" and len(row["resources"]) == 1 and _alone(row, mine):
                return _day(ahead), row
    raise AssertionError("no booking of the demo can be moved")


def _alone(row: dict[str, Any], mine: list[dict[str, Any]]) -> bool:
    """Nobody follows within two and a half hours, so that an hour later is free."""
    start = datetime.fromisoformat(row["starts_at"])
    gaps = [datetime.fromisoformat(one["starts_at"]) - start for one in mine if one is not row]
    return all(gap < timedelta() or gap > timedelta(hours=2.5) for gap in gaps)


def test_a_booking_is_dragged_an_hour(house: House, windows: Windows) -> None:
    owner = Api(house, "owner")
    day, row = _free_day(owner)
    page = people.desk(house, windows, "owner", f"/bookings/calendar?day={day}")
    block = page.locator(".block", has_text=row["customer"]["name"]).first
    expect(block).to_be_visible()
    picture(page, "bookings-desktop")
    block.scroll_into_view_if_needed()  # the day is drawn from its first booking on, be it at night
    _drag(page, block.bounding_box() or {})
    expect(page.get_by_text("改好了")).to_be_visible()
    now = owner.get(f"/bookings/{row['id']}")
    before = datetime.fromisoformat(row["starts_at"])
    assert datetime.fromisoformat(now["starts_at"]) - before == timedelta(hours=1)


def _drag(page: Page, box: Any) -> None:
    x, y = box["x"] + 20, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + HOUR * 2, steps=4)
    page.mouse.move(x, y + HOUR, steps=4)
    page.mouse.up()


def test_a_caller_is_booked_and_checked_in_on_the_phone(house: House, windows: Windows) -> None:
    owner = Api(house, "owner")
    service = next(one for one in owner.get("/services")["items"] if not one["deposit_fen"])
    customer = owner.post("/customers", name=people.fresh("来电客人"))
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=40)
    row = owner.post(
        "/bookings", service_id=service["id"], customer_id=customer["id"],
        starts_at=soon.isoformat(), anytime=True,
    )  # fmt: skip
    page = people.phone(house, windows, "owner", "bookings/check-in")
    page.locator("input").first.fill(row["code"])
    page.locator("#check-in").tap()
    expect(page.locator("[data-booking=arrived]")).to_be_visible()
    page = people.phone(house, windows, "owner", f"bookings/detail?id={row['id']}")
    page.locator("#main-step[data-step=done]").tap()
    expect(page.locator("[data-booking=done]")).to_be_visible()
