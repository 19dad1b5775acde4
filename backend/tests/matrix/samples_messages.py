"""How messages to customers are read and written rightly."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, _one, an, fixed, linked

OURS: dict[str, Any] = {"owned": False}
ACCOUNT = an("wechat_account")
TEXT = linked(account_id=ACCOUNT, channel="custom", text="你好")
RULES = {"quiet_from": "22:00", "quiet_to": "08:00", "most": 1, "days": 7, "version": 1}
NEW = {"kind": "template", "number": "TM00017", "words": ["单号", "商品"]}

FOR_ALL = linked(account_id=ACCOUNT)
PREVIEW = linked(account_id=ACCOUNT, customer_id=an("customer"), text="新品")
IDS = {"account_id": "wechat_account"}

MESSAGES = {
    "mass_list": Sample(query_ids={"account": "wechat_account"}, actor="周经理", owned=False),
    "mass_audience": Sample(body=FOR_ALL, body_ids=IDS, **BOSS),
    "mass_preview": Sample(body=PREVIEW, body_ids={**IDS, "customer_id": "customer"}, **BOSS),
    "mass_send": Sample(
        body=linked(account_id=ACCOUNT, text="新品"), body_ids=IDS, also=(422,), **BOSS
    ),
    "mini_link": _one("code", body=fixed(), also=(409,)),
    "message_list": Sample(query_ids={"customer": "customer", "account": "wechat_account"}),
    "message_counts": Sample(**OURS),
    "message_get": _one("message"),
    "message_resolve": _one("message", body=fixed(sent=True)),
    "message_again": _one("message", body=fixed()),
    "customer_ways": _one("customer"),
    "message_send": _one("customer", body=TEXT, body_ids={"account_id": "wechat_account"}),
    "customer_opt_out": _one(
        "customer",
        body=linked(account_id=ACCOUNT, out=True),
        body_ids={"account_id": "wechat_account"},
    ),
    "send_rules_get": Sample(**OURS),
    "send_rules_save": Sample(body=fixed(**RULES), **BOSS),
    "speaking_accounts": Sample(**OURS),
    "template_list": Sample(query_ids={"account": "wechat_account"}, **OURS),
    "template_sync": Sample(
        body=linked(account_id=ACCOUNT), body_ids={"account_id": "wechat_account"}, **BOSS
    ),
    "template_keywords": Sample(query={"account": "0", "number": "1"}, also=(404,), **BOSS),
    "template_add": Sample(
        body=linked(account_id=ACCOUNT, **NEW), body_ids={"account_id": "wechat_account"}, **BOSS
    ),
    "template_offer": Sample(
        path={"template_id": "message_template"}, body=fixed(offered=True), also=(422,), **BOSS
    ),
    "visitor_subscriptions": Sample(query={"app": "oa"}, actor="visitor"),
    "visitor_subscribed": Sample(
        body=fixed(app="oa", answers={"T1": "accept"}), actor="visitor", **OURS
    ),
    "me_in_mini_program": Sample(body=fixed(code="once"), **OURS),
    "template_drop": Sample(path={"template_id": "message_template"}, **BOSS),
}
