"""Followers: the list, the sync, remarks, customers, tags, the blacklist."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.kit import ids
from keliu.kit.errors import NotFound
from keliu.platform import lists, records
from keliu.platform.models import Operation
from keliu.platform.wire import Page
from keliu.wechat.models import Account, FanTag, Follower
from keliu.wechat.schemas.followers import (
    FollowerJob,
    FollowerLinkIn,
    FollowerPatch,
    FollowerRow,
    FollowersActed,
    FollowersAsked,
    FollowersBlockIn,
    FollowersSummary,
    FollowersTagIn,
    FollowerSyncIn,
)
from keliu.wechat.selectors import follower_lists as questions
from keliu.wechat.selectors import menus
from keliu.wechat.services import follower_acts, follower_sync

router = Router(tags=["wechat"])


def account_asked(text: str | None) -> Account | None:
    """The asked official account, else the usual one; None when there is none. Raises NotFound."""
    rows = menus.official_accounts()
    return records.find(rows, ids.parse(text) or 0) if text else rows.first()


def _rows(found: list[Follower]) -> list[FollowerRow]:
    names = dict(FanTag.objects.filter(account_id__in={r.account_id for r in found}).values_list(
        "number", "name"
    ))  # fmt: skip
    known = questions.customers_seen(found)
    return [FollowerRow.of(row, names, known) for row in found]


def _row(row: Follower) -> FollowerRow:
    return _rows([row])[0]


def _current(row: Follower) -> Any:
    return _row(row).model_dump(mode="json")


def _find(follower_id: int) -> Follower:
    return records.find(questions.everybody(), follower_id)


@router.get("/wechat/followers", response=Page[FollowerRow])
@door.staff("wechat.read")
def follower_list(request: HttpRequest, asked: Query[FollowersAsked]) -> Page[FollowerRow]:
    """Who follows one official account, and who did."""
    account = account_asked(asked.account)
    if account is None:
        return Page[FollowerRow](items=[], total=0)
    tag = lists.id_filter(asked.tag)
    number = None
    if tag is not None:
        number = records.find(questions.tags_of(account), tag).number
    rows = questions.narrowed(
        questions.present(account),
        state=asked.state,
        tag=number,
        scene=asked.scene,
        linked=asked.linked,
        q=asked.q,
    )
    total = rows.count() if asked.total else None
    sort = lists.choose(questions.SORTS, asked.sort)
    found, after = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    return Page[FollowerRow](items=_rows(found), next=after, total=total)


@router.get("/wechat/followers/summary", response=FollowersSummary)
@door.staff("wechat.read")
def follower_summary(request: HttpRequest, account: str | None = None) -> FollowersSummary:
    """How many of each kind, and how fresh that is."""
    chosen = account_asked(account)
    if chosen is None:
        raise NotFound
    live = Operation.objects.filter(
        kind=follower_sync.KIND,
        state__in=[Operation.State.WAITING, Operation.State.RUNNING],
        params__contains={"account_id": str(chosen.pk)},
    )
    running = live.values_list("pk", flat=True).first()
    return FollowersSummary(operation_id=running, **questions.counts(chosen))


@router.post("/wechat/followers/sync", response=FollowerJob)
@door.staff("wechat.write")
def follower_sync_start(request: HttpRequest, payload: FollowerSyncIn) -> FollowerJob:
    """Fetch all followers of an account in the background."""
    account = records.find(menus.official_accounts(), payload.account_id)
    operation = follower_sync.start(account)
    return FollowerJob(operation_id=operation.pk, title=operation.title)


def _chosen(wanted: list[int]) -> tuple[Account, list[Follower]]:
    """Followers of one account, all of them found. Raises NotFound."""
    rows = list(questions.everybody().filter(pk__in=wanted).select_related("account"))
    if len(rows) != len(set(wanted)) or len({row.account_id for row in rows}) != 1:
        raise NotFound
    return rows[0].account, rows


@router.post("/wechat/followers/tag", response=FollowersActed)
@door.staff("wechat.write")
def followers_tag(request: HttpRequest, payload: FollowersTagIn) -> FollowersActed:
    """Give followers one of WeChat's tags, or take it off."""
    account, rows = _chosen(payload.ids)
    tag = records.find(questions.tags_of(account), payload.tag_id)
    return FollowersActed.model_validate(follower_acts.tag(account, rows, tag, on=payload.on))


@router.post("/wechat/followers/block", response=FollowersActed)
@door.staff("wechat.write")
def followers_block(request: HttpRequest, payload: FollowersBlockIn) -> FollowersActed:
    """Put followers on the blacklist, or take them off."""
    account, rows = _chosen(payload.ids)
    return FollowersActed.model_validate(follower_acts.block(account, rows, on=payload.on))


@router.patch("/wechat/followers/{follower_id}", response=FollowerRow)
@door.staff("wechat.write")
def follower_update(request: HttpRequest, follower_id: int, payload: FollowerPatch) -> FollowerRow:
    """Another remark, here and at WeChat."""
    saved = follower_acts.remark(
        _find(follower_id), version=payload.version, text=payload.remark, current=_current
    )
    return _row(saved)


@router.post("/wechat/followers/{follower_id}/link", response=FollowerRow)
@door.staff("wechat.write")
def follower_link(request: HttpRequest, follower_id: int, payload: FollowerLinkIn) -> FollowerRow:
    """Say which customer this is, or that it is none."""
    return _row(follower_acts.link(_find(follower_id), payload.customer_id))
