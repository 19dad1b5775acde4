"""Products: kept by those who may, in order, with pictures of one's own."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from keliu.catalog.models import Product
from keliu.platform import files
from tests.cast import Api, World

GIFT = {"name": "中秋礼盒", "summary": "八枚装", "price_fen": 19900, "unit": "盒"}


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#F08C1A").save(out, "PNG")
    return out.getvalue()


def test_a_product_with_its_pictures(far_sail: World) -> None:
    with far_sail.inside():
        first, second = files.store_picture(_picture()), files.store_picture(_picture())
    wanted = {**GIFT, "description": "冷链到家", "picture_ids": [str(second.id), str(first.id)]}
    status, body = far_sail.api("王总").post("/products", wanted)
    assert (status, body["price_fen"], body["state"], body["position"]) == (200, 19900, "on", 1)
    assert [one["id"] for one in body["pictures"]] == [str(second.id), str(first.id)]
    assert body["picture_url"] == second.url


def test_pictures_of_the_shop_next_door_are_refused(far_sail: World, next_door: World) -> None:
    with next_door.inside():
        theirs = files.store_picture(_picture())
    status, body = far_sail.api("王总").post("/products", {**GIFT, "picture_ids": [str(theirs.id)]})
    assert (status, body["errors"][0]["field"]) == (422, "picture_ids")
    with far_sail.inside():
        assert not Product.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"price_fen": -1}, {"price_fen": 1.5}, {"state": "x"}, {"name": " "}]
)
def test_bad_input_is_refused(far_sail: World, wrong: dict[str, object]) -> None:
    assert far_sail.api("王总").post("/products", {**GIFT, **wrong})[0] == 422


def test_who_may_see_and_edit(far_sail: World, next_door: World) -> None:
    _, made = far_sail.api("王总").post("/products", GIFT)
    path = f"/products/{made['id']}"
    assert far_sail.api("小李").get(path)[0] == 200
    assert far_sail.api("小李").patch(path, {"name": "x", "version": 1})[0] == 403
    assert next_door.api("老王").get(path)[0] == 404
    assert next_door.api("老王").delete(path)[0] == 404
    assert Api().get("/products")[0] == 401
    assert next_door.api("老王").get("/products")[1]["items"] == []


def test_edit_delete_restore(far_sail: World) -> None:
    api = far_sail.api("王总")
    _, made = api.post("/products", GIFT)
    path = f"/products/{made['id']}"
    status, body = api.patch(path, {"price_fen": 18800, "state": "off", "version": 1})
    assert (status, body["price_fen"], body["state"], body["version"]) == (200, 18800, "off", 2)
    status, late = api.patch(path, {"price_fen": 1, "version": 1})
    assert (status, late["current"]["price_fen"]) == (409, 18800)
    assert api.delete(path)[0] == 204
    assert api.get(path)[0] == 404
    assert api.get("/products")[1]["items"] == []
    assert api.post(f"{path}/restore")[0] == 200
    assert len(api.get("/products?state=off")[1]["items"]) == 1
    assert api.get("/products?state=on")[1]["items"] == []


def test_a_deleted_product_leaves_the_card(far_sail: World) -> None:
    api = far_sail.api("王总")
    _, made = api.post("/products", GIFT)
    _, card = api.post("/cards", {"product_ids": [made["id"]]})
    assert [one["name"] for one in card["products"]] == ["中秋礼盒"]
    api.delete(f"/products/{made['id']}")
    assert api.get(f"/cards/{card['id']}")[1]["products"] == []


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_for_one_and_thirty(far_sail: World, size: int) -> None:
    with far_sail.inside():
        picture = files.store_picture(_picture())
        rows = [Product(name=f"第 {at:02} 款", picture_ids=[picture.id]) for at in range(size)]
        Product.objects.bulk_create(rows)
    api = far_sail.api("小李")
    with CaptureQueriesContext(connection) as asked:
        _, body = api.get("/products?sort=name")
    assert len(body["items"]) == size
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) == 4
    assert len(api.get("/products?q=第 00")[1]["items"]) == 1
