"""How automatic replies and codes with a scene are used rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, _restore, an, fixed, linked, versioned

READ: dict[str, Any] = {"actor": "周经理", "owned": False}
CODE: dict[str, Any] = {"path": {"code_id": "scene_code"}}
ACCOUNT: dict[str, Any] = {"path": {"account_id": "wechat_account"}}
ANSWER = {"kind": "text", "text": "您好"}

REPLIES = {
    "reply_list": Sample(**READ),
    "reply_create": Sample(
        body=fixed(kind="default", name="新回复", answers=[ANSWER]),
        body_ids={"account_id": "wechat_account"},
        **BOSS,
    ),
    "reply_order": Sample(body=linked(ids=[]), body_ids={"ids[]": "reply"}, **BOSS),
    "reply_try": Sample(body=fixed(text="请问价格多少"), **READ),
    "reply_update": _one("reply", body=versioned("reply", name="改名"), **BOSS),
    "reply_delete": _one("reply", **BOSS),
    "reply_restore": _restore("reply", "王总", owned=False),
    "old_reply_list": Sample(**ACCOUNT, **BOSS),
    "old_reply_bring": Sample(**ACCOUNT, body=fixed(places=[0]), **BOSS),
    "scene_code_list": Sample(query_ids={"account": "wechat_account", "staff": "staff"}, **READ),
    "scene_code_create": Sample(
        body=linked(name="门店立牌", account_id=an("wechat_account")),
        body_ids={"account_id": "wechat_account", "staff_id": "staff"},
        **BOSS,
    ),
    "scene_code_get": Sample(**CODE, **READ),
    "scene_code_update": Sample(
        **CODE, body=versioned("scene_code", name="改名"), body_ids={"staff_id": "staff"}, **BOSS
    ),
    "scene_code_renew": Sample(**CODE, body=versioned("scene_code", days=30), **BOSS),
    "scene_code_delete": Sample(**CODE, **BOSS),
    "scene_code_restore": Sample(**CODE, on="deleted", body=fixed(), **BOSS),
}
