"""Somebody left: what WeChat told us about them goes, as WeChat demands of every account.

What the customer gave by other ways (a number, an order, consent on our own pages) stays theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import clock
from keliu.platform import files, jobs, keys
from keliu.wechat.models import Account, Follower, ReceivedPush

State = ReceivedPush.State
REF = "wechat_push"
GONE: dict[str, Any] = {
    "openid_index": None,
    "openid_sealed": None,
    "openid_masked": "",
    "unionid_index": None,
    "unionid_sealed": None,
    "customer_id": None,
    "last_message_at": None,
    "last_seen_at": None,
    "last_scan_at": None,
    "messages": 0,
    "language": "",
    "remark": "",
    "tag_ids": [],
    "blocked": False,
}


@dataclass(frozen=True)
class Leaving:
    """Whose data goes, as long as it is still known."""

    account: Account
    follower_id: int
    openid: str
    customer_id: int | None


PARTS: list[Callable[[Leaving], None]] = []
"""What else is kept about followers; filled by config.wiring, same transaction."""


def erase_follower(follower_id: int) -> None:
    """Erase somebody who has left; nothing when they came back meanwhile."""
    row: Follower | None = (
        Follower.objects.select_for_update(no_key=True)
        .filter(pk=follower_id, following=False, erased_at__isnull=True)
        .first()
    )
    if row is None or row.openid_sealed is None:
        return
    openid = keys.unseal(Follower, "openid_sealed", row.openid_sealed)
    account = Account.objects.get(pk=row.account_id)
    leaving = Leaving(account, row.pk, openid, row.customer_id)
    _messages(leaving)
    for part in PARTS:
        part(leaving)
    if leaving.customer_id is not None:
        customers.wechat_forget(leaving.customer_id, account.appid)
    now = clock.now()
    Follower.objects.filter(pk=row.pk).update(**GONE, erased_at=now, updated_at=now)


def _messages(leaving: Leaving) -> None:
    """What they wrote and sent, and the lines that told of it."""
    rows = ReceivedPush.objects.filter(follower_id=leaving.follower_id)
    sent = {file_id for file_id in rows.values_list("file_id", flat=True) if file_id is not None}
    rows.update(body_sealed=None, reply_sealed=None, media_id="", file_id=None, problem="")
    rows.exclude(state=State.DONE).update(state=State.DONE, done_at=clock.now())
    if leaving.customer_id is not None:
        about = {"account_id": str(leaving.account.pk)}
        sent |= set(interactions.lines_forget(leaving.customer_id, REF, about))
        _last_line(leaving, leaving.customer_id)
    files.detach(sent)
    for file_id in sent:
        files.forget(file_id)


def _last_line(leaving: Leaving, customer_id: int) -> None:
    interactions.timeline_add(
        customer_id=customer_id,
        kind="wechat",
        title=f"取消关注了公众号“{leaving.account.name}”",
        text="按微信的规定,从微信得到的资料和消息已经删除;客户自己留下的资料还在。",
        ref_kind="wechat_follower",
        ref_id=leaving.follower_id,
        data={"said": {"key": "unfollowed", "account": leaving.account.name}},
    )


erase = jobs.job(erase_follower)
