"""The JS-SDK's signature, computed by the box itself."""

import hashlib
import hmac

from keliu.box.box import Box

OK = "config:ok"


def signature(*, ticket: str, noncestr: str, timestamp: str, url: str) -> str:
    """sha1 over the four values in WeChat's order, raw; the address without its fragment."""
    text = (
        f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={url.split('#')[0]}"
    )
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def check(box: Box, *, appid: str, noncestr: str, timestamp: str, url: str, given: str) -> str:
    """What wx.config answers for a page: `config:ok` or the reason WeChat would give."""
    app = box.apps.find(appid)
    if app is None or app.kind != "oa":
        return "config:invalid appid"
    if not app.may_use_js_on(url):
        return "config:invalid url domain"
    for ticket in box.vault.live_tickets(appid):
        expected = signature(ticket=ticket, noncestr=noncestr, timestamp=timestamp, url=url)
        if hmac.compare_digest(expected.encode(), given.encode()):
            return OK
    return "config:invalid signature"
