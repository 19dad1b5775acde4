"""Codes with a scene: making them, their pictures, and what they brought."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.conversations import public as conversations
from keliu.platform import lists, records
from keliu.platform.wire import Page, Ref
from keliu.wechat.models import SceneCode
from keliu.wechat.schemas import scene_codes as schemas
from keliu.wechat.schemas.scene_codes import SceneCodeDetail, SceneCodeOut, SceneCodesAsked
from keliu.wechat.selectors import scene_codes as questions
from keliu.wechat.selectors.scene_codes import Counted
from keliu.wechat.services import scene_codes as services

router = Router(tags=["wechat"])
READ, WRITE = "wechat.read", "wechat.write"
NOTHING = Counted()


def _welcomes() -> dict[str, Ref]:
    return {
        scene: Ref(id=pk, name=name)
        for pk, name, scenes in reversed(conversations.welcomes())
        for scene in scenes
    }


def _detail(row: SceneCode) -> SceneCodeDetail:
    row = records.find(questions.codes(), row.pk)
    counted = questions.counted([row.pk]).get(row.pk, NOTHING)
    return SceneCodeDetail.of(row, counted, _welcomes().get(row.scene))


def _shown(row: SceneCode) -> Any:
    return _detail(row).model_dump(mode="json")


@router.get("/wechat/codes", response=Page[SceneCodeOut])
@accounts.staff(READ)
def scene_code_list(request: HttpRequest, asked: Query[SceneCodesAsked]) -> Page[SceneCodeOut]:
    """Codes with their figures, newest first."""
    rows = questions.codes_for_list(
        q=asked.q,
        staff_id=lists.id_filter(asked.staff),
        account_id=lists.id_filter(asked.account),
        channel=asked.channel,
    )
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    counted, welcomes = questions.counted([row.pk for row in found]), _welcomes()
    items = [
        SceneCodeOut.of(row, counted.get(row.pk, NOTHING), welcomes.get(row.scene)) for row in found
    ]
    return Page[SceneCodeOut](
        items=items, next=following, total=rows.count() if asked.total else None
    )


@router.post("/wechat/codes", response=SceneCodeDetail)
@accounts.staff(WRITE)
def scene_code_create(request: HttpRequest, payload: schemas.SceneCodeIn) -> SceneCodeDetail:
    """Have WeChat make a code, for ever or for some days."""
    fields = {"name": payload.name, "channel": payload.channel, "staff_id": payload.staff_id}
    row = services.code_add(account_id=payload.account_id, days=payload.days, fields=fields)
    return _detail(row)


@router.get("/wechat/codes/{int:code_id}", response=SceneCodeDetail)
@accounts.staff(READ)
def scene_code_get(request: HttpRequest, code_id: int) -> SceneCodeDetail:
    """One code with its picture, drawn here from the address that WeChat gave."""
    return _detail(records.find(questions.codes(), code_id))


@router.patch("/wechat/codes/{int:code_id}", response=SceneCodeDetail)
@accounts.staff(WRITE)
def scene_code_update(
    request: HttpRequest, code_id: int, payload: schemas.SceneCodePatch
) -> SceneCodeDetail:
    """Another name, channel or colleague; the picture stays."""
    row = records.find(questions.codes(), code_id)
    sent = payload.model_dump(exclude_unset=True, exclude={"version"})
    if payload.staff_id is not None:
        sent["staff_id"] = payload.staff_id
    return _detail(services.code_change(row, version=payload.version, fields=sent, current=_shown))


@router.post("/wechat/codes/{int:code_id}/renew", response=SceneCodeDetail)
@accounts.staff(WRITE)
def scene_code_renew(
    request: HttpRequest, code_id: int, payload: schemas.SceneCodeRenewIn
) -> SceneCodeDetail:
    """A new picture for a code that ends; its figures go on."""
    row = records.find(questions.codes(), code_id)
    renewed = services.code_renew(row, version=payload.version, days=payload.days, current=_shown)
    return _detail(renewed)


@router.delete("/wechat/codes/{int:code_id}", response={204: None})
@accounts.staff(WRITE)
def scene_code_delete(request: HttpRequest, code_id: int) -> None:
    """Take a code off the list; whoever scans it still is counted. `restore` undoes it."""
    records.delete(records.find(questions.codes(), code_id))


@router.post("/wechat/codes/{int:code_id}/restore", response=SceneCodeDetail)
@accounts.staff(WRITE)
def scene_code_restore(request: HttpRequest, code_id: int) -> SceneCodeDetail:
    """Bring a deleted code back."""
    return _detail(records.restore(records.find(questions.codes(deleted=True), code_id)))
