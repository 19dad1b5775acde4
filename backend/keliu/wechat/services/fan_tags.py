"""WeChat's own tags: made, renamed and removed there, and filled from our segments."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from keliu.kinds import public as kinds
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.platform import audit, operations, records
from keliu.platform.models import Operation, OperationItem
from keliu.platform.undo import Journal
from keliu.tags import public as tags
from keliu.wechat.errors import FanTagInUse, FanTagsFull
from keliu.wechat.menus.shape import read
from keliu.wechat.models import Account, FanTag, Follower, Menu
from keliu.wechat.rules import fans
from keliu.wechat.services import follower_acts
from keliu.wechat.services.calls import api_of

CREATE, UPDATE = "/cgi-bin/tags/create", "/cgi-bin/tags/update"
DELETE, GET = "/cgi-bin/tags/delete", "/cgi-bin/tags/get"
KIND = "fan_tag_fill"


@transaction.atomic
def tag_add(account: Account, name: str) -> FanTag:
    """A new tag at WeChat. Raises FanTagsFull, WeChatRefused."""
    if FanTag.objects.filter(account=account).count() >= fans.MOST_TAGS:
        raise FanTagsFull
    made = api_of(account).post(CREATE, {"tag": {"name": name}})["tag"]
    row = FanTag.objects.create(account=account, number=int(made["id"]), name=name)
    audit.record("fantag.create", "fantag", row.pk, name)
    return row


@transaction.atomic
def tag_change(
    row: FanTag, *, version: int, changes: dict[str, Any], current: Callable[[FanTag], Any]
) -> FanTag:
    """Another name, or the segment that it follows. Raises Stale, NotFound, WeChatRefused."""
    if row.number in fans.SYSTEM_TAGS and "name" in changes:
        raise Invalid(fields={"name": "微信自带的标签不能改名"})
    if changes.get("segment_id") is not None:
        segment_of(changes["segment_id"])
    before = row.name
    saved = records.save_changes(row, version=version, changes=changes, current=current)
    if saved.name != before:
        api_of(saved.account).post(UPDATE, {"tag": {"id": saved.number, "name": saved.name}})
    return saved


@transaction.atomic
def tag_remove(row: FanTag) -> None:
    """A tag goes, from every follower too. Raises FanTagInUse, WeChatRefused."""
    if row.number in fans.SYSTEM_TAGS:
        raise Invalid(fields={"name": "微信自带的标签不能删除"})
    for menu in Menu.objects.filter(account_id=row.account_id):
        if any(one.tag_id == row.number for one in read(menu.content).variants):
            raise FanTagInUse
    api_of(row.account).post(DELETE, {"tag": {"id": row.number}})
    rows = Follower.objects.filter(account_id=row.account_id, tag_ids__contains=[row.number])
    for follower in rows.iterator(2000):
        left = [number for number in follower.tag_ids if number != row.number]
        Follower.objects.filter(pk=follower.pk).update(tag_ids=left)
    audit.record("fantag.delete", "fantag", row.pk, row.name)
    row.delete()


@transaction.atomic
def tags_read(account: Account) -> None:
    """The tags as WeChat has them now; ours keep the segment that they follow."""
    now, seen = clock.now(), []
    for one in api_of(account).get(GET).get("tags") or []:
        number = int(one["id"])
        seen.append(number)
        values = {"name": str(one["name"])[:30], "count": int(one.get("count") or 0)}
        FanTag.objects.update_or_create(
            account=account, number=number, defaults={**values, "synced_at": now}
        )
    FanTag.objects.filter(account=account).exclude(number__in=seen).delete()
    audit.record("fantag.read", "account", account.pk, account.name, {"n": (0, len(seen))})


def segment_of(segment_id: int) -> Any:
    """A segment of customers. Raises NotFound, Invalid."""
    found = tags.segment_find(segment_id)
    if found.kind != "customer":
        raise Invalid(fields={"segment_id": "请选客户的人群"})
    return found


@transaction.atomic
def fill(row: FanTag) -> Operation:
    """Begin to make the tag's followers those of its segment. Raises Invalid."""
    if row.segment_id is None:
        raise Invalid(fields={"segment_id": "请先选这个标签跟随的人群"})
    segment = segment_of(row.segment_id)
    inside = Follower.objects.filter(_in_segment(row, segment))
    there = Follower.objects.filter(account_id=row.account_id, tag_ids__contains=[row.number])
    add = inside.exclude(tag_ids__contains=[row.number])
    off = there.exclude(pk__in=inside.values("pk"))
    items = [
        *({"follower": str(one), "on": True} for one in add.values_list("pk", flat=True)),
        *({"follower": str(one), "on": False} for one in off.values_list("pk", flat=True)),
    ]
    return operations.start(
        kind=KIND,
        title=f"微信标签“{row.name}”跟随人群“{segment.name}”",
        title_en=f"WeChat tag {row.name} follows segment {segment.name}",
        params={"tag_id": str(row.pk)},
        items=items,
        undoable=False,
    )


def _in_segment(row: FanTag, segment: Any) -> Q:
    rows: QuerySet[Any] = kinds.kind_of("customer").model._default_manager.filter(
        deleted_at__isnull=True
    )
    mine = kinds.narrow("customer", rows, segment.filter)
    return Q(account_id=row.account_id, following=True, customer_id__in=mine.values("pk"))


def work(operation: Operation, items: list[OperationItem], journal: Journal) -> None:
    """One chunk: those to get the tag in one call, those to lose it in another."""
    row = FanTag.objects.filter(pk=int(operation.params["tag_id"])).first()
    if row is None:
        _all(items, OperationItem.State.SKIPPED, "标签已经删除")
        return
    for on in (True, False):
        mine = [item for item in items if (item.payload or {})["on"] is on]
        _some(row, mine, on=on)


def _some(row: FanTag, items: list[OperationItem], *, on: bool) -> None:
    if not items:
        return
    ids = [int((item.payload or {})["follower"]) for item in items]
    rows = list(Follower.objects.filter(pk__in=ids, erased_at__isnull=True))
    acted = follower_acts.tag(row.account, rows, row, on=on)
    now = set(
        Follower.objects.filter(pk__in=ids, tag_ids__contains=[row.number]).values_list(
            "pk", flat=True
        )
    )
    for item, identifier in zip(items, ids, strict=True):
        good = (identifier in now) == on
        item.state = OperationItem.State.DONE if good else OperationItem.State.FAILED
        item.message = "" if good else (acted.problem or "这位粉丝已经离开")[:300]


def _all(items: list[OperationItem], state: Any, message: str) -> None:
    for item in items:
        item.state, item.message = state, message


def _filled(operation: Operation) -> None:
    rows = FanTag.objects.filter(pk=int(operation.params["tag_id"]))
    rows.update(filled_at=clock.now(), version=F("version") + 1)


def register() -> None:
    """Make the runner known; called by config.wiring."""
    operations.RUNNERS[KIND] = operations.Runner(work=work, chunk=fans.TAG_AT_ONCE, finish=_filled)
