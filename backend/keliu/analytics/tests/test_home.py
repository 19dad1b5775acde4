"""The home page: each figure is the rows behind it, in the merchant's day, for each person."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.accounts.models import Role
from keliu.accounts.services import staff as people
from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.orders.models import Order
from keliu.platform.models import Merchant
from keliu.radar.models import Visit
from keliu.sales.models import Opportunity, Stage
from tests.cast import Api, World

MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)  # the 21st begins in Shanghai
LAST_MOMENT = datetime(2026, 11, 21, 15, 59, 59, 999_000, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 21, 16, tzinfo=UTC)
YESTERDAY = datetime(2026, 11, 20, 15, 59, 59, 999_000, tzinfo=UTC)
KEYS = ["new_customers", "visits", "followups", "won_amount_fen", "won_count", "new_opportunities",
        "orders", "sales_fen"]  # fmt: skip
FEN = {"won_amount_fen", "sales_fen"}


def _everything_at(world: World, owner: str, at: datetime) -> None:
    """One of everything that counts, at a moment."""
    staff = world.staff[owner]
    reach = {"owner_id": staff.pk, "department_id": staff.department_id}
    with world.inside():
        customer = Customer.objects.create(name="客户", name_key="k", created_at=at, **reach)
        Interaction.objects.create(customer=customer, kind="followup", at=at, title="写了跟进")
        Interaction.objects.create(customer=customer, kind="opportunity", at=at, title="不算跟进")
        won = Stage.objects.get(kind="won")
        Opportunity.objects.create(
            title="单", customer=customer, pipeline_id=won.pipeline_id, stage=won, state="won",
            reason="好", closed_at=at, created_at=at, amount_fen=10_050, **reach,
        )  # fmt: skip
        _visit(world, customer, staff.pk, at)
        Order.objects.create(
            number=f"{customer.pk}", title="单", customer=customer, created_at=at, paid_at=at,
            state="done", goods_fen=10_550, total_fen=10_550, paid_fen=10_550, refunded_fen=500,
            **reach,
        )  # fmt: skip
        Order.objects.create(  # money for later is no sale
            number=f"t{customer.pk}", kind="topup", title="充值", customer=customer, paid_at=at,
            state="done", goods_fen=500, total_fen=500, paid_fen=500, **reach,
        )  # fmt: skip


def _visit(world: World, customer: Customer, staff_id: int, at: datetime) -> None:
    from keliu.catalog.models import CardCode
    from keliu.catalog.services.cards import card_create
    from keliu.kit import actor
    from keliu.kit.actor import Actor

    with actor.acting(Actor(staff_id=staff_id, name="", grants={"card.write": "all"})):
        card = card_create(staff_id=staff_id, fields={})
    Visit.objects.create(
        customer=customer, card=card, code=CardCode.objects.get(card=card), owner_id=staff_id,
        department_id=customer.department_id, started_at=at, last_at=at, last_kind="card_view",
    )  # fmt: skip


def _home(api: Api, day: str = "2026-11-21") -> dict[str, Any]:
    status, body = api.get(f"/home?day={day}")
    assert status == 200, body
    return dict(body)


def _values(home: dict[str, Any]) -> dict[str, int]:
    return {figure["key"]: figure["value"] for figure in home["figures"]}


def _fen(row: dict[str, Any]) -> int:
    return int(row["amount_fen"] if "amount_fen" in row else row["paid_fen"] - row["refunded_fen"])


def _check_drill_downs(api: Api, home: dict[str, Any]) -> None:
    for figure in home["figures"]:
        status, page = api.get(f"{figure['drill']['path']}&total=true&limit=100")
        assert (status, page["total"]) == (200, len(page["items"]))
        rows = page["items"]
        behind = sum(map(_fen, rows)) if figure["key"] in FEN else len(rows)
        assert figure["value"] == behind, figure


@pytest.fixture
def three_days(far_sail: World) -> World:
    """Both ends of the 21st for 小李 and 小孙, and the moments just outside it for 小李."""
    for owner, at in (
        ("小李", MIDNIGHT), ("小李", LAST_MOMENT), ("小李", YESTERDAY), ("小李", NEXT_DAY),
        ("小孙", MIDNIGHT), ("王总", LAST_MOMENT),
    ):  # fmt: skip
        _everything_at(far_sail, owner, at)
    return far_sail


@pytest.mark.parametrize(("name", "count"), [("王总", 4), ("周经理", 2), ("小李", 2), ("小孙", 1)])
def test_everybody_counts_what_they_may_open(three_days: World, name: str, count: int) -> None:
    api = three_days.api(name)
    home = _home(api)
    assert [figure["key"] for figure in home["figures"]] == KEYS
    expected = dict.fromkeys(KEYS, count) | dict.fromkeys(FEN, count * 10_050)
    assert _values(home) == expected
    _check_drill_downs(api, home)


def test_yesterday_and_the_trend(three_days: World) -> None:
    api = three_days.api("小李")
    home = _home(api)
    assert {figure["previous"] for figure in home["figures"]} == {1, 10_050}
    assert [day["day"] for day in home["trend"]][::13] == ["2026-11-08", "2026-11-21"]
    last = home["trend"][-2:]
    keys = ("visits", "new_customers", "followups", "won_amount_fen")
    assert [tuple(day[key] for key in keys) for day in last] == [
        (1, 1, 1, 10_050), (2, 2, 2, 20_100),
    ]  # fmt: skip
    tomorrow = _home(api, "2026-11-22")
    assert set(_values(tomorrow).values()) == {1, 10_050}
    _check_drill_downs(api, tomorrow)


def test_the_day_is_the_merchants_day(three_days: World) -> None:
    Merchant.objects.filter(pk=three_days.merchant.pk).update(timezone="America/New_York")
    api = three_days.api("小李")
    home = _home(api)  # the 21st in New York: 05:00 UTC to 05:00 UTC
    assert _values(home)["new_customers"] == 2
    assert home["figures"][0]["drill"]["path"].endswith("created_to=2026-11-22T05%3A00%3A00.000Z")
    _check_drill_downs(api, home)


def test_deleted_rows_do_not_count(three_days: World) -> None:
    with three_days.inside():
        for model in (Customer, Interaction, Opportunity):
            model.objects.filter(created_at__gte=MIDNIGHT).update(deleted_at=NEXT_DAY)
    home = _home(three_days.api("王总"))
    assert _values(home)["new_customers"] == 0
    assert _values(home)["won_count"] == 0
    _check_drill_downs(three_days.api("王总"), home)


def _role(world: World, name: str, grants: dict[str, str]) -> Api:
    """A person with a role of their own."""
    with world.inside():
        role: Role = people.role_add(name="特别", grants=grants)
        staff = world.staff[name]
        people.staff_update(staff, version=staff.version, changes={"role_id": role.pk})
    return world.api(name)


def test_a_narrow_report_narrows_its_rows(three_days: World) -> None:
    grants = dict.fromkeys(
        ["customer.read", "interaction.read", "radar.read", "opportunity.read", "order.read"], "all"
    )
    api = _role(three_days, "小孙", {**grants, "report.read": "department"})
    home = _home(api)
    assert _values(home) == dict.fromkeys(KEYS, 1) | dict.fromkeys(FEN, 10_050)
    assert all(figure["drill"]["path"].endswith("&within=report") for figure in home["figures"])
    _check_drill_downs(api, home)
    page = home["figures"][0]["drill"]["page"]
    assert api.get(f"{page}&total=true")[1]["total"] == 4


def test_a_figure_without_its_permission_is_absent(three_days: World) -> None:
    api = _role(three_days, "小孙", {"report.read": "all", "opportunity.read": "all"})
    home = _home(api)
    assert [f["key"] for f in home["figures"]] == [
        "won_amount_fen",
        "won_count",
        "new_opportunities",
    ]
    assert {day["visits"] for day in home["trend"]} == {0}
    _check_drill_downs(api, home)


def test_without_the_report_there_is_none(three_days: World) -> None:
    status, body = three_days.api("小吴").get("/home")
    assert (status, body["permission"]) == (403, "report.read")


def test_next_door_counts_nothing_of_ours(three_days: World, next_door: World) -> None:
    home = _home(next_door.api("老王"))
    assert set(_values(home).values()) == {0}
    assert [figure["key"] for figure in home["figures"]] == KEYS


@pytest.mark.parametrize("day", ["soon", "1999-12-31", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_can_not_be(far_sail: World, day: str) -> None:
    assert far_sail.api("王总").get(f"/home?day={day}")[0] == 422


def test_the_cost_does_not_grow(far_sail: World) -> None:
    api, spent = far_sail.api("王总"), []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            _home(api)
        spent.append(len(asked))
        for _ in range(5):
            _everything_at(far_sail, "小李", MIDNIGHT)
    assert len(set(spent)) == 1
    assert spent[0] <= 15
