"""Field permission × mask: on every way out, on every way in, and in every question."""

from typing import Any

import pytest

from keliu.accounts.models import Session
from keliu.kinds.tests.factories import choices, field, wrong
from tests.cast import Api, World

HIDDEN, READ = {"right": "none"}, {"right": "read"}
LISTS, ALWAYS = {"mask": "list"}, {"mask": "always"}


def limited(world: World, name: str, **fields: dict[str, Any]) -> Api:
    """One person signed in, whose role has these rules: kind → field → rule."""
    api = world.api(name)
    rows = Session.objects.filter(staff_id=world.staff[name].pk)
    assert rows.update(fields=fields) == 1
    return api


@pytest.fixture
def known(far_sail: World) -> dict[str, Any]:
    """A customer of 小李 with everything filled in, an opportunity and a product."""
    boss, seller = far_sail.api("王总"), far_sail.api("小李")
    for kind in ("customer", "opportunity", "product"):
        field(boss, "底价", "money", kind=kind, slug="floor")
        field(boss, "渠道", "single", kind=kind, slug="channel", choices=choices("直销", "代理"))
    custom = {"floor": 5000, "channel": "o1"}
    body = {
        "name": "张阿姨",
        "phone": "13812345678",
        "email": "zhang@far.cn",
        "company": "远东贸易",
        "industry": "外贸",
        "level": "A",
        "address": "海岸路 8 号",
        "custom": custom,
    }
    row = seller.post("/customers", body)[1]
    deal = {"customer_id": row["id"], "title": "中秋礼盒", "amount_fen": 880000, "custom": custom}
    opportunity = seller.post("/opportunities", deal)[1]
    goods = {"name": "中秋礼盒", "price_fen": 9900, "custom": custom}
    product = boss.post("/products", goods)[1]
    return {"customer": row, "opportunity": opportunity, "product": product}


