"""The JS-SDK entrance for our own pages."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts.public import public
from keliu.customers.ports import Ports as Customers
from keliu.kit import networks
from keliu.kit.errors import Invalid, NotFound
from keliu.platform.wire import Wire
from keliu.wechat import jssdk

router = Router(tags=["wechat"])


class JssdkOut(Wire):
    appId: str  # noqa: N815  WeChat's own names
    timestamp: int
    nonceStr: str  # noqa: N815
    signature: str
    script_url: str
    jsApiList: list[str]  # noqa: N815


@router.get("/visitor/jssdk", response=JssdkOut)
@public
def jssdk_config(request: HttpRequest, url: str, code: str = "") -> JssdkOut:
    """Sign one of our own pages; other people's addresses are refused.

    `code` is the card's: its merchant's official account signs, if it has one.
    """
    if networks.split(url).netloc != request.get_host():
        raise Invalid(fields={"url": "只能为本站页面签名"})
    return JssdkOut.model_validate(jssdk.config(url, _merchant_of(code)))


def _merchant_of(code: str) -> int | None:
    if not code or len(code) > 40:
        return None
    try:
        return Customers.code_target(code).merchant_id
    except NotFound:
        return None
