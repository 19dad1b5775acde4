"""A merchant's brand: set by the owner, seen by visitors, readable in any colour."""

import io
from typing import Any

import pytest
from PIL import Image

from keliu.catalog.models import CardCode
from keliu.catalog.services import cards
from keliu.kit import colors
from keliu.kit.actor import Actor, acting
from keliu.platform import files
from keliu.platform.models import AuditEntry, Merchant
from keliu.sales.models import Quote
from keliu.sales.services import pdf
from tests.cast import Api, World


def picture(world: World) -> str:
    """The id of a small picture of the merchant's."""
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "#7A4FBF").save(out, "PNG")
    with world.inside(), acting(Actor(staff_id=world.staff["王总"].pk, name="王总")):
        return str(files.store_picture(out.getvalue(), "logo").id)


@pytest.fixture
def code(far_sail: World) -> str:
    """小李's published card, which has no cover of its own."""
    with far_sail.inside():
        staff = far_sail.staff["小李"].pk
        card = cards.card_create(staff_id=staff, fields={"phone": "13800001111"}, published=True)
        return CardCode.objects.get(card=card).code


def set_up(world: World, **changes: Any) -> Any:
    boss = world.api("王总")
    status, body = boss.patch("/brand", {"version": boss.get("/brand")[1]["version"], **changes})
    assert status == 200, body
    return body


def test_the_owner_sets_the_brand_and_visitors_see_it(far_sail: World, code: str) -> None:
    logo, cover = picture(far_sail), picture(far_sail)
    body = set_up(far_sail, short_name="远航", brand_color="#7a4fbf", logo_id=logo, cover_id=cover)
    assert (body["short_name"], body["brand_color"], body["logo"]["id"]) == (
        "远航",
        "#7A4FBF",
        logo,
    )
    status, seen = Api().get(f"/visitor/brand?code={code}")
    assert (status, seen["short_name"], seen["logo_url"]) == (200, "远航", body["logo"]["url"])
    assert seen["palette"] == body["palette"]
    card = Api().get(f"/visitor/card?code={code}")[1]
    assert card["merchant"]["logo_url"] == seen["logo_url"]
    assert card["card"]["cover_url"] == body["cover"]["url"]
    assert far_sail.api("小李").get("/me")[1]["merchant"]["logo_url"] == seen["logo_url"]


def test_visitors_pages_may_keep_the_brand(far_sail: World, code: str) -> None:
    answer = Api().client.get(f"/api/v1/visitor/brand?code={code}")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert Api().get("/visitor/brand?code=zzzzzzzz")[0] == 404


def test_a_brand_without_anything_set_is_the_name_in_the_house_colour(
    far_sail: World, code: str
) -> None:
    seen = Api().get(f"/visitor/brand?code={code}")[1]
    assert (seen["short_name"], seen["logo_url"], seen["cover_url"]) == ("远航集团", None, None)
    assert seen["palette"]["light"]["accent"] == colors.HOUSE


def test_what_a_colour_would_become_is_asked_before(far_sail: World) -> None:
    status, body = far_sail.api("王总").get("/brand/palette?color=%23F08C1A")
    assert (status, set(body["notes"])) == (200, {"ink_on_fill", "text_light"})
    assert far_sail.api("王总").get("/brand/palette?color=red")[0] == 422


@pytest.mark.parametrize("who", ["小李", "周经理", "小吴"])
def test_only_who_may_change_settings_changes_the_brand(far_sail: World, who: str) -> None:
    status, body = far_sail.api(who).patch("/brand", {"short_name": "我的", "version": 1})
    assert (status, body["permission"]) == (403, "merchant.write")
    assert Merchant.objects.get(pk=far_sail.merchant.pk).short_name == ""


def test_pictures_of_next_door_and_private_ones_are_refused(
    far_sail: World, next_door: World
) -> None:
    with next_door.inside():
        out = io.BytesIO()
        Image.new("RGB", (9, 9)).save(out, "PNG")
        theirs = files.store_picture(out.getvalue()).id
    boss = far_sail.api("王总")
    status, body = boss.patch("/brand", {"logo_id": str(theirs), "version": 1})
    assert (status, [one["field"] for one in body["errors"]]) == (422, ["logo_id"])
    assert Merchant.objects.get(pk=far_sail.merchant.pk).logo_id is None


def test_every_change_is_in_the_audit_log(far_sail: World) -> None:
    set_up(far_sail, short_name="远航", brand_color="#1D4F8C")
    with far_sail.inside():
        row = AuditEntry.objects.get(action="brand.update")
    assert {one["field"] for one in row.changes} == {"short_name", "brand_color"}


def test_of_two_who_save_at_once_the_second_is_told(far_sail: World) -> None:
    set_up(far_sail, short_name="远航")
    status, body = far_sail.api("王总").patch("/brand", {"short_name": "航", "version": 1})
    assert (status, body["code"]) == (409, "stale")


def test_the_logo_is_inside_the_quote(far_sail: World) -> None:
    set_up(far_sail, logo_id=picture(far_sail), brand_color="#FFD400")
    boss = far_sail.api("王总")
    customer = boss.post("/customers", {"name": "张伟"})[1]["id"]
    line = {"name": "礼盒", "quantity": "1", "price_fen": 100}
    made = boss.post("/quotes", {"customer_id": customer, "title": "礼盒", "lines": [line]})
    assert made[0] == 200, made
    with far_sail.inside():
        page = pdf.html(Quote.objects.select_related("customer", "owner").get())
    assert 'src="data:image/png;base64,' in page
    assert colors.palette("#FFD400").light.accent_strong in page
    assert boss.get(f"/quotes/{made[1]['id']}/pdf")[0] == 200
