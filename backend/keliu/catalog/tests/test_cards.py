"""Cards: written, published, taken down, deleted, brought back; seen by those who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.catalog.models import Card, CardCode
from keliu.platform import sql
from tests.cast import Api, World

FULL = {
    "template": "cover",
    "phone": "13800001111",
    "email": "li@yuanhang.example",
    "wechat": "xiaoli-far",
    "address": "上海市黄浦区外滩 1 号",
    "intro": "做了八年渠道",
}


def _card(world: World, who: str, **fields: object) -> dict[str, object]:
    status, body = world.api(who).post("/cards", {**FULL, **fields})
    assert status == 200, body
    return dict(body)


def _published(world: World, who: str, **fields: object) -> tuple[dict[str, object], str]:
    card = _card(world, who, **fields)
    api = world.api(who)
    status, card = api.post(f"/cards/{card['id']}/publish", {"version": card["version"]})
    assert (status, card["state"]) == (200, "published")
    codes = api.get(f"/cards/{card['id']}/codes")[1]["items"]
    return card, codes[0]["code"]


def test_a_new_card_takes_name_and_company_and_comes_with_a_code(far_sail: World) -> None:
    card = _card(far_sail, "小李")
    assert (card["name"], card["company"], card["state"]) == ("小李", "远航集团", "draft")
    assert card["phone"] == "13800001111"
    assert card["can"] == ["card.read", "card.write"]
    _, body = far_sail.api("小李").get(f"/cards/{card['id']}/codes")
    (code,) = body["items"]
    assert (code["channel"], len(code["code"]), code["opens"]) == ("默认", 8, 0)
    assert code["url"].endswith(f"/s/{code['code']}")


def test_phone_and_email_are_sealed_at_rest(far_sail: World) -> None:
    card = _card(far_sail, "小李")
    with far_sail.inside():
        (row,) = sql.rows(
            "SELECT c::text FROM catalog_card c WHERE merchant_id = %s AND id = %s",
            [far_sail.merchant.pk, int(str(card["id"]))],
        )
        audit = sql.rows("SELECT changes::text FROM platform_audit", [])
    assert "13800001111" not in row[0]
    assert "li@yuanhang" not in row[0]
    assert not any("13800001111" in line[0] for line in audit)


def test_a_change_shows_masks_in_the_audit_log_and_a_stale_one_is_refused(far_sail: World) -> None:
    api = far_sail.api("小李")
    card = _card(far_sail, "小李")
    path = f"/cards/{card['id']}"
    status, body = api.patch(path, {"phone": "13900002222", "title": "总监", "version": 1})
    assert (status, body["phone"], body["title"], body["version"]) == (
        200, "13900002222", "总监", 2,
    )  # fmt: skip
    status, late = api.patch(path, {"title": "实习生", "version": 1})
    assert (status, late["code"], late["current"]["title"]) == (409, "stale", "总监")
    _, log = far_sail.api("王总").get("/audit?action=card.update")
    changes = {one["field"]: (one["before"], one["after"]) for one in log["items"][0]["changes"]}
    assert changes["phone_sealed"] == ("138****1111", "139****2222")


def test_saving_the_same_phone_again_is_no_change(far_sail: World) -> None:
    card = _card(far_sail, "小李")
    api = far_sail.api("小李")
    api.patch(f"/cards/{card['id']}", {"phone": "13800001111", "version": 1})
    _, log = far_sail.api("王总").get("/audit?action=card.update")
    assert log["items"][0]["changes"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"hidden": ["salary"]}, "hidden"),
        ({"product_ids": ["99"]}, "product_ids"),
        ({"avatar_id": "99"}, "avatar_id"),
        ({"template": "neon"}, "template"),
        ({"name": ""}, "name"),
        ({"salary": 1}, "salary"),
    ],
)
def test_what_no_card_may_have_is_refused_in_words(
    far_sail: World, wrong: dict[str, object], field: str
) -> None:
    card = _card(far_sail, "小李")
    status, body = far_sail.api("小李").patch(f"/cards/{card['id']}", {**wrong, "version": 1})
    assert (status, body["code"]) == (422, "invalid")
    assert field in body["errors"][0]["field"]
    with far_sail.inside():
        assert Card.objects.get().version == 1


def test_who_sees_whose_cards(far_sail: World, next_door: World) -> None:
    mine = _card(far_sail, "小李")
    _card(far_sail, "小孙")
    assert len(far_sail.api("王总").get("/cards")[1]["items"]) == 2
    assert [c["name"] for c in far_sail.api("周经理").get("/cards")[1]["items"]] == ["小李"]
    assert [c["name"] for c in far_sail.api("小李").get("/cards?staff=me")[1]["items"]] == ["小李"]
    for stranger in (far_sail.api("小赵"), next_door.api("老王")):
        assert stranger.get(f"/cards/{mine['id']}")[0] == 404
        assert stranger.patch(f"/cards/{mine['id']}", {"name": "x", "version": 1})[0] == 404
        assert stranger.delete(f"/cards/{mine['id']}")[0] == 404
        assert stranger.post(f"/cards/{mine['id']}/codes", {"channel": "x"})[0] == 404
    assert far_sail.api("小吴").get("/cards")[0] == 403
    assert Api().get("/cards")[0] == 401
    with far_sail.inside():
        row = Card.objects.get(pk=int(str(mine["id"])))
        assert (row.name, row.version, row.deleted_at) == ("小李", 1, None)


def test_a_sales_person_can_not_write_a_colleagues_card(far_sail: World) -> None:
    other = str(far_sail.staff["小赵"].pk)
    assert far_sail.api("小李").post("/cards", {"staff_id": other})[0] == 404
    assert far_sail.api("周经理").post("/cards", {"staff_id": other})[0] == 200
    with far_sail.inside():
        assert Card.objects.count() == 1


def test_publish_delete_restore(far_sail: World) -> None:
    card, code = _published(far_sail, "小李")
    api, path = far_sail.api("小李"), f"/cards/{card['id']}"
    assert Api().get(f"/visitor/card?code={code}")[0] == 200
    status, down = api.post(f"{path}/unpublish", {"version": card["version"]})
    assert (status, down["state"]) == (200, "draft")
    status, gone = Api().get(f"/visitor/card?code={code}")
    assert (status, gone["code"]) == (410, "code_gone")
    api.post(f"{path}/publish", {"version": down["version"]})
    assert api.delete(path)[0] == 204
    assert api.delete(path)[0] == 404
    assert api.get(path)[0] == 404
    assert Api().get(f"/visitor/card?code={code}")[0] == 410
    assert api.post(f"{path}/restore")[0] == 200
    assert api.post(f"{path}/restore")[0] == 404
    assert Api().get(f"/visitor/card?code={code}")[0] == 200


def test_publishing_twice_changes_nothing(far_sail: World) -> None:
    card, _ = _published(far_sail, "小李")
    api, path = far_sail.api("小李"), f"/cards/{card['id']}/publish"
    status, again = api.post(path, {"version": card["version"]})
    assert (status, again["version"]) == (200, card["version"])
    assert api.post(path, {"version": 1})[0] == 409


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_costs_the_same_for_one_card_and_thirty(far_sail: World, size: int) -> None:
    with far_sail.inside():
        owner = far_sail.staff["小李"]
        cards = [Card(owner=owner, name=f"名片 {at}") for at in range(size)]
        Card.objects.bulk_create(cards)
    api = far_sail.api("小李")
    with CaptureQueriesContext(connection) as asked:
        _, body = api.get("/cards")
    assert len(body["items"]) == size
    assert len([q for q in asked if q["sql"].startswith("SELECT")]) == 2


def test_pages_follow_one_another(far_sail: World) -> None:
    for at in range(5):
        _card(far_sail, "小李", name=f"第 {at} 张")
    api, seen, cursor = far_sail.api("小李"), [], ""
    while cursor is not None:
        _, body = api.get(f"/cards?limit=2&sort=name&total=true&cursor={cursor}")
        seen += [one["name"] for one in body["items"]]
        assert (body["total"], body["items"][0]["code_count"]) == (5, 1)
        cursor = body["next"]
    assert seen == [f"第 {at} 张" for at in range(5)]


def test_codes_have_channels_and_can_be_taken_back(far_sail: World) -> None:
    card, _ = _published(far_sail, "小李")
    api = far_sail.api("小李")
    status, code = api.post(f"/cards/{card['id']}/codes", {"channel": "展会海报"})
    assert (status, code["channel"], code["customers"]) == (200, "展会海报", 0)
    status, code = api.patch(f"/codes/{code['id']}", {"channel": "前台", "version": 1})
    assert (status, code["channel"]) == (200, "前台")
    assert api.patch(f"/codes/{code['id']}", {"channel": "旧", "version": 1})[0] == 409
    assert far_sail.api("小赵").delete(f"/codes/{code['id']}")[0] == 404
    assert api.delete(f"/codes/{code['id']}")[0] == 204
    assert Api().get(f"/visitor/card?code={code['code']}")[0] == 410
    assert len(api.get(f"/cards/{card['id']}/codes")[1]["items"]) == 1
    assert api.post(f"/codes/{code['id']}/restore")[0] == 200
    assert Api().get(f"/visitor/card?code={code['code']}")[0] == 200


def test_a_double_tap_makes_one_card(far_sail: World) -> None:
    api = far_sail.api("小李")
    first = api.post("/cards", FULL, Idempotency_Key="tap-1")
    assert api.post("/cards", FULL, Idempotency_Key="tap-1") == first
    with far_sail.inside():
        assert (Card.objects.count(), CardCode.objects.count()) == (1, 1)