def both(api: Api, path: str, identifier: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record in its list and by itself."""
    return api.get(path)[1]["items"][0], api.get(f"{path}/{identifier}")[1]


def test_a_hidden_field_is_nowhere(far_sail: World, known: dict[str, Any]) -> None:
    hidden = dict.fromkeys(("phone", "company", "level", "address", "custom.floor"), HIDDEN)
    api = limited(far_sail, "小李", customer=hidden)
    line, whole = both(api, "/customers", known["customer"]["id"])
    for shown in (line, whole):
        assert (shown["phone_masked"], shown["company"], shown["level"]) == ("", "", "")
        assert shown["custom"] == {"channel": "o1"}
    assert whole["address"] == ""
    assert (whole["industry"], whole["name"]) == ("外贸", "张阿姨")
    keys = [one["key"] for one in api.get("/kinds/customer/fields")[1]["items"]]
    assert not set(keys) & set(hidden)
    hit = api.get("/customers/search?q=张阿姨")[1]["items"][0]
    assert "远东" not in hit["subtitle"]
    assert "138" not in hit["subtitle"]


def test_a_mask_in_lists_lifts_in_the_detail(far_sail: World, known: dict[str, Any]) -> None:
    rules = {"company": LISTS, "industry": ALWAYS, "custom.floor": LISTS, "email": ALWAYS}
    api = limited(far_sail, "小李", customer=rules)
    line, whole = both(api, "/customers", known["customer"]["id"])
    assert (line["company"], whole["company"]) == ("远***", "远东贸易")
    assert whole["industry"] == "外***"
    assert whole["email_masked"] == "z***@far.cn"
    assert (line["custom"]["floor"], whole["custom"]["floor"]) == (None, 5000)
    assert "远东" not in api.get("/customers/search?q=张阿姨")[1]["items"][0]["subtitle"]


def test_numbers_and_money_vanish_behind_a_rule(far_sail: World, known: dict[str, Any]) -> None:
    api = limited(
        far_sail, "小李",
        opportunity={"amount_fen": HIDDEN, "custom.floor": HIDDEN},
        product={"price_fen": HIDDEN, "custom.floor": ALWAYS},
    )  # fmt: skip
    for shown in both(api, "/opportunities", known["opportunity"]["id"]):
        assert shown["amount_fen"] is None
        assert shown["custom"] == {"channel": "o1"}
        assert shown["title"] == "中秋礼盒"
    for shown in both(api, "/products", known["product"]["id"]):
        assert (shown["price_fen"], shown["custom"]) == (None, {"floor": None, "channel": "o1"})


@pytest.mark.parametrize("query", ["", "?q=中秋"])
def test_the_board_keeps_amounts_back(far_sail: World, known: dict[str, Any], query: str) -> None:
    api = limited(far_sail, "小李", opportunity={"amount_fen": HIDDEN})
    columns = api.get(f"/opportunities/board{query}")[1]["columns"]
    assert {column["amount_fen"] for column in columns} == {None}
    assert [card["amount_fen"] for column in columns for card in column["items"]] == [None]
    stage = columns[0]["stage"]["id"]
    assert api.get(f"/opportunities/board/{stage}")[1]["items"][0]["amount_fen"] is None


def test_what_may_only_be_read_is_not_written(far_sail: World, known: dict[str, Any]) -> None:
    rules = {"level": READ, "company": HIDDEN, "custom.floor": READ, "industry": ALWAYS}
    api = limited(far_sail, "小李", customer=rules)
    path = f"/customers/{known['customer']['id']}"
    sent = {"level": "B", "company": "别家", "industry": "零售", "note": "改",
            "custom": {"floor": 1}}  # fmt: skip
    refused = api.patch(path, {"version": 1, **sent})
    assert (refused[0], refused[1]["code"]) == (403, "field_forbidden")
    assert set(wrong(refused)) == {"level", "company", "industry", "custom.floor"}
    assert refused[1]["detail"].startswith("你的角色不能改")
    assert api.get(path)[1]["version"] == 1
    assert api.post("/customers", {"name": "李叔", "level": "A"})[0] == 403
    assert api.patch(path, {"version": 1, "note": "改"})[0] == 200


def test_other_kinds_refuse_too(far_sail: World, known: dict[str, Any]) -> None:
    api = limited(far_sail, "小李", opportunity={"amount_fen": READ, "custom.floor": HIDDEN})
    path = f"/opportunities/{known['opportunity']['id']}"
    assert set(wrong(api.patch(path, {"version": 1, "amount_fen": 1}))) == {"amount_fen"}
    assert set(wrong(api.patch(path, {"version": 1, "custom": {"floor": 1}}))) == {"custom.floor"}
    made = api.post("/opportunities", {"customer_id": known["customer"]["id"], "title": "新的"})
    assert made[0] == 200
    boss = limited(far_sail, "王总", product={"price_fen": READ})
    goods = f"/products/{known['product']['id']}"
    assert set(wrong(boss.patch(goods, {"version": 1, "price_fen": 1}))) == {"price_fen"}


def test_a_stale_answer_keeps_back_the_same(far_sail: World, known: dict[str, Any]) -> None:
    api = limited(far_sail, "小李", customer={"company": HIDDEN})
    path = f"/customers/{known['customer']['id']}"
    assert api.patch(path, {"version": 1, "note": "一"})[0] == 200
    status, body = api.patch(path, {"version": 1, "note": "二"})
    assert (status, body["code"], body["current"]["company"]) == (409, "stale", "")


def test_hidden_and_masked_fields_answer_no_questions(
    far_sail: World, known: dict[str, Any]
) -> None:
    api = limited(far_sail, "小李", customer={"score": HIDDEN, "industry": LISTS, "level": HIDDEN},
                  opportunity={"amount_fen": LISTS})  # fmt: skip
    for path in (
        "/customers?sort=-score",
        "/customers?level=A",
        '/customers?filter={"field":"industry","op":"is","value":"外贸"}',
        '/customers?filter={"field":"level","op":"is","value":"A"}',
        "/opportunities?sort=-amount_fen",
        '/opportunities?filter={"field":"amount_fen","op":"gt","value":1}',
    ):
        assert api.get(path)[0] == 422, path
    assert api.get("/customers?sort=name")[0] == 200


def test_a_hidden_phone_is_not_revealed(far_sail: World, known: dict[str, Any]) -> None:
    path = f"/customers/{known['customer']['id']}/reveal-phone"
    api = far_sail.api("小李")
    assert api.post(path)[1] == {"phone": "13812345678"}
    for rule in (HIDDEN, ALWAYS):
        limited(far_sail, "小李", customer={"phone": rule})
        status, body = api.post(path)
        assert (status, body["code"]) == (403, "field_forbidden")


def test_who_has_no_rules_gets_the_very_text(far_sail: World, known: dict[str, Any]) -> None:
    from keliu.kinds import public as kinds
    from keliu.kit import actor

    text = b'[{"id":"1"}]'
    with far_sail.inside():
        assert kinds.conceal_text("customer", text) is text
        bound = actor.Actor(staff_id=1, name="小李", fields={"lead": {"phone": HIDDEN}})
        with actor.acting(bound):
            assert kinds.conceal_text("customer", text) is text
