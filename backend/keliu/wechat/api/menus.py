"""Menus of official accounts: the draft, publishing, what is live, history."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.kit.errors import Invalid
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import Items, Page, VersionIn
from keliu.wechat.menus.differences import differences
from keliu.wechat.menus.shape import read
from keliu.wechat.models import Account, Menu
from keliu.wechat.schemas.menus import (
    MenuAccountRow,
    MenuComparison,
    MenuContent,
    MenuHistoryAsked,
    MenuOut,
    MenuPatch,
    MenuPublicationDetail,
    MenuPublicationOut,
    MenuSeen,
    MenuTapsOut,
    MenuTryIn,
    wire_of,
)
from keliu.wechat.selectors import follower_lists as followers
from keliu.wechat.selectors import menus as questions
from keliu.wechat.services import menus
from keliu.wechat.services.followers import openid_of

router = Router(tags=["wechat"])
NEWEST = [Sort("-id", "id", descending=True, kind="number")]
DAYS = 30


def _account(account_id: int) -> Account:
    return records.find(questions.official_accounts(), account_id)


def _menu(account_id: int) -> Menu:
    return menus.menu_of(_account(account_id))


def _out(menu: Menu) -> MenuOut:
    return MenuOut.of(menu, questions.last_of([menu.account_id]).get(menu.account_id))


def _current(menu: Menu) -> Any:
    return wire_of(_out(menu))


@router.get("/wechat/menus", response=Items[MenuAccountRow])
@door.staff("wechat.read")
def menu_accounts(request: HttpRequest) -> Items[MenuAccountRow]:
    """The official accounts that can have a menu."""
    rows = list(questions.official_accounts())
    last = questions.last_of([row.pk for row in rows])
    return Items[MenuAccountRow](items=[MenuAccountRow.of(row, last.get(row.pk)) for row in rows])


@router.get("/wechat/menus/{account_id}", response=MenuOut)
@door.staff("wechat.read")
def menu_get(request: HttpRequest, account_id: int) -> MenuOut:
    """The draft of one account."""
    return _out(_menu(account_id))


@router.patch("/wechat/menus/{account_id}", response=MenuOut)
@door.staff("wechat.write")
def menu_update(request: HttpRequest, account_id: int, payload: MenuPatch) -> MenuOut:
    """Keep the draft, finished or not."""
    saved = menus.menu_change(
        _menu(account_id),
        version=payload.version,
        content=payload.content.content(),
        current=_current,
    )
    return _out(saved)


@router.post("/wechat/menus/{account_id}/publish", response=MenuPublicationOut)
@door.staff("wechat.write")
def menu_publish(request: HttpRequest, account_id: int, payload: VersionIn) -> MenuPublicationOut:
    """Make the draft live as this person saw it."""
    menu = menus.menu_seen(_menu(account_id), payload.version, _current)
    return MenuPublicationOut.of(menus.menu_publish(menu))


@router.post("/wechat/menus/{account_id}/withdraw", response=MenuPublicationOut)
@door.staff("wechat.write")
def menu_withdraw(request: HttpRequest, account_id: int) -> MenuPublicationOut:
    """Take the menu off; the draft stays."""
    return MenuPublicationOut.of(menus.menu_withdraw(_account(account_id)))


@router.post("/wechat/menus/{account_id}/compare", response=MenuComparison)
@door.staff("wechat.read")
def menu_compare(request: HttpRequest, account_id: int) -> MenuComparison:
    """Ask WeChat what is live, and say what publishing would change."""
    menu = _menu(account_id)
    found = menus.live(menu.account)
    ours = questions.published(questions.last_of([account_id]).get(account_id))
    lines = MenuComparison.lines
    return MenuComparison(
        source=found.source,
        shown=found.shown,
        live=MenuContent.of(found.content),
        differences=lines(differences(found.content, read(menu.content))),
        foreign=lines(differences(ours, found.content)) if ours is not None else [],
    )


@router.post("/wechat/menus/{account_id}/adopt", response=MenuOut)
@door.staff("wechat.write")
def menu_adopt(request: HttpRequest, account_id: int, payload: VersionIn) -> MenuOut:
    """Make what is live the draft."""
    menu = _menu(account_id)
    return _out(menus.menu_adopt(menu, version=payload.version, current=_current))


@router.get("/wechat/menus/{account_id}/history", response=Page[MenuPublicationOut])
@door.staff("wechat.read")
def menu_history(
    request: HttpRequest, account_id: int, asked: Query[MenuHistoryAsked]
) -> Page[MenuPublicationOut]:
    """Every try to publish, newest first."""
    rows, after = lists.page(
        questions.history(_account(account_id)),
        lists.choose(NEWEST, asked.sort),
        cursor=asked.cursor,
        limit=asked.limit,
    )
    shown = [MenuPublicationOut.of(row) for row in rows]
    return Page[MenuPublicationOut](items=shown, next=after)


@router.get("/wechat/menus/{account_id}/history/{entry_id}", response=MenuPublicationDetail)
@door.staff("wechat.read")
def menu_publication(request: HttpRequest, account_id: int, entry_id: int) -> MenuPublicationDetail:
    """What was published then."""
    rows = questions.history(_account(account_id))
    return MenuPublicationDetail.full(records.find(rows, entry_id))


@router.post("/wechat/menus/{account_id}/history/{entry_id}/restore", response=MenuOut)
@door.staff("wechat.write")
def menu_restore(
    request: HttpRequest, account_id: int, entry_id: int, payload: VersionIn
) -> MenuOut:
    """Make an earlier menu the draft again."""
    menu = _menu(account_id)
    entry = records.find(questions.history(menu.account), entry_id)
    saved = menus.menu_restore(menu, entry, version=payload.version, current=_current)
    return _out(saved)


@router.post("/wechat/menus/{account_id}/try", response=MenuSeen)
@door.staff("wechat.read")
def menu_try(request: HttpRequest, account_id: int, payload: MenuTryIn) -> MenuSeen:
    """What one follower sees, asked of WeChat."""
    account = _account(account_id)
    if payload.follower_id is not None:
        user = openid_of(records.find(followers.present(account), payload.follower_id))
    else:
        user = payload.wechat_name
    if not user:
        raise Invalid(fields={"wechat_name": "请选一位粉丝,或填对方的微信号"})
    content = menus.seen_by(account, user)
    ours = questions.published(questions.last_of([account_id]).get(account_id))
    names = [one.name for one in ours.variants if one.buttons == content.buttons] if ours else []
    return MenuSeen(content=MenuContent.of(content), variant=next(iter(names), ""))


@router.get("/wechat/menus/{account_id}/taps", response=MenuTapsOut)
@door.staff("wechat.read")
def menu_taps(request: HttpRequest, account_id: int) -> MenuTapsOut:
    """How often buttons were tapped in the last 30 days."""
    return MenuTapsOut(days=DAYS, taps=questions.taps(_account(account_id), DAYS))
