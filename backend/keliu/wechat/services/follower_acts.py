"""What staff do about followers: a remark, a customer, WeChat's tags, the blacklist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.customers import public as customers
from keliu.kit import clock
from keliu.platform import audit, records
from keliu.wechat.errors import FollowerGone, WeChatDown, WeChatRefused
from keliu.wechat.models import Account, FanTag, Follower
from keliu.wechat.rules import fans
from keliu.wechat.services.calls import Api, api_of
from keliu.wechat.services.followers import openid_of

REMARK = "/cgi-bin/user/info/updateremark"
TAG, UNTAG = "/cgi-bin/tags/members/batchtagging", "/cgi-bin/tags/members/batchuntagging"
BLOCK = "/cgi-bin/tags/members/batchblacklist"
UNBLOCK = "/cgi-bin/tags/members/batchunblacklist"
Done = Callable[[list[Follower]], None]


@dataclass
class Acted:
    """How many followers it was done for, and why not for the others."""

    done: int = 0
    problem: str = ""


@transaction.atomic
def remark(row: Follower, *, version: int, text: str, current: Callable[[Follower], Any]) -> Any:
    """What staff call a follower, here and at WeChat. Raises Stale, FollowerGone, WeChatRefused."""
    saved = records.save_changes(row, version=version, changes={"remark": text}, current=current)
    openid = _there(saved)
    api_of(saved.account).post(REMARK, {"openid": openid, "remark": text})
    return saved


def _there(row: Follower) -> str:
    """The openid of somebody who still follows."""
    if not row.following or row.openid_sealed is None:
        raise FollowerGone
    return openid_of(row)


@transaction.atomic
def link(row: Follower, customer_id: int | None) -> Follower:
    """Say which customer a follower is, or that it is none. Raises NotFound, IdentityTaken."""
    openid, appid = openid_of(row), row.account.appid
    if row.customer_id is not None and row.customer_id != customer_id:
        customers.openid_unlink(row.customer_id, appid, openid)
    if customer_id is not None and row.customer_id != customer_id:
        customers.openid_link(customer_id, appid, openid)
    rows = Follower.objects.filter(pk=row.pk)
    rows.update(customer_id=customer_id, version=F("version") + 1, updated_at=clock.now())
    audit.record("follower.link", "follower", row.pk, row.openid_masked)
    row.refresh_from_db()
    return row


def tag(account: Account, rows: Sequence[Follower], one: FanTag, *, on: bool) -> Acted:
    """Give followers one of WeChat's tags, or take it off; at most 50 a call."""

    def noted(done: list[Follower]) -> None:
        for row in done:
            others = [number for number in row.tag_ids if number != one.number]
            row.tag_ids = sorted([*others, one.number]) if on else others
        Follower.objects.bulk_update(done, ["tag_ids"])

    wanted = [row for row in rows if (one.number in row.tag_ids) != on]
    path, body = (TAG if on else UNTAG), {"tagid": one.number}
    acted = _each(account, wanted, fans.TAG_AT_ONCE, _call(path, body), noted)
    acted.done += len(rows) - len(wanted)
    change = ("", one.name) if on else (one.name, "")
    audit.record("follower.tag", "fantag", one.pk, one.name, {"tag": change, "n": (0, acted.done)})
    return acted


def block(account: Account, rows: Sequence[Follower], *, on: bool) -> Acted:
    """Put followers on the account's blacklist, or take them off; at most 20 a call."""

    def noted(done: list[Follower]) -> None:
        ids = [row.pk for row in done]
        Follower.objects.filter(pk__in=ids).update(blocked=on, version=F("version") + 1)

    wanted = [row for row in rows if row.blocked != on]
    acted = _each(account, wanted, fans.BLOCK_AT_ONCE, _call(BLOCK if on else UNBLOCK, {}), noted)
    acted.done += len(rows) - len(wanted)
    action = "follower.block" if on else "follower.unblock"
    audit.record(action, "account", account.pk, account.name, {"n": (0, acted.done)})
    return acted


def _call(path: str, body: dict[str, Any]) -> Callable[[Api, list[str]], Any]:
    return lambda api, openids: api.post(path, {**body, "openid_list": openids})


def _each(
    account: Account,
    rows: Sequence[Follower],
    size: int,
    call: Callable[[Api, list[str]], Any],
    noted: Done,
) -> Acted:
    """Portion by portion; what WeChat took is noted even when a later portion is refused."""
    api, acted = api_of(account), Acted()
    for portion in fans.portions([row for row in rows if row.openid_sealed], size):
        try:
            done = _portion(api, list(portion), call, acted)
        except (WeChatRefused, WeChatDown) as refusal:
            acted.problem = refusal.text
            break
        noted(done)
        acted.done += len(done)
    return acted


def _portion(
    api: Api, rows: list[Follower], call: Callable[[Api, list[str]], Any], acted: Acted
) -> list[Follower]:
    """Those of a portion that WeChat took; one bad openid does not stop the others."""
    try:
        call(api, [openid_of(row) for row in rows])
    except WeChatRefused as refused:
        if refused.errcode not in fans.ONE_OF_THEM or len(rows) == 1:
            if refused.errcode in fans.ONE_OF_THEM:
                acted.problem = refused.text
                return []
            raise
    else:
        return rows
    return [row for row in rows if _portion(api, [row], call, acted)]
