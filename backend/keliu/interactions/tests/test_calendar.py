"""The calendar subscription, read back the way a calendar reads it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from keliu.accounts.models import Staff
from keliu.interactions.tests.factories import customer, plan
from keliu.interactions.tests.test_reminders import deal
from keliu.kit import clock
from keliu.platform.models import Route
from tests.cast import World

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_eight(far_sail: World, next_door: World) -> Iterator[None]:
    for world in (far_sail, next_door):
        for name in world.staff:
            world.token(name)
    with clock.frozen(NOW):
        yield


def address(world: World, who: str = "小李") -> str:
    status, body = world.api(who).post("/me/calendar")
    assert status == 200, body
    return "/calendar/" + str(body["url"]).rpartition("/")[2]


def read(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def test_plans_stand_at_their_time_and_deals_on_their_day(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    mine = plan(api, zhang, NOW + timedelta(hours=17), "回电话;带样品,两盒")
    cancelled = plan(api, zhang, NOW + timedelta(hours=18))
    api.post(f"/plans/{cancelled['id']}/cancel", {"version": 1})
    plan(far_sail.api("小吴"), zhang, NOW + timedelta(hours=19), "别人的")
    identifier = deal(far_sail, zhang, date(2026, 12, 1))
    calendar = read(address(far_sail))
    assert str(calendar["X-WR-TIMEZONE"]) == "Asia/Shanghai"
    first, second = calendar.walk("VEVENT")
    assert first["UID"] == f"plan-{mine['id']}@keliu"
    assert first.decoded("DTSTART") == NOW + timedelta(hours=17)
    there = first.decoded("DTSTART").astimezone(ZoneInfo("Asia/Shanghai"))
    assert (there.day, there.hour) == (22, 9)
    assert str(first["SUMMARY"]) == "跟进张阿姨:回电话;带样品,两盒"
    assert second["UID"] == f"opportunity-{identifier}@keliu"
    assert second.decoded("DTSTART") == date(2026, 12, 1)
    assert second.decoded("DTEND") == date(2026, 12, 2)


def test_a_renewed_address_ends_the_one_before(far_sail: World) -> None:
    old = address(far_sail)
    fresh = address(far_sail)
    assert old != fresh
    assert Client().get(old).status_code == 404
    assert read(fresh).walk("VEVENT") == []
    assert far_sail.api("小李").get("/me/calendar")[1]["read_at"] is not None
    assert far_sail.api("小李").delete("/me/calendar")[0] == 204
    assert Client().get(fresh).status_code == 404
    body = far_sail.api("小李").get("/me/calendar")[1]
    assert body == {"url": None, "created_at": None, "read_at": None}
    assert Route.objects.filter(kind="calendar").count() == 0


def test_it_shows_only_what_its_person_may_see_now(far_sail: World) -> None:
    api = far_sail.api("小李")
    zhang = customer(api)
    plan(api, zhang, NOW + timedelta(hours=17))
    path = address(far_sail)
    assert len(read(path).walk("VEVENT")) == 1
    boss = far_sail.api("王总")
    sun = str(far_sail.staff["小孙"].pk)
    assert boss.post(f"/customers/{zhang}/assign", {"owner_id": sun, "version": 1})[0] == 200
    assert read(path).walk("VEVENT") == []
    with far_sail.inside():
        Staff.objects.filter(pk=far_sail.staff["小李"].pk).update(state="disabled")
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "..", "%2e%2e", "a" * 300])
def test_a_guess_finds_nothing(far_sail: World, token: str) -> None:
    address(far_sail)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
