"""Which app speaks for a merchant: its own default account, else the installation's."""

from django.conf import settings

from keliu.wechat.client import App
from keliu.wechat.errors import NotConnected
from keliu.wechat.models import Account
from keliu.wechat.services.calls import Api, app_of
from keliu.wechat.services.health import inside

INSTALLATION = {"oa": "WECHAT_OA", "mini": "WECHAT_MINI"}


def _installed(kind: str) -> App:
    appid, _, secret = str(getattr(settings, INSTALLATION[kind])).partition(":")
    if not appid or not secret:
        raise NotConnected
    return App(appid, secret)


def own(kind: str, merchant_id: int | None) -> Account | None:
    """The merchant's own default account of a kind, if it has one that is switched on."""
    if not merchant_id:
        return None
    with inside(merchant_id):
        return Account.objects.alive().filter(kind=kind, is_default=True, enabled=True).first()


def api_for(kind: str, merchant_id: int | None = None) -> Api:
    """How to call WeChat for a merchant; its own account first. Raises NotConnected."""
    account = own(kind, merchant_id)
    if account is None or not merchant_id:
        return Api(_installed(kind))
    with inside(merchant_id):
        return Api(app_of(account), account)


def official_account(merchant_id: int | None = None) -> App:
    """The official account for web login and pages. Raises NotConnected."""
    return api_for("oa", merchant_id).app


def mini_program(merchant_id: int | None = None) -> App:
    """The mini program. Raises NotConnected."""
    return api_for("mini", merchant_id).app


def has_mini_program(merchant_id: int) -> bool:
    """Whether mini-program codes can be offered to a merchant."""
    return ":" in settings.WECHAT_MINI or own("mini", merchant_id) is not None


def official_appid(merchant_id: int) -> str:
    """The appid of a merchant's pages inside WeChat; empty when none is connected."""
    account = own("oa", merchant_id)
    return account.appid if account else str(settings.WECHAT_OA).partition(":")[0]


def chat_appid(merchant_id: int) -> str:
    """The merchant's own mini program, whose customer service its people answer; else empty.

    The installation's mini program serves several merchants; its chat would reach the wrong one.
    """
    account = own("mini", merchant_id)
    return account.appid if account else ""
