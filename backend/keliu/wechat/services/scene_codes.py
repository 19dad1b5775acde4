"""Codes with a scene: made at WeChat, counted as people scan them."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from keliu.accounts import public as accounts
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, records, sql
from keliu.wechat.models import Account, SceneCode
from keliu.wechat.services.calls import account_of, api_of
from keliu.wechat.services.push_effects import Arrived

PATH = "/cgi-bin/qrcode/create"
MOST_PERMANENT = 100_000  # of one account, by WeChat's rule; deleted ones stay taken
LONGEST = timedelta(days=30)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 10

VISITED = """INSERT INTO wechat_scenevisitor AS v
 (id, merchant_id, code_id, follower_id, scans, followed, first_at, last_at)
 VALUES (%s, %s, %s, %s, 1, %s, %s, %s)
 ON CONFLICT (merchant_id, code_id, follower_id) DO UPDATE SET scans = v.scans + 1,
  followed = v.followed OR excluded.followed, last_at = greatest(v.last_at, excluded.last_at)
 WHERE v.merchant_id = %s"""


def _scene() -> str:
    """Says nothing about what it is for: people can read it in the picture."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    staff_id = fields.get("staff_id")
    if staff_id is not None and not accounts.cards([staff_id]):
        raise Invalid(fields={"staff_id": "没有这位员工"})
    return fields


def _asked(scene: str, days: int | None) -> dict[str, Any]:
    info = {"scene": {"scene_str": scene}}
    if days is None:
        return {"action_name": "QR_LIMIT_STR_SCENE", "action_info": info}
    seconds = int(timedelta(days=days).total_seconds())
    return {"expire_seconds": seconds, "action_name": "QR_STR_SCENE", "action_info": info}


def _drawn(account: Account, scene: str, days: int | None) -> dict[str, Any]:
    """What WeChat gives for a scene. Raises WeChatRefused, WeChatDown."""
    answer = api_of(account).post(PATH, _asked(scene, days))
    ends = None if days is None else clock.now() + timedelta(seconds=int(answer["expire_seconds"]))
    return {"ticket": str(answer["ticket"]), "url": str(answer["url"]), "expires_at": ends}


@transaction.atomic
def code_add(*, account_id: int | None, days: int | None, fields: dict[str, Any]) -> SceneCode:
    """A code for ever (`days` None) or for so many days. Raises NotConnected, WeChatRefused."""
    values = _checked(fields)
    account = account_of(Account.Kind.OFFICIAL, account_id)
    if days is None:
        kept = SceneCode.objects.filter(account=account, permanent=True)
        if kept.count() >= MOST_PERMANENT:
            raise Invalid(fields={"permanent": f"永久码最多 {MOST_PERMANENT:,} 个,请改用临时码"})
    scene = _scene()
    drawn = _drawn(account, scene, days)
    row = SceneCode(account=account, scene=scene, permanent=days is None, **values, **drawn)
    row.save(force_insert=True)
    audit.record("scenecode.create", "scenecode", row.pk, row.name)
    return row


@transaction.atomic
def code_change(
    row: SceneCode, *, version: int, fields: dict[str, Any], current: Callable[[SceneCode], Any]
) -> SceneCode:
    """Another name, channel or colleague. Raises Stale, Invalid."""
    return records.save_changes(row, version=version, changes=_checked(fields), current=current)


@transaction.atomic
def code_renew(row: SceneCode, *, version: int, days: int, current: Any) -> SceneCode:
    """A new picture for a code that ends; its counts go on. Raises Stale, Invalid."""
    if row.permanent:
        raise Invalid(fields={"days": "永久码不会过期,不用换新"})
    drawn = _drawn(row.account, row.scene, days)
    action = "scenecode.renew"
    return records.save_changes(row, version=version, changes=drawn, action=action, current=current)


def effect(arrived: Arrived) -> None:
    """An effect of a push: whoever scanned one of our codes is counted at it, once per person."""
    scene = arrived.push.scene
    if not scene or arrived.follower_id is None:
        return
    code = SceneCode.objects.filter(account=arrived.account, scene=scene).first()
    if code is not None:
        _visited(code.pk, arrived.follower_id, arrived.at, arrived.push.event == "subscribe")


def _visited(code_id: int, follower_id: int, at: datetime, followed: bool) -> None:  # noqa: FBT001  a column
    here = scope.current()
    values = (ids.new(), here, code_id, follower_id, followed, at, at, here)
    sql.do(VISITED, values)
