"""Reports on sales: each line is the orders behind it, and the lines add up to the whole."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from keliu.analytics import rules
from keliu.catalog.models import CardCode
from keliu.catalog.services.cards import card_create
from keliu.customers.models import Customer
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.orders import public as orders
from keliu.orders.models import Order
from keliu.orders.services import steps
from keliu.orders.tests.shop import CHERRIES, GRAPES, Shop, open_shop
from keliu.radar.models import Share
from tests.cast import Api, World

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
SPAN = "first=2026-11-20&last=2026-11-21"
GROUPS = [*rules.PERIODS, *rules.GROUPS]


def _paid(order: Order, at: datetime, method: str = "wechat") -> None:
    with clock.frozen(at):
        assert steps.paid(order.pk, fen=order.total_fen, method=method, at=at)


def _code(world: World, owner: str) -> CardCode:
    staff = world.staff[owner].pk
    with actor.acting(Actor(staff_id=staff, name="", grants={"card.write": "all"})):
        card = card_create(staff_id=staff, fields={}, published=True)
    found: CardCode = CardCode.objects.get(card=card)
    return found


@pytest.fixture
def shop(far_sail: World) -> Shop:
    """Three orders of two days: 小李's by a forward of 李叔叔, 小李's at the till, 小孙's."""
    world = far_sail
    with world.inside():
        shop = open_shop(world, "小李")
        code = _code(world, "小李")
        share = Share(
            card_id=code.card_id, code=code, owner=world.staff["小李"], object_kind="card",
            object_id=code.card_id, sharer_id=shop.customers["李叔叔"],
        )  # fmt: skip
        share.save(force_insert=True)
        brought = shop.place((GRAPES, 2), (CHERRIES, 1))
        Order.objects.filter(pk=brought.pk).update(
            source_staff_id=world.staff["小李"].pk, source_code_id=code.pk,
            source_channel=code.channel, source_share_id=share.pk,
        )  # fmt: skip
        _paid(brought, NOON)
        line = orders.lines_of([brought.pk])[0]
        with clock.frozen(NOON + timedelta(days=9)):
            steps.refunded(brought.pk, fen=3980, lines=[(line.pk, 1, 3980)], refund_id=1)
        _paid(shop.place((CHERRIES, 1)), NOON + timedelta(hours=3), "cash")
        other = shop.place((CHERRIES, 2), who="李叔叔")
        Order.objects.filter(pk=other.pk).update(
            owner=world.staff["小孙"], source_staff_id=world.staff["小孙"].pk,
            department_id=world.staff["小孙"].department_id,
        )  # fmt: skip
        _paid(other, NOON + timedelta(days=1))
        shop.place((CHERRIES, 9))  # nobody has paid this one
        _paid(shop.place((GRAPES, 1)), NOON + timedelta(days=2))  # the day after
    return shop


def _report(api: Api, by: str, span: str = SPAN) -> dict[str, Any]:
    status, body = api.get(f"/reports/sales?{span}&by={by}")
    assert status == 200, body
    return dict(body)


def _behind(api: Api, path: str) -> tuple[int, int]:
    status, page = api.get(f"{path}&total=true&limit=100")
    assert status == 200, page
    left = sum(row["paid_fen"] - row["refunded_fen"] for row in page["items"])
    return page["total"], left


@pytest.mark.parametrize(("name", "many"), [("王总", 3), ("小李", 2)])
def test_every_line_is_its_orders(shop: Shop, name: str, many: int) -> None:
    api = shop.world.api(name)
    whole = _report(api, "day")["total"]
    assert whole["orders"] == many
    for by in GROUPS:
        body = _report(api, by)
        assert body["total"] == whole
        assert sum(line["net_fen"] for line in body["lines"]) == whole["net_fen"]
        assert sum(line["refunded_fen"] for line in body["lines"]) == whole["refunded_fen"]
        for line in body["lines"]:
            if line["drill"]:
                behind = _behind(api, line["drill"]["path"])
                assert behind == (line["orders"], line["net_fen"]), (by, line)


