"""The JS-SDK entrance for our own pages."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from ninja import Router

from keliu.accounts.public import public
from keliu.kit.errors import Invalid
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
def jssdk_config(request: HttpRequest, url: str) -> JssdkOut:
    """Sign one of our own pages; other people's addresses are refused."""
    if urlsplit(url).netloc != request.get_host():
        raise Invalid(fields={"url": "只能为本站页面签名"})
    return JssdkOut.model_validate(jssdk.config(url))
