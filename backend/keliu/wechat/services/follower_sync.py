"""All followers as WeChat has them: who follows, what is known of them, tags and blacklist.

Pushes keep the table fresh by themselves; a sync brings in those who followed before the account
was connected, and what no push tells: remarks, tags, where somebody came from. It runs as an
operation in four phases, each chunk one transaction with one page or a few calls.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from keliu.customers import public as customers
from keliu.kit import clock
from keliu.platform import keys, operations
from keliu.platform.models import Operation
from keliu.platform.undo import Journal
from keliu.wechat.errors import SyncRunning
from keliu.wechat.models import Account, Follower
from keliu.wechat.rules import fans
from keliu.wechat.services import erasure, fan_tags
from keliu.wechat.services.calls import api_of
from keliu.wechat.services.followers import index_of, masked, openid_of

KIND = "follower_sync"
LIST, INFO = "/cgi-bin/user/get", "/cgi-bin/user/info/batchget"
BLACKLIST = "/cgi-bin/tags/members/getblacklist"
INFO_A_STEP, GONE_A_STEP = 500, 500


@transaction.atomic
def start(account: Account) -> Operation:
    """Begin. Raises SyncRunning."""
    live = [Operation.State.WAITING, Operation.State.RUNNING]
    mine = {"account_id": str(account.pk)}
    if Operation.objects.filter(kind=KIND, state__in=live, params__contains=mine).exists():
        raise SyncRunning
    return operations.start(
        kind=KIND,
        title=f"同步“{account.name}”的粉丝",
        title_en=f"Followers of {account.name}",
        params={**mine, "began_at": clock.iso(clock.now())},
        undoable=False,
    )


def step(operation: Operation, journal: Journal) -> bool:
    """One page or a few calls; returns whether more is to do."""
    account = Account.objects.alive().get(pk=int(operation.params["account_id"]))
    phase = operation.result.get("phase", "list")
    began = datetime.fromisoformat(operation.params["began_at"])
    following = PHASES[phase](operation, account, began)
    operation.result = {**operation.result, "phase": following}
    return following != "end"


def _list(operation: Operation, account: Account, began: datetime) -> str:
    """A page of up to 10,000 openids."""
    cursor = operation.result.get("cursor", "")
    answer = api_of(account).get(LIST, {"next_openid": cursor})
    openids = [str(one) for one in (answer.get("data") or {}).get("openid") or []]
    operation.total = int(answer.get("total") or 0)
    present(account, openids, began)
    cursor = str(answer.get("next_openid") or "")
    operation.result = {**operation.result, "cursor": cursor}
    return "list" if len(openids) == fans.PAGE and cursor else "gone"


def present(account: Account, openids: Sequence[str], at: datetime) -> None:
    """These follow. Who left by a push after the sync began stays gone."""
    indexes = {index_of(one): one for one in openids}
    rows = Follower.objects.filter(account=account, openid_index__in=list(indexes))
    known = {bytes(one or b"") for one in rows.values_list("openid_index", flat=True)}
    before = Q(state_at__isnull=True) | Q(state_at__lt=at)
    back = rows.filter(before, following=False)
    back.update(following=True, left_at=None, follows=F("follows") + 1, state_at=at)
    rows.filter(following=True).update(updated_at=clock.now())
    fresh = [openid for index, openid in indexes.items() if index not in known]
    persons = customers.by_openids(account.appid, fresh)
    Follower.objects.bulk_create(
        [_new(account, openid, persons.get(openid), at) for openid in fresh],
        batch_size=2000,
        ignore_conflicts=True,
    )


def _new(account: Account, openid: str, customer_id: int | None, at: datetime) -> Follower:
    return Follower(
        account=account,
        openid_index=index_of(openid),
        openid_sealed=keys.seal(Follower, "openid_sealed", openid),
        openid_masked=masked(openid),
        customer_id=customer_id,
        following=True,
        follows=1,
        state_at=at,
        updated_at=clock.now(),
    )


def _gone(operation: Operation, account: Account, began: datetime) -> str:
    """Who is not on WeChat's list any more has left: their data is erased as after a push."""
    rows = Follower.objects.filter(account=account, following=True, updated_at__lt=began)
    gone = list(rows.order_by("pk").values_list("pk", flat=True)[:GONE_A_STEP])
    now = clock.now()
    Follower.objects.filter(pk__in=gone).update(
        following=False, left_at=now, state_at=now, updated_at=now
    )
    for follower_id in gone:
        erasure.erase.later(follower_id=follower_id)
    left = int(operation.result.get("left", 0)) + len(gone)
    operation.result = {**operation.result, "left": left}
    return "gone" if len(gone) == GONE_A_STEP else "info"


