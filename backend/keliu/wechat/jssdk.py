"""What a page needs to use WeChat's own functions (wx.config)."""

import hashlib
import secrets

from django.conf import settings

from keliu.kit import clock
from keliu.wechat import tokens
from keliu.wechat.apps_of import official_account

API_LIST = [
    "updateAppMessageShareData",
    "updateTimelineShareData",
    "onMenuShareAppMessage",
    "onMenuShareTimeline",
    "hideMenuItems",
    "scanQRCode",
    "chooseWXPay",
]


def signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """SHA-1 over the four parts in WeChat's order; the url ends before `#`. (wechat.md 2.9)"""
    page = url.split("#", 1)[0]
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def config(url: str, merchant_id: int | None = None) -> dict[str, object]:
    """The arguments of wx.config for one page, with the merchant's own account if it has one."""
    app = official_account(merchant_id)
    nonce, timestamp = secrets.token_hex(8), clock.now_ms() // 1000
    return {
        "appId": app.appid,
        "timestamp": timestamp,
        "nonceStr": nonce,
        "signature": signature(tokens.jsapi_ticket(app), nonce, timestamp, url),
        "script_url": settings.WECHAT_SCRIPT_URL,
        "jsApiList": API_LIST,
    }
