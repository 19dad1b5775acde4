"""Links that open the mini program from text messages, mails, browsers, other apps and chats."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from keliu.kit import clock, scope
from keliu.wechat.apps_of import api_for
from keliu.wechat.codes import PAGE

LINK, SCHEME, SHORT = "/wxa/generate_urllink", "/wxa/generatescheme", "/wxa/genwxashortlink"
DAYS = 30  # WeChat's most; a short link that is not for ever lives as long
ENDS = {"expire_type": 1, "expire_interval": DAYS}
TITLE = "名片"


def _link(query: str) -> tuple[str, dict[str, Any], str]:
    return LINK, {"path": f"/{PAGE}", "query": query, **ENDS}, "url_link"


def _scheme(query: str) -> tuple[str, dict[str, Any], str]:
    page = {"path": f"/{PAGE}", "query": query}
    return SCHEME, {"jump_wxa": page, "is_expire": True, **ENDS}, "openlink"


def _short(query: str) -> tuple[str, dict[str, Any], str]:
    page = {"page_url": f"{PAGE}?{query}", "page_title": TITLE}
    return SHORT, {**page, "is_permanent": False}, "link"


KINDS: dict[str, Callable[[str], tuple[str, dict[str, Any], str]]] = {
    "link": _link,
    "scheme": _scheme,
    "short": _short,
}


def card_link(code: str, kind: str = "link") -> tuple[str, datetime]:
    """(address, until when) of a card. Raises NotConnected, WeChatRefused, WeChatDown."""
    path, body, name = KINDS[kind](f"c={code}")
    answer = api_for("mini", scope.current()).post(path, body)
    return str(answer.get(name, "")), clock.now() + timedelta(days=DAYS)
