"""Orders over the wire: the customer's phone, the shop's console, and nobody else's."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.orders import public as orders
from keliu.orders.models import Order
from keliu.orders.services import people, sheets
from keliu.orders.tests.shop import CHERRIES, GRAPES, Shop, open_shop
from keliu.platform.models import AuditEntry
from tests.cast import World


@pytest.fixture
def shop(far_sail: World) -> Shop:
    with far_sail.inside():
        return open_shop(far_sail, "小李")


def _body(shop: Shop, *lines: tuple[str, int], **rest: Any) -> dict[str, Any]:
    asked = [{"sku_id": str(shop.skus[name]), "quantity": many} for name, many in lines]
    return {"lines": asked, "delivery": "pickup", **rest}


def test_bought_on_the_phone_fetched_at_the_counter(shop: Shop, far_sail: World) -> None:
    phone, counter = shop.phone(), far_sail.api("小吴")
    body = _body(shop, (GRAPES, 2))
    status, quote = phone.post("/visitor/orders/quote", body)
    assert (status, quote["total_fen"], quote["deliveries"]) == (200, 7960, ["ship", "pickup"])
    status, refused = phone.post("/visitor/orders", body | {"expected_total_fen": 1})
    assert (status, refused["code"], refused["quote"]["total_fen"]) == (409, "price_changed", 7960)
    status, mine = phone.post("/visitor/orders", body | {"expected_total_fen": 7960})
    assert (status, mine["can"]) == (200, ["pay", "cancel"])
    path = f"/visitor/orders/{mine['id']}"
    with far_sail.inside():
        orders.pay_recorded(int(mine["id"]), method="cash", note="")
    mine = phone.get(path)[1]
    assert mine["can"] == ["after_sale"]
    assert mine["pickup_qr"].startswith("data:image/png;base64,")
    status, seen = counter.post("/orders/verify", {"code": mine["pickup_code"]})
    assert (status, seen["state"], seen["lines"][0]["quantity"]) == (200, "paid", 2)
    status, done = counter.post("/orders/verify", {"code": mine["pickup_code"], "confirm": True})
    assert (status, done["state"]) == (200, "done")
    again = counter.post("/orders/verify", {"code": mine["pickup_code"], "confirm": True})
    assert (again[0], again[1]["code"]) == (409, "pickup_done")
    assert phone.get("/visitor/orders")[1]["items"][0]["state"] == "done"


def test_other_peoples_orders_are_nowhere(shop: Shop, far_sail: World, next_door: World) -> None:
    with far_sail.inside():
        row = shop.place((GRAPES, 1))
    for api in (shop.phone("李叔叔"),):
        assert api.get(f"/visitor/orders/{row.pk}")[0] == 404
        assert api.post(f"/visitor/orders/{row.pk}/cancel")[0] == 404
    assert next_door.api("老王").get(f"/orders/{row.pk}")[0] == 404
    assert far_sail.api("小赵").get(f"/orders/{row.pk}")[0] == 404
    assert far_sail.api("小赵").get("/orders")[1]["items"] == []
    assert far_sail.api("小李").get(f"/orders/{row.pk}")[0] == 200


def test_an_address_is_shown_in_full_once_asked_for(shop: Shop, far_sail: World) -> None:
    address = {"name": "张阿姨", "phone": "13800138000", "region": "440305", "detail": "桂庙路1号"}
    body = _body(shop, (CHERRIES, 1), delivery="ship", address=address, expected_total_fen=12_800)
    made = shop.phone().post("/visitor/orders", body)[1]
    api = far_sail.api("小李")
    seen = api.get(f"/orders/{made['id']}")[1]
    assert "桂庙路" not in str(seen)
    full = api.post(f"/orders/{made['id']}/address")[1]
    assert full == {
        "name": "张阿姨",
        "phone": "13800138000",
        "text": "广东省深圳市南山区 桂庙路1号",
    }
    with far_sail.inside():
        assert AuditEntry.objects.filter(action="order.address").count() == 1


def test_the_list_finds_and_waits(shop: Shop, far_sail: World) -> None:
    with far_sail.inside():
        first, second = shop.place((GRAPES, 1)), shop.place((CHERRIES, 1), who="李叔叔")
        orders.pay_recorded(first.pk, method="cash", note="")
        first.refresh_from_db()
    api = far_sail.api("小李")

    def numbers(query: str) -> list[str]:
        return [one["number"] for one in api.get(f"/orders?{query}")[1]["items"]]

    assert numbers("") == [second.number, first.number]
    assert numbers(f"q={first.number}") == numbers(f"q={first.pickup_code}") == [first.number]
    assert numbers("q=李叔") == numbers("wait=pay") == numbers("state=pending") == [second.number]
    assert numbers("wait=collect") == numbers("sold=true") == [first.number]
    assert numbers("wait=ship") == numbers("created_to=2020-01-01") == []
    counts = api.get("/orders/counts")[1]
    assert counts == {"pay": 1, "ship": 0, "collect": 1, "after_sale": 0, "check": 0}


def test_thirty_orders_cost_as_many_questions_as_one(shop: Shop, far_sail: World) -> None:
    api, asked = far_sail.api("小李"), []
    with far_sail.inside():
        shop.place((GRAPES, 1))
    api.get("/orders")
    for more in (0, 8):
        with far_sail.inside():
            for _ in range(more):
                shop.place((GRAPES, 1), (CHERRIES, 1))
        with CaptureQueriesContext(connection) as counted:
            api.get("/orders")
        asked.append(len(counted))
    assert asked[0] == asked[1]


def test_how_the_shop_trades(far_sail: World) -> None:
    boss, seller = far_sail.api("王总"), far_sail.api("小李")
    found = boss.get("/trade-settings")[1]
    assert (found["pay_minutes"], found["version"]) == (30, 0)
    change = {"pay_minutes": 15, "places": [{"name": "总店", "hours": "9:00–21:00"}], "version": 0}
    status, saved = boss.patch("/trade-settings", change)
    assert (status, saved["pay_minutes"], saved["places"][0]["name"]) == (200, 15, "总店")
    assert boss.patch("/trade-settings", change)[0] == 409
    assert seller.patch("/trade-settings", change)[0] == 403
    place = saved["places"][0]["id"]
    assert (
        boss.patch("/trade-settings", {"invoice_on": True, "version": 1})[1]["places"][0]["id"]
        == place
    )


def test_at_the_till(shop: Shop, far_sail: World) -> None:
    status, made = far_sail.api("小李").post("/orders", {"total_fen": 500})
    assert (status, made["kind"], made["total_fen"]) == (200, "cashier", 500)
    assert made["created_by"]["name"] == "小李"
    lines = [{"sku_id": str(shop.skus[GRAPES]), "quantity": 3}]
    status, sold = far_sail.api("小李").post("/orders", {"lines": lines})
    assert (status, sold["total_fen"], sold["delivery"]) == (200, 11_940, "none")
    assert far_sail.api("小李").post("/orders", {"lines": lines, "total_fen": 1})[0] == 422
    with far_sail.inside():
        assert shop.stock(GRAPES) == 7
        owners = set(Order.objects.values_list("owner_id", flat=True))
        assert owners == {far_sail.staff["小李"].pk}


def test_found_by_number_and_taken_away_as_a_sheet(
    shop: Shop, far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with far_sail.inside():
        row = shop.place((GRAPES, 1), (CHERRIES, 2))
    hits = far_sail.api("小李").get(f"/customers/search?q={row.number[:10]}")[1]["items"]
    assert [(one["kind"], one["name"]) for one in hits] == [("order", row.number)]
    assert far_sail.api("小赵").get(f"/customers/search?q={row.number}")[1]["items"] == []
    assert far_sail.api("小吴").get("/orders/export")[0] == 403
    status, sheet = far_sail.api("王总").get("/orders/export")
    assert status == 200
    book = openpyxl.load_workbook(io.BytesIO(sheet), read_only=True)
    cells = [list(one) for one in book.active.iter_rows(values_only=True)]
    assert (len(cells), cells[1][0], cells[1][14]) == (2, row.number, 295.8)
    assert cells[1][8] == "阳光玫瑰 × 1;车厘子 × 2"
    monkeypatch.setattr(sheets, "MOST", 2)
    assert far_sail.api("王总").get("/orders/export")[0] == 200
    status, refused = far_sail.api("王总").get("/orders/export")
    assert (status, refused["code"], refused["taken"]) == (422, "too_many_orders", 2)


def test_it_goes_where_its_customer_goes(shop: Shop, far_sail: World) -> None:
    with far_sail.inside():
        row = shop.place((GRAPES, 1))
    keep, gone = shop.customers["李叔叔"], shop.customers["张阿姨"]
    with far_sail.inside():
        assert people.PART.count([gone]) == 1
        assert people.privacy_counts(gone) == [("订单", "Orders", 1)]
        assert people.export(gone)[1][0]["lines"][0]["title"] == GRAPES
    api = far_sail.api("王总")
    merge = [{"id": str(gone), "version": 1}]
    body = {"keep_id": str(keep), "keep_version": 1, "merge": merge, "choices": {}}
    status, answer = api.post("/customers/merge", body)
    assert status == 200, answer
    with far_sail.inside():
        assert Order.objects.get(pk=row.pk).customer_id == keep


def test_a_neighbours_goods_are_not_for_sale_here(
    shop: Shop, far_sail: World, next_door: World
) -> None:
    with next_door.inside():
        theirs = open_shop(next_door, "老王").skus[GRAPES]
    phone = shop.phone()
    body = {"lines": [{"sku_id": str(theirs), "quantity": 1}], "delivery": "pickup"}
    line = phone.post("/visitor/orders/quote", body)[1]["lines"][0]
    assert (line["problem"], line["title"], line["price_fen"]) == ("off_shelf", "", 0)
    status, refused = phone.post("/visitor/orders", body | {"expected_total_fen": 0})
    assert (status, refused["code"]) == (409, "not_buyable")
