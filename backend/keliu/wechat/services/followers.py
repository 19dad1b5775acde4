"""Followers as pushes tell of them: who they are, whether they follow, which customer they are."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q

from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.kit import clock, scope
from keliu.platform import keys, sql
from keliu.wechat.models import Account, Follower
from keliu.wechat.pushes.reading import EVENT, Push
from keliu.wechat.rules import arrivals
from keliu.wechat.services import erasure, heard
from keliu.wechat.services.push_effects import Arrived

SHOWN = 4
SEEN = """UPDATE wechat_follower SET customer_id = coalesce(%s::bigint, customer_id),
  messages = messages + %s, last_seen_at = greatest(last_seen_at, %s::timestamptz),
  last_message_at = greatest(last_message_at, %s::timestamptz), updated_at = %s
 WHERE merchant_id = %s AND account_id = %s AND openid_index = %s RETURNING id, following"""


def index_of(openid: str) -> bytes:
    """The blind index of an openid, as customers' identities have it."""
    return keys.ours().blind("openid", openid)


def openid_of(follower: Follower) -> str:
    """Who it is for WeChat; empty after leaving."""
    if follower.openid_sealed is None:
        return ""
    return keys.unseal(Follower, "openid_sealed", follower.openid_sealed)


def unsaved(account: Account, openid: str, customer_id: int | None) -> Follower:
    """A follower that is not in the table yet."""
    return Follower(
        account=account,
        openid_index=index_of(openid),
        openid_sealed=keys.seal(Follower, "openid_sealed", openid),
        openid_masked=masked(openid),
        customer_id=customer_id,
    )


def masked(openid: str) -> str:
    return f"{openid[:SHOWN]}…{openid[-SHOWN:]}" if len(openid) > 2 * SHOWN else openid


def known(account: Account, openid: str) -> Follower | None:
    """The follower behind an openid, if the account has heard of one."""
    row: Follower | None = Follower.objects.filter(
        account=account, openid_index=index_of(openid)
    ).first()
    return row


def follower_of(account: Account, openid: str) -> Follower:
    """The follower behind an openid; two who ask at once get the same new one."""
    row = known(account, openid)
    if row is None:
        new = unsaved(account, openid, customers.by_openid(account.appid, openid))
        Follower.objects.bulk_create([new], ignore_conflicts=True)
        row = known(account, openid)
    assert row is not None, "it is there now"
    return row


def noted(arrived: Arrived) -> None:
    """The first effect of a push: its sender, whether they follow, when they were heard of last."""
    push = arrived.push
    if not arrivals.from_person(push.kind, push.event):
        # News of the account itself, or about something that was sent.
        row = known(arrived.account, arrived.openid)
        arrived.follower_id = row.pk if row else None
        return
    found = _seen(arrived)
    if found is None:
        new = unsaved(arrived.account, arrived.openid, arrived.customer_id)
        Follower.objects.bulk_create([new], ignore_conflicts=True)
        found = _seen(arrived)
    assert found is not None, "it is there now"
    arrived.follower_id = found[0]
    _followed(arrived, found[0], following=found[1])


def _seen(arrived: Arrived) -> tuple[int, bool] | None:
    """(id, whether they follow) of a known follower, who has just been heard of."""
    spoke = arrived.push.kind != EVENT
    place = [scope.current(), arrived.account.pk, index_of(arrived.openid)]
    at = [arrived.at, arrived.at if spoke else None, clock.now()]
    found: tuple[int, bool] | None = sql.one(SEEN, [arrived.customer_id, int(spoke), *at, *place])
    return found


def _followed(arrived: Arrived, follower_id: int, *, following: bool) -> None:
    """Follow or leave; what happened later by WeChat's clock wins, whatever came in first."""
    push = arrived.push
    if push.event == "subscribe":
        if _turned(follower_id, arrived.at, following=True):
            _line(arrived, "关注了", "followed")
    elif push.event == "unsubscribe":
        if _turned(follower_id, arrived.at, following=False):
            _line(arrived, "取消关注了", "unfollowed")
            erasure.erase.later(follower_id=follower_id)
    elif _must_follow(arrived.account, push) and not following:
        # Only followers can do this: the push of their following never reached us.
        _turned(follower_id, arrived.at, following=True)


def _must_follow(account: Account, push: Push) -> bool:
    return account.kind == Account.Kind.OFFICIAL and arrivals.only_followers(push.kind, push.event)


def _turned(follower_id: int, at: datetime, *, following: bool) -> bool:
    older = Q(state_at__isnull=True) | Q(state_at__lte=at)
    rows = Follower.objects.filter(older, pk=follower_id).exclude(
        following=following, state_at__isnull=False
    )
    changes: dict[str, Any] = {"following": following, "state_at": at, "version": F("version") + 1}
    if following:
        changes |= {"followed_at": at, "left_at": None, "follows": F("follows") + 1}
    else:
        changes["left_at"] = at
    return bool(rows.update(**changes))


def _line(arrived: Arrived, what: str, key: str) -> None:
    """A line on the timeline of a customer we know."""
    if arrived.customer_id is None:
        return
    interactions.timeline_add(
        customer_id=arrived.customer_id,
        kind="wechat",
        title=f"{what}公众号“{arrived.account.name}”",
        ref_kind=erasure.REF,
        ref_id=arrived.push_id,
        data={
            "account_id": str(arrived.account.pk),
            "said": {"key": key, "account": arrived.account.name},
        },
        at=arrived.at,
    )


def customer_known(customer_id: int) -> None:
    """Reaction: somebody became a customer, or came again; what they did before is theirs now."""
    for appid, openid in customers.openids(customer_id):
        index = index_of(openid)
        rows = Follower.objects.filter(account__appid=appid, openid_index=index)
        for pk in list(rows.exclude(customer_id=customer_id).values_list("id", flat=True)):
            rows.filter(pk=pk).update(customer_id=customer_id)
            heard.told_later(pk, customer_id)
