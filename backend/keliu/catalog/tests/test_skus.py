"""Products with specs: saved as a whole, priced by the lowest, shown in the shop."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.catalog import public as catalog
from keliu.catalog.models import Product, Sku, StockEntry
from keliu.catalog.services import shelf
from keliu.kit import clock
from tests import cast
from tests.cast import Api, World

GIFT: dict[str, Any] = {
    "name": "车厘子",
    "specs": [{"name": "规格", "values": ["两斤装", "五斤装"]}],
    "skus": [
        {"values": ["两斤装"], "price_fen": 9800, "stock": 10, "code": "CLZ-2"},
        {"values": ["五斤装"], "price_fen": 21800, "member_price_fen": 19800, "stock": 3},
    ],
}


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture
def boss(world: World) -> Api:
    return world.api("王总")


def good(answer: tuple[int, Any]) -> Any:
    assert answer[0] < 300, answer
    return answer[1]


def add(boss: Api, **more: Any) -> Any:
    return good(boss.post("/products", {**GIFT, **more}))


def sent(product: dict[str, Any]) -> list[dict[str, Any]]:
    """The SKUs of a product as an editor sends them back."""
    kept = ("id", "values", "code", "price_fen", "member_price_fen", "stock", "picture_id")
    return [
        {**{name: sku[name] for name in kept}, "stock_was": sku["stock"]} for sku in product["skus"]
    ]


def shop_code(boss: Api) -> str:
    card = good(boss.post("/cards", {"template": "classic", "name": "王总"}))["id"]
    good(boss.post(f"/cards/{card}/publish", {"version": 1}))
    return str(good(boss.get(f"/cards/{card}/codes"))["items"][0]["code"])


def test_a_product_has_one_sku_at_its_price(world: World, boss: Api) -> None:
    made = good(boss.post("/products", {"name": "苹果", "price_fen": 800}))
    assert [(one["values"], one["price_fen"], one["stock"]) for one in made["skus"]] == [
        ([], 800, None)
    ]
    changed = good(boss.patch(f"/products/{made['id']}", {"version": 1, "price_fen": 900}))
    assert (changed["price_fen"], changed["skus"][0]["price_fen"]) == (900, 900)


def test_a_matrix_is_saved_as_a_whole(world: World, boss: Api) -> None:
    made = add(boss)
    assert (made["price_fen"], made["price_to_fen"], made["stock"]) == (9800, 21800, 13)
    rows = sent(made)
    rows[0], rows[1] = rows[1] | {"values": ["两斤装"]}, rows[0] | {"values": ["五斤装"]}
    swapped = good(boss.patch(f"/products/{made['id']}", {"version": 1, "skus": rows}))
    assert [(one["id"], one["values"]) for one in swapped["skus"]] == [
        (made["skus"][1]["id"], ["两斤装"]),
        (made["skus"][0]["id"], ["五斤装"]),
    ]
    one = {"version": 2, "specs": [], "skus": [{"price_fen": 5000}]}
    plain = good(boss.patch(f"/products/{made['id']}", one))
    assert (plain["price_fen"], len(plain["skus"])) == (5000, 1)
    with world.inside():
        gone = Sku.objects.filter(deleted_at__isnull=False)
        assert set(gone.values_list("pk", flat=True)) == {int(o["id"]) for o in made["skus"]}
        assert not any(s.on_shelf for s in catalog.sellables([int(made["skus"][0]["id"])]).values())


def test_what_was_sold_meanwhile_stays_sold(world: World, boss: Api) -> None:
    made = add(boss)
    with world.inside():
        catalog.take({int(made["skus"][0]["id"]): 4}, "order:1")
    rows = sent(made)
    rows[0]["stock"] = 30  # twenty more than the ten on the screen
    saved = good(boss.patch(f"/products/{made['id']}", {"version": 1, "skus": rows}))
    assert saved["skus"][0]["stock"] == 26
    rows[0] |= {"stock": 0, "stock_was": 40}
    status, refused = boss.patch(f"/products/{made['id']}", {"version": 2, "skus": rows})
    assert (status, refused["code"]) == (422, "invalid")
    with world.inside():
        entries = StockEntry.objects.filter(sku_id=int(made["skus"][0]["id"])).order_by("id")
        told = list(entries.values_list("reason", "change", "after"))
    assert told == [("opening", 10, 10), ("sold", -4, 6), ("edited", 20, 26)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"specs": []}, "skus"),
        ({"skus": []}, "skus"),
        ({"specs": [{"name": "规格", "values": ["两斤装", "两斤装"]}]}, "specs"),
        ({"skus": [{"values": ["三斤装"], "price_fen": 1}]}, "skus"),
        ({"skus": [{"values": ["两斤装"], "price_fen": 1}] * 2}, "skus"),
        ({"on_at": "2026-01-02T00:00:00Z", "off_at": "2026-01-01T00:00:00Z"}, "off_at"),
        ({"category_id": "1"}, "category_id"),
    ],
)
def test_what_is_refused(boss: Api, change: dict[str, Any], field: str) -> None:
    status, body = boss.post("/products", {**GIFT, **change})
    assert (status, body["errors"][0]["field"]) == (422, field)
    assert good(boss.get("/products"))["items"] == []


def test_a_price_for_many_skus_is_set_in_the_table(boss: Api) -> None:
    made = add(boss)
    status, body = boss.patch(f"/products/{made['id']}", {"version": 1, "price_fen": 1})
    assert (status, body["errors"][0]["field"]) == (422, "price_fen")


def test_a_code_belongs_to_one_sku(boss: Api) -> None:
    add(boss)
    status, body = boss.post(
        "/products", {"name": "别的", "skus": [{"price_fen": 1, "code": "CLZ-2"}]}
    )
    assert (status, body["code"]) == (409, "sku_code_taken")


def test_counting_says_why(world: World, boss: Api) -> None:
    made = add(boss)
    counts = [{"sku_id": made["skus"][1]["id"], "stock": 1, "stock_was": 3}]
    path = f"/products/{made['id']}/stock"
    counted = good(boss.post(path, {"counts": counts, "note": "坏了两盒"}))
    assert (counted["skus"][1]["stock"], counted["low"]) == (1, True)
    entries = good(boss.get(f"/stock-entries?product={made['id']}"))["items"]
    first = entries[0]
    assert (first["change"], first["after"], first["reason"], first["note"], first["by"]) == (
        -2, 1, "corrected", "坏了两盒", "王总",
    )  # fmt: skip
    assert (first["product"]["name"], first["spec"]) == ("车厘子", "五斤装")
    assert [one["id"] for one in good(boss.get("/products?low=true"))["items"]] == [made["id"]]


def test_the_shop_shows_what_stands_on_the_shelf(world: World, boss: Api) -> None:
    code = shop_code(boss)
    fruit = good(boss.post("/categories", {"name": "水果"}))["id"]
    made = add(boss, category_id=fruit, description="<p>甜<script>x()</script></p>")
    add(boss, name="没上架", state="off", skus=[{"values": ["两斤装"], "price_fen": 1}])
    soon = clock.iso(clock.now() + timedelta(days=1))
    add(boss, name="明天上", on_at=soon, skus=[{"values": ["两斤装"], "price_fen": 1}])
    stranger = Api("")
    page = good(stranger.get(f"/public/shops/{code}/products"))
    assert [one["name"] for one in page["items"]] == ["车厘子"]
    assert page["categories"] == [{"id": fruit, "name": "水果", "picture_url": None, "count": 1}]
    row = page["items"][0]
    assert (row["price_fen"], row["price_to_fen"], row["sold_out"]) == (9800, 21800, False)
    whole = good(stranger.get(f"/public/shops/{code}/products/{made['id']}"))
    assert whole["description"] == "<p>甜</p>"
    assert [sku["stock"] for sku in whole["skus"]] == [10, 3]
    assert good(stranger.get(f"/public/shops/{code}/products?category=none"))["items"] == []
    assert good(stranger.get(f"/public/shops/{code}/products?ids={made['id']},x"))["items"]
    shelves = {one["name"]: one["shelf"] for one in good(boss.get("/products"))["items"]}
    assert shelves == {"车厘子": "on", "没上架": "off", "明天上": "soon"}
    with world.inside():
        Product.objects.filter(pk=int(made["id"])).update(state="off")
    assert stranger.get(f"/public/shops/{code}/products/{made['id']}")[0] == 404


def test_categories_are_put_in_order(boss: Api) -> None:
    first, second = (good(boss.post("/categories", {"name": name})) for name in ("水果", "礼盒"))
    assert boss.post("/categories", {"name": "水果"})[1]["code"] == "category_taken"
    good(boss.post("/categories/order", {"ids": [second["id"], first["id"]]}))
    assert [one["name"] for one in good(boss.get("/categories"))["items"]] == ["礼盒", "水果"]
    made = add(boss, category_id=first["id"])
    good(boss.delete(f"/categories/{first['id']}"))
    assert good(boss.get(f"/products/{made['id']}"))["category"] is None
    good(boss.post(f"/categories/{first['id']}/restore"))
    assert good(boss.get(f"/products/{made['id']}"))["category"]["name"] == "水果"


def test_products_change_places(boss: Api) -> None:
    made = [good(boss.post("/products", {"name": name}))["id"] for name in ("甲", "乙", "丙")]
    good(boss.post("/products/order", {"ids": [made[2], made[0]]}))
    assert [one["name"] for one in good(boss.get("/products"))["items"]] == ["丙", "乙", "甲"]


def test_the_clock_takes_things_down(world: World, boss: Api) -> None:
    made = add(boss, off_at=clock.iso(clock.now() + timedelta(days=1)))
    with world.inside():
        past = clock.now() - timedelta(minutes=1)
        Product.objects.update(off_at=past)
        sku = int(made["skus"][0]["id"])
        assert not catalog.sellables([sku])[sku].on_shelf
        assert (shelf.take_down(), shelf.take_down()) == (1, 0)
    now = good(boss.get(f"/products/{made['id']}"))
    assert (now["state"], now["shelf"]) == ("off", "off")
    path, again = f"/products/{made['id']}", {"version": now["version"], "state": "on"}
    status, body = boss.patch(path, again)
    assert (status, body["errors"][0]["field"]) == (422, "off_at")
    assert good(boss.patch(path, {**again, "off_at": None}))["shelf"] == "on"
