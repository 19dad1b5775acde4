"""How menus, followers and WeChat's tags are used rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, an, fixed, linked, versioned
from tests.matrix.world_menus import BUTTONS

MINE: dict[str, Any] = {"path": {"account_id": "wechat_account"}, **BOSS}
ENTRY: dict[str, Any] = {
    "path": {"account_id": "wechat_account", "entry_id": "menu_entry"}, **BOSS,
}  # fmt: skip
FAN: dict[str, Any] = {"path": {"follower_id": "follower"}, **BOSS}
TAG: dict[str, Any] = {"path": {"tag_id": "fan_tag"}, **BOSS}
ACCOUNT = linked(account_id=an("wechat_account"))
OF_ACCOUNT = {"account_id": "wechat_account"}
ASKED = {"account": "wechat_account"}

MENUS = {
    "menu_accounts": Sample(**BOSS),
    "menu_get": Sample(**MINE),
    "menu_update": Sample(body=fixed(content={"buttons": BUTTONS}, version=1), **MINE),
    "menu_publish": Sample(body=fixed(version=1), **MINE),
    "menu_withdraw": Sample(**MINE),
    "menu_compare": Sample(**MINE),
    "menu_adopt": Sample(body=fixed(version=1), also=(409,), **MINE),
    "menu_history": Sample(**MINE),
    "menu_publication": Sample(**ENTRY),
    "menu_restore": Sample(body=fixed(version=1), **ENTRY),
    "menu_try": Sample(
        body=linked(follower_id=an("follower")), body_ids={"follower_id": "follower"}, **MINE
    ),
    "menu_taps": Sample(**MINE),
    "follower_list": Sample(query_ids=ASKED, **BOSS),
    "follower_summary": Sample(query_ids=ASKED, **BOSS),
    "follower_sync_start": Sample(body=ACCOUNT, body_ids=OF_ACCOUNT, **BOSS),
    "follower_update": Sample(body=versioned("follower", remark="批发李姐"), **FAN),
    "follower_link": Sample(
        body=linked(customer_id=an("customer", "小赵")),
        body_ids={"customer_id": "customer"},
        **FAN,
    ),
    "followers_tag": Sample(
        body=linked(ids=lambda world: [world.id("follower")], tag_id=an("fan_tag"), on=True),
        body_ids={"ids[]": "follower", "tag_id": "fan_tag"},
        **BOSS,
    ),
    "followers_block": Sample(
        body=linked(ids=lambda world: [world.id("follower")], on=True),
        body_ids={"ids[]": "follower"},
        **BOSS,
    ),
    "fan_tag_list": Sample(query_ids=ASKED, **BOSS),
    "fan_tag_read": Sample(body=ACCOUNT, body_ids=OF_ACCOUNT, **BOSS),
    "fan_tag_create": Sample(
        body=linked(account_id=an("wechat_account"), name="新客"), body_ids=OF_ACCOUNT, **BOSS
    ),
    "fan_tag_update": Sample(
        body=lambda world, slots: {"segment_id": world.id("segment"), "version": 1},
        body_ids={"segment_id": "segment"},
        **TAG,
    ),
    "fan_tag_delete": Sample(**TAG),
    "fan_tag_fill": Sample(also=(422,), **TAG),
}
