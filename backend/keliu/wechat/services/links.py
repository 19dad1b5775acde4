"""Links that open the mini program from text messages, mails and browsers."""

from datetime import datetime, timedelta

from keliu.kit import clock, scope
from keliu.wechat.apps_of import api_for
from keliu.wechat.codes import PAGE

PATH = "/wxa/generate_urllink"
DAYS = 30  # WeChat's most


def card_link(code: str) -> tuple[str, datetime]:
    """(address, until when) of a card. Raises NotConnected, WeChatRefused, WeChatDown."""
    body = {"path": f"/{PAGE}", "query": f"c={code}", "expire_type": 1, "expire_interval": DAYS}
    answer = api_for("mini", scope.current()).post(PATH, body)
    return str(answer.get("url_link", "")), clock.now() + timedelta(days=DAYS)
