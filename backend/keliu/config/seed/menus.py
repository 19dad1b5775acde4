"""The menu below the example company's official account, and one that regulars see instead."""

from typing import Any

from keliu.catalog.models import CardCode
from keliu.kit.errors import KeliuError
from keliu.wechat.menus.shape import read, stored
from keliu.wechat.models import Account, FanTag, Menu
from keliu.wechat.services import fan_tags, menus

REGULARS = "老客户"
PAGE = "pages/card/index?c="


def _view(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "type": "view", "url": url}


def _buttons(card: str, code: str, mini_appid: str) -> list[dict[str, Any]]:
    mini = {"name": "小程序名片", "type": "miniprogram", "appid": mini_appid}
    contact = {"name": "联系我们", "type": "click", "key": "contact"}
    scan = {"name": "扫码查货", "type": "scancode_push", "key": "scan"}
    return [
        {"name": "自助服务", "sub": [{**mini, "pagepath": f"{PAGE}{code}", "url": card}, scan]},
        _view("公司名片", card),
        contact,
    ]


def some(account: Account, mini_appid: str, base_url: str) -> None:
    """A menu, published when WeChat is there; the page begins empty without it."""
    code = CardCode.objects.filter(deleted_at__isnull=True).order_by("id").first()
    if code is None or Menu.objects.filter(account=account).exists():
        return
    try:
        known = FanTag.objects.filter(account=account, name=REGULARS).first()
        tag = known or fan_tags.tag_add(account, REGULARS)
        _publish(account, tag, _buttons(f"{base_url}/s/{code.code}", code.code, mini_appid))
    except KeliuError:  # the box is away: nothing else depends on it
        return


def _publish(account: Account, tag: FanTag, plain: list[dict[str, Any]]) -> None:
    regulars = {"name": REGULARS, "tag_id": tag.number}
    again = {"name": "再来一单", "type": "click", "key": "contact"}
    content = read({"buttons": plain, "variants": [{**regulars, "buttons": [again, *plain[:2]]}]})
    menu = menus.menu_of(account)
    Menu.objects.filter(pk=menu.pk).update(content=stored(content))
    menu.refresh_from_db()
    made = menus.menu_publish(menu)
    if made.state != made.State.DONE:
        made.delete()
