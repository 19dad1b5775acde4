"""Mini-program codes."""

from keliu.wechat import rules
from keliu.wechat.apps_of import api_for
from keliu.wechat.errors import NotConnected, WeChatDown, WeChatRefused

PAGE = "pages/card/index"


def mini_code(merchant_id: int, scene: str, page: str = PAGE) -> bytes | None:
    """The picture of an unlimited code, or None while WeChat can not draw it."""
    if not rules.sound_scene(scene):
        return None
    body = {"scene": scene, "page": page, "check_path": False, "width": 430}
    try:
        return api_for("mini", merchant_id).bytes("/wxa/getwxacodeunlimit", body)
    except (NotConnected, WeChatDown, WeChatRefused):
        return None
