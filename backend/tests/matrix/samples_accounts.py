"""How a merchant's WeChat accounts are used rightly; `Fake` plays WeChat."""

from typing import Any

from tests.matrix.samples import BOSS, Sample, fixed, versioned

READ: dict[str, Any] = {"actor": "周经理", "owned": False}
NEW = {
    "kind": "oa", "type": "service", "name": "新号", "appid": "wx1234567890abcdef",
    "secret": "0123456789abcdef0123456789abcdef", "original_id": "gh_0123456789ab",
}  # fmt: skip
PATH: dict[str, Any] = {"path": {"account_id": "wechat_account"}}


ACCOUNTS_AT_WECHAT = {
    "wechat_account_list": Sample(**READ),
    "wechat_account_connect": Sample(body=fixed(**NEW), also=(409,), **BOSS),
    "wechat_account": Sample(**PATH, **READ),
    "wechat_account_change": Sample(**PATH, body=versioned("wechat_account", name="改名"), **BOSS),
    "wechat_account_remove": Sample(**PATH, **BOSS),
    "wechat_account_fields": Sample(**PATH, **BOSS),
    "wechat_account_rotate": Sample(
        **PATH, body=versioned("wechat_account", what="aes_key"), **BOSS
    ),
    "wechat_account_retire": Sample(**PATH, body=versioned("wechat_account"), also=(409,), **BOSS),
    "wechat_account_default": Sample(**PATH, body=versioned("wechat_account"), **BOSS),
    "wechat_account_enable": Sample(**PATH, body=versioned("wechat_account"), **BOSS),
    "wechat_account_disable": Sample(**PATH, body=versioned("wechat_account"), **BOSS),
    "wechat_account_check": Sample(**PATH, **BOSS),
    "wechat_account_health": Sample(**PATH, **READ),
    "wechat_pushes_again": Sample(**PATH, **BOSS),
    "wechat_account_quota": Sample(**PATH, body=fixed(path="/cgi-bin/message/custom/send"), **BOSS),
    "wechat_account_explain": Sample(**PATH, body=fixed(rid="6172-abcd"), **BOSS),
}
