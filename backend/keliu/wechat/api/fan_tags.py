"""WeChat's own tags: for menus and mass messages only, filled from segments."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.platform import records
from keliu.platform.wire import Items
from keliu.tags import public as tags
from keliu.wechat.api.followers import account_asked
from keliu.wechat.models import Account, FanTag
from keliu.wechat.schemas.followers import (
    FanTagIn,
    FanTagOut,
    FanTagPatch,
    FollowerJob,
    FollowerSyncIn,
)
from keliu.wechat.selectors import follower_lists as questions
from keliu.wechat.selectors import menus
from keliu.wechat.services import fan_tags

router = Router(tags=["wechat"])


def _shown(rows: list[FanTag]) -> list[FanTagOut]:
    names = tags.segment_names([row.segment_id for row in rows])
    return [FanTagOut.of(row, names) for row in rows]


def _tag(row: FanTag) -> FanTagOut:
    return _shown([row])[0]


def _current(row: FanTag) -> Any:
    return _tag(row).model_dump(mode="json")


def _find(tag_id: int) -> FanTag:
    return records.find(FanTag.objects.all(), tag_id)


def _account(account_id: int) -> Account:
    return records.find(menus.official_accounts(), account_id)


@router.get("/wechat/fan-tags", response=Items[FanTagOut])
@door.staff("wechat.read")
def fan_tag_list(request: HttpRequest, account: str | None = None) -> Items[FanTagOut]:
    """The tags of one official account, as we know them."""
    chosen = account_asked(account)
    return Items[FanTagOut](items=_shown(list(questions.tags_of(chosen))) if chosen else [])


@router.post("/wechat/fan-tags/read", response=Items[FanTagOut])
@door.staff("wechat.write")
def fan_tag_read(request: HttpRequest, payload: FollowerSyncIn) -> Items[FanTagOut]:
    """Ask WeChat for its tags and how many followers each has."""
    account = _account(payload.account_id)
    fan_tags.tags_read(account)
    return Items[FanTagOut](items=_shown(list(questions.tags_of(account))))


@router.post("/wechat/fan-tags", response=FanTagOut)
@door.staff("wechat.write")
def fan_tag_create(request: HttpRequest, payload: FanTagIn) -> FanTagOut:
    """A new tag at WeChat."""
    return _tag(fan_tags.tag_add(_account(payload.account_id), payload.name))


@router.patch("/wechat/fan-tags/{tag_id}", response=FanTagOut)
@door.staff("wechat.write")
def fan_tag_update(request: HttpRequest, tag_id: int, payload: FanTagPatch) -> FanTagOut:
    """Another name, or the segment that it follows."""
    changes = payload.model_dump(exclude_unset=True, exclude={"version"})
    if changes.get("name") is None:
        changes.pop("name", None)
    saved = fan_tags.tag_change(
        _find(tag_id), version=payload.version, changes=changes, current=_current
    )
    return _tag(saved)


@router.delete("/wechat/fan-tags/{tag_id}", response={204: None})
@door.staff("wechat.write")
def fan_tag_delete(request: HttpRequest, tag_id: int) -> None:
    """A tag goes, from every follower too."""
    fan_tags.tag_remove(_find(tag_id))


@router.post("/wechat/fan-tags/{tag_id}/fill", response=FollowerJob)
@door.staff("wechat.write")
def fan_tag_fill(request: HttpRequest, tag_id: int) -> FollowerJob:
    """Make the tag's followers those of its segment, in the background."""
    operation = fan_tags.fill(_find(tag_id))
    return FollowerJob(operation_id=operation.pk, title=operation.title)