def _info(operation: Operation, account: Account, began: datetime) -> str:
    """What WeChat knows of up to 500 followers, 100 a call."""
    stale = Q(synced_at__isnull=True) | Q(synced_at__lt=began)
    rows = Follower.objects.filter(stale, account=account, following=True)
    found = list(rows.exclude(openid_sealed=None).order_by("pk")[:INFO_A_STEP])
    for portion in fans.portions(found, fans.INFO_AT_ONCE):
        _told(account, list(portion))
    operation.done += len(found)
    return "info" if len(found) == INFO_A_STEP else "blacklist"


def _told(account: Account, rows: list[Follower]) -> None:
    openids = [openid_of(row) for row in rows]
    asked = {"user_list": [{"openid": one, "lang": "zh_CN"} for one in openids]}
    answer = api_of(account).post(INFO, asked)
    told = {str(one.get("openid")): one for one in answer.get("user_info_list") or []}
    now = clock.now()
    for row, openid in zip(rows, openids, strict=True):
        row.synced_at = now
        if told.get(openid, {}).get("subscribe"):
            _filled(row, told[openid])
    Follower.objects.bulk_update(rows, FIELDS)


FIELDS = [
    "synced_at", "language", "remark", "tag_ids", "subscribe_scene", "first_scene", "followed_at",
    "unionid_index", "unionid_sealed",
]  # fmt: skip


def _filled(row: Follower, told: dict[str, Any]) -> None:
    """The fields of one user/info; name and picture are not given since the end of 2021."""
    row.language = str(told.get("language") or "")[:20]
    row.remark = str(told.get("remark") or "")[:60]
    row.tag_ids = sorted(int(one) for one in told.get("tagid_list") or [])
    row.subscribe_scene = str(told.get("subscribe_scene") or "")[:40]
    scene = str(told.get("qr_scene_str") or told.get("qr_scene") or "")
    if not row.first_scene and scene not in {"", "0"}:
        row.first_scene = scene[:64]
    if told.get("subscribe_time"):
        row.followed_at = clock.from_ms(int(told["subscribe_time"]) * 1000)
    unionid = str(told.get("unionid") or "").strip()
    if unionid:
        row.unionid_index = keys.ours().blind("unionid", unionid)
        row.unionid_sealed = keys.seal(Follower, "unionid_sealed", unionid)


def _blacklist(operation: Operation, account: Account, began: datetime) -> str:
    """Who is blocked, then the tags."""
    cursor, blocked = "", set()
    while True:
        answer = api_of(account).post(BLACKLIST, {"begin_openid": cursor})
        openids = (answer.get("data") or {}).get("openid") or []
        blocked |= {index_of(str(one)) for one in openids}
        cursor = str(answer.get("next_openid") or "")
        if len(openids) < fans.PAGE or not cursor:
            break
    rows = Follower.objects.filter(account=account, openid_index__isnull=False)
    rows.filter(blocked=True).exclude(openid_index__in=blocked).update(blocked=False)
    rows.filter(blocked=False, openid_index__in=blocked).update(blocked=True)
    fan_tags.tags_read(account)
    return "end"


PHASES: dict[str, Callable[[Operation, Account, datetime], str]] = {
    "list": _list, "gone": _gone, "info": _info, "blacklist": _blacklist,
}  # fmt: skip


def register() -> None:
    """Make the runner known; called by config.wiring."""
    operations.RUNNERS[KIND] = operations.Runner(step=step)
