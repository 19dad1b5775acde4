"""Which apps this installation has. A merchant's own come later; these two serve everybody."""

from django.conf import settings

from keliu.wechat.client import App
from keliu.wechat.errors import NotConnected


def _app(configured: str) -> App:
    appid, _, secret = configured.partition(":")
    if not appid or not secret:
        raise NotConnected
    return App(appid, secret)


def official_account() -> App:
    """The official account for web login and pages. Raises NotConnected."""
    return _app(settings.WECHAT_OA)


def mini_program() -> App:
    """The mini program. Raises NotConnected."""
    return _app(settings.WECHAT_MINI)


def has_mini_program(merchant_id: int) -> bool:
    """Whether mini-program codes can be offered to a merchant."""
    return ":" in settings.WECHAT_MINI


def official_appid(merchant_id: int) -> str:
    """The appid of a merchant's pages inside WeChat; empty when none is connected."""
    return str(settings.WECHAT_OA).partition(":")[0]
