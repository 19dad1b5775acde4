"""Menus: the default one, the ones for some people, what is shown now."""

from typing import Any

from keliu.box.asgi import Request, Response, json_response
from keliu.box.box import Box
from keliu.box.errors import WeChatError
from keliu.box.oa.menus import Button
from keliu.box.wire.basis import app_of, json_object, ok


async def create(box: Box, request: Request) -> Response:
    """POST /cgi-bin/menu/create {button}."""
    app, body = app_of(box, request), _readable(request)
    box.oa.menus.create(app.appid, body)
    _told(box, app.appid)
    return ok()


async def get(box: Box, request: Request) -> Response:
    """GET /cgi-bin/menu/get: the default menu and the others, newest first. 46003 without one."""
    app = app_of(box, request)
    default = box.oa.menus.default(app.appid)
    if default is None:
        raise WeChatError(46003)
    others = box.oa.menus.conditional(app.appid)
    if not others:
        return json_response({"menu": {"button": default["button"]}})
    return json_response({"menu": default, "conditionalmenu": others})


async def delete(box: Box, request: Request) -> Response:
    """GET /cgi-bin/menu/delete: all of them."""
    app = app_of(box, request)
    box.oa.menus.clear(app.appid)
    _told(box, app.appid)
    return ok()


async def add(box: Box, request: Request) -> Response:
    """POST /cgi-bin/menu/addconditional {button, matchrule}."""
    app, body = app_of(box, request), _readable(request)
    menu = box.oa.menus.add(app.appid, body)
    _told(box, app.appid)
    return json_response({"menuid": str(menu)})


async def drop(box: Box, request: Request) -> Response:
    """POST /cgi-bin/menu/delconditional {menuid}."""
    app, body = app_of(box, request), json_object(request)
    box.oa.menus.drop(app.appid, body.get("menuid"))
    _told(box, app.appid)
    return ok()


async def try_match(box: Box, request: Request) -> Response:
    """POST /cgi-bin/menu/trymatch {user_id}: the menu a person sees."""
    app, body = app_of(box, request), json_object(request)
    known = box.oa.followers.by_openid(app.appid, str(body.get("user_id", "")))
    if known is None or not known.subscribed:
        raise WeChatError(65302)
    tags = box.oa.tags.of(app.appid, known.openid)
    return json_response({"button": box.oa.menus.shown_to(app.appid, tags)})


async def current(box: Box, request: Request) -> Response:
    """GET /cgi-bin/get_current_selfmenu_info: what is shown, in its own, different shape."""
    app = app_of(box, request)
    default = box.oa.menus.default(app.appid)
    if default is None:
        return json_response({"is_menu_open": 0, "selfmenu_info": {"button": []}})
    buttons = [_current(one) for one in default["button"]]
    return json_response({"is_menu_open": 1, "selfmenu_info": {"button": buttons}})


def _current(button: Button) -> dict[str, Any]:
    inner = button.get("sub_button")
    if inner:
        return {"name": button["name"], "sub_button": {"list": [_current(one) for one in inner]}}
    return {name: value for name, value in button.items() if name != "sub_button"}


def _readable(request: Request) -> dict[str, Any]:
    """A body whose Chinese is written out: WeChat would show `\\uXXXX` on the buttons."""
    body = json_object(request)
    if b"\\u" in request.body:
        raise WeChatError(40033)
    return body


def _told(box: Box, appid: str) -> None:
    box.hub.tell_all({"type": "menu", "appid": appid})
