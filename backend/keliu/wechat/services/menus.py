"""Menus: written as a draft, published whole, compared with what is live, brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
from django.db import transaction

from keliu.kit import actor
from keliu.kit.errors import Stale
from keliu.platform import audit, records
from keliu.wechat.errors import MenuNotReady, NoLiveMenu, WeChatDown, WeChatRefused
from keliu.wechat.menus import wire
from keliu.wechat.menus.shape import Content, Variant, problems, read, stored
from keliu.wechat.models import Account, Menu, MenuPublication
from keliu.wechat.services.calls import api_of

State, Action = MenuPublication.State, MenuPublication.Action
CREATE, GET, DELETE = "/cgi-bin/menu/create", "/cgi-bin/menu/get", "/cgi-bin/menu/delete"
OWN = "/cgi-bin/get_current_selfmenu_info"
ADD, DROP = "/cgi-bin/menu/addconditional", "/cgi-bin/menu/delconditional"
TRY = "/cgi-bin/menu/trymatch"
NO_MENU = 46003


class Api(Protocol):
    """What is asked of WeChat here."""

    def get(self, path: str, params: dict[str, str]) -> Any: ...
    def post(self, path: str, body: Any) -> Any: ...


@dataclass(frozen=True)
class Live:
    """What is at WeChat: made by an interface, in WeChat's own console, or nothing."""

    source: str  # api, console, none
    shown: bool  # switched on
    content: Content


@transaction.atomic
def menu_of(account: Account) -> Menu:
    """The draft of an account; an empty one at first."""
    return Menu.objects.get_or_create(account=account)[0]


def menu_change(
    menu: Menu, *, version: int, content: Content, current: Callable[[Menu], Any]
) -> Menu:
    """Keep a draft, sound or not yet. Raises Stale."""
    changes = {"content": stored(content)}
    return records.save_changes(
        menu, version=version, changes=changes, shown={"content": None}, current=current
    )


def menu_seen(menu: Menu, version: int, current: Callable[[Menu], Any]) -> Menu:
    """The draft, held, if it is still what the person saw. Raises Stale."""
    held = Menu.objects.select_for_update().get(pk=menu.pk)
    if held.version != version:
        raise Stale(current=current(held))
    return held


@transaction.atomic
def menu_publish(menu: Menu) -> MenuPublication:
    """Make the draft live; how it ended is in what comes back. Raises MenuNotReady."""
    content = read(menu.content)
    wrong = problems(content)
    if wrong:
        raise MenuNotReady(problems=msgspec.to_builtins(wrong))
    return _attempt(menu.account, Action.PUBLISH, content, lambda go: _publish(go, content))


@transaction.atomic
def menu_withdraw(account: Account) -> MenuPublication:
    """Take the menu off, conditional ones too; the draft stays."""
    return _attempt(account, Action.WITHDRAW, Content(), lambda go: go.get(DELETE, {}))


class _Noting:
    """An api that remembers which call it is at."""

    def __init__(self, api: Api) -> None:
        self.api, self.step = api, ""

    def get(self, path: str, params: dict[str, str]) -> Any:
        self.step = path.rsplit("/", 1)[1]
        return self.api.get(path, params)

    def post(self, path: str, body: Any) -> Any:
        self.step = path.rsplit("/", 1)[1]
        return self.api.post(path, body)


def _attempt(
    account: Account, action: str, content: Content, work: Callable[[Api], Any]
) -> MenuPublication:
    """Do it and note how it ended: a refusal half-way is history too, not an error."""
    noting, who = _Noting(api_of(account)), actor.current()
    ended: dict[str, Any] = {"state": State.DONE}
    try:
        work(noting)
    except WeChatRefused as refused:
        ended = {"state": State.FAILED, "errcode": refused.errcode, "rid": refused.rid[:60]}
        ended["step"] = noting.step
    except WeChatDown as silent:
        ended = {"state": State.UNKNOWN if silent.sent else State.FAILED, "step": noting.step}
    row = MenuPublication.objects.create(
        account=account,
        action=action,
        content=stored(content),
        by_id=who.staff_id,
        by_name=who.name,
        **ended,
    )
    audit.record(f"menu.{action}", "menu", account.pk, account.name, {"state": ("", row.state)})
    return row


def _publish(api: Api, content: Content) -> None:
    """The menu for everybody, then the conditional ones: these cannot be changed, only made anew.

    WeChat tries the newest first, so the last of ours is made first.
    """
    there = _answer(api)
    api.post(CREATE, wire.sent(content.buttons))
    known = wire.variants_of(there) if there else []
    if [_nameless(one) for _, one in known] == [_nameless(one) for one in content.variants]:
        return
    for number, _ in known:
        api.post(DROP, {"menuid": number})
    for variant in reversed(content.variants):
        api.post(ADD, wire.sent_variant(variant))


def _nameless(variant: Variant) -> Any:
    """A variant as WeChat has it."""
    return wire.sent_variant(variant)


def _answer(api: Api) -> Any:
    """What menu/get says; None without a menu."""
    try:
        return api.get(GET, {})
    except WeChatRefused as refused:
        if refused.errcode != NO_MENU:
            raise
        return None


def live(account: Account) -> Live:
    """What followers have now. Raises WeChatRefused, WeChatDown."""
    api = api_of(account)
    answer, own = _answer(api), api.get(OWN, {})
    shown = bool(own.get("is_menu_open"))
    if answer is not None:
        return Live("api", shown, wire.content_of(answer))
    buttons = wire.buttons_of(own.get("selfmenu_info"))
    return Live("console" if buttons else "none", shown, Content(buttons=buttons))


def menu_adopt(menu: Menu, *, version: int, current: Callable[[Menu], Any]) -> Menu:
    """What is live becomes the draft; variants keep our names for them. Raises NoLiveMenu."""
    found = live(menu.account)
    if found.source == "none":
        raise NoLiveMenu
    names = {(one.tag_id, one.client): one.name for one in read(menu.content).variants}
    named = tuple(
        msgspec.structs.replace(one, name=names.get((one.tag_id, one.client), ""))
        for one in found.content.variants
    )
    content = msgspec.structs.replace(found.content, variants=named)
    return menu_change(menu, version=version, content=content, current=current)


def menu_restore(
    menu: Menu, publication: MenuPublication, *, version: int, current: Callable[[Menu], Any]
) -> Menu:
    """An earlier publication becomes the draft again; it is live only when published."""
    content = read(publication.content)
    return menu_change(menu, version=version, content=content, current=current)


def seen_by(account: Account, user: str) -> Content:
    """The menu that one person sees, by openid or WeChat name. Raises WeChatRefused."""
    answer = api_of(account).post(TRY, {"user_id": user})
    return Content(buttons=wire.buttons_of(answer.get("menu") or answer))