def test_a_report_says_who_sold_what_through_whom(shop: Shop) -> None:
    api = shop.world.api("王总")
    total = 2 * 3980 + 4 * 12800
    body = _report(api, "staff")
    assert body["total"] == {
        "orders": 3, "customers": 2, "pieces": 0, "paid_fen": total, "refunded_fen": 3980,
        "net_fen": total - 3980, "average_fen": (total - 3980) // 3,
    }  # fmt: skip
    found = {by: [(one["name"], one["net_fen"]) for one in _report(api, by)["lines"]]
             for by in GROUPS}  # fmt: skip
    assert found["staff"] == [("小李", 29580), ("小孙", 25600)]
    assert found["day"] == [("2026-11-20", 29580), ("2026-11-21", 25600)]
    assert found["product"] == [(CHERRIES, 51200), (GRAPES, 3980)]
    assert found["share"] == [("没有经过转发", 38400), ("李叔叔", 16780)]
    assert [name for name, _ in found["method"]] == ["微信支付", "现金"]
    pieces = {one["name"]: one["pieces"] for one in _report(api, "product")["lines"]}
    assert pieces == {CHERRIES: 4, GRAPES: 1}
    assert _report(api, "day")["before"]["orders"] == 0
    assert _report(api, "day", "first=2026-11-22&last=2026-11-23")["before"]["orders"] == 3


def test_the_sheet_says_the_same(shop: Shop) -> None:
    api = shop.world.api("王总")
    status, content = api.get(f"/reports/sales.xlsx?{SPAN}&by=staff")
    assert status == 200
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1][0] == "小李"
    assert rows[1][6] == 295.8
    assert rows[-1][:2] == ["合计", 3]


def test_spans_are_sound(shop: Shop) -> None:
    api = shop.world.api("王总")
    for span in ("first=2026-11-21&last=2026-11-20", "first=2020-01-01&last=2026-11-20"):
        assert api.get(f"/reports/sales?{span}")[0] == 422
    week = _report(api, "week", "first=2026-11-18&last=2026-12-01")
    assert [one["key"] for one in week["lines"]] == ["2026-11-16", "2026-11-23", "2026-11-30"]


def test_the_customer_knows_what_was_bought(shop: Shop) -> None:
    with shop.world.inside():
        zhang = Customer.objects.get(pk=shop.customers["张阿姨"])
        assert (zhang.order_count, zhang.order_total_fen) == (3, 2 * 3980 + 2 * 12800)
        assert zhang.last_order_at == NOON + timedelta(days=2)
        assert zhang.lifecycle == "loyal"
        li = Customer.objects.get(pk=shop.customers["李叔叔"])
        assert (li.order_count, li.order_total_fen, li.lifecycle) == (1, 25600, "customer")
        order = Order.objects.get(customer=li)
        steps.refunded(order.pk, fen=25600, refund_id=2)
        li.refresh_from_db()
        assert (li.order_count, li.order_total_fen, li.last_order_at) == (0, 0, None)
    rows = shop.world.api("王总").get("/customers?sort=-order_total_fen&limit=1")[1]["items"]
    assert (rows[0]["name"], rows[0]["order_count"]) == ("张阿姨", 3)
    asked = '{"field":"order_total_fen","op":"ge","value":30000}'
    rows = shop.world.api("王总").get(f"/customers?filter={asked}")[1]["items"]
    assert [row["name"] for row in rows] == ["张阿姨"]


def test_periods_cover_the_span() -> None:
    first, last = date(2026, 1, 30), date(2026, 3, 2)
    assert rules.starts(first, last, "month") == [date(2026, m, 1) for m in (1, 2, 3)]
    assert rules.window_of(date(2026, 1, 1), "month", first, last) == (first, date(2026, 1, 31))
    assert len(rules.starts(first, last, "day")) == 32
    assert rules.before(date(2026, 3, 1), date(2026, 3, 31)) == (
        date(2026, 1, 29),
        date(2026, 2, 28),
    )
    assert (rules.permille(1, 3), rules.permille(0, 0), rules.permille(5, -5)) == (333, 0, 0)
