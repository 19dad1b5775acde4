"""Automatic replies, and trying what would be answered."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Query, Router
from ninja import Schema as Form

from keliu.accounts import public as accounts
from keliu.conversations.models import Reply
from keliu.conversations.schemas import replies as schemas
from keliu.conversations.schemas.replies import ReplyAnswer, ReplyOut, ReplyReason, ReplyTried
from keliu.conversations.selectors.replies import replies
from keliu.conversations.selectors.shown import shelf
from keliu.conversations.services import answering
from keliu.conversations.services import replies as services
from keliu.kit import clock
from keliu.platform import merchants, records
from keliu.platform.wire import Items, Ref

router = Router(tags=["replies"])
READ, WRITE = "wechat.read", "wechat.write"


class RepliesAsked(Form):
    kind: schemas.Kind | None = None


def _out(rows: list[Reply]) -> list[ReplyOut]:
    beside = shelf(rows)
    return [ReplyOut.of(row, beside) for row in rows]


def _shown(row: Reply) -> Any:
    return _out([row])[0].model_dump(mode="json")


@router.get("/replies", response=Items[ReplyOut])
@accounts.staff(READ)
def reply_list(request: HttpRequest, asked: Query[RepliesAsked]) -> Items[ReplyOut]:
    """Every reply in the order in which it is asked; five hundred at most."""
    rows = replies().filter(kind=asked.kind) if asked.kind else replies()
    return Items[ReplyOut](items=_out(list(rows)))


@router.post("/replies", response=ReplyOut)
@accounts.staff(WRITE)
def reply_create(request: HttpRequest, payload: schemas.ReplyIn) -> ReplyOut:
    """A new reply behind the others."""
    return _out([services.reply_add(fields=payload.whole())])[0]


@router.put("/replies/order", response=Items[ReplyOut])
@accounts.staff(WRITE)
def reply_order(request: HttpRequest, payload: schemas.ReplyOrderIn) -> Items[ReplyOut]:
    """Put replies into another order: the first that fits answers."""
    services.replies_order(list(payload.ids))
    return Items[ReplyOut](items=_out(list(replies())))


@router.post("/replies/try", response=ReplyTried)
@accounts.staff(READ)
def reply_try(request: HttpRequest, payload: schemas.ReplyTryIn) -> ReplyTried:
    """What would be answered, and why the other replies would not answer."""
    found = answering.tried(
        kind=payload.kind,
        text=payload.text,
        key=payload.key,
        account_id=payload.account_id,
        at=_today(payload.at),
    )
    return _tried(found)


def _today(time: str | None) -> datetime:
    now = clock.now()
    if time is None:
        return now
    here = now.astimezone(ZoneInfo(merchants.timezone()))
    return here.replace(hour=int(time[:2]), minute=int(time[3:]))


def _tried(found: answering.Tried) -> ReplyTried:
    row = found.chosen
    said = [] if row is None else [ReplyAnswer.of(one, shelf([row])) for one in row.answers]
    return ReplyTried.model_validate(
        {
            "reserved": found.reserved,
            "chosen": None if row is None else Ref(id=row.pk, name=row.name),
            "pick": "all" if row is None else row.pick,
            "answers": said,
            "reasons": [
                ReplyReason.model_validate(
                    {"id": one.pk, "name": one.name, "kind": one.kind, "reason": why}
                )
                for one, why in found.reasons
            ],
        }
    )


@router.patch("/replies/{int:reply_id}", response=ReplyOut)
@accounts.staff(WRITE)
def reply_update(request: HttpRequest, reply_id: int, payload: schemas.ReplyPatch) -> ReplyOut:
    """Change a reply, switch it on or off."""
    row = records.find(replies(), reply_id)
    saved = services.reply_change(
        row, version=payload.version, fields=payload.given(), current=_shown
    )
    return _out([saved])[0]


@router.delete("/replies/{int:reply_id}", response={204: None})
@accounts.staff(WRITE)
def reply_delete(request: HttpRequest, reply_id: int) -> None:
    """Take a reply away; `restore` undoes it."""
    records.delete(records.find(replies(), reply_id))


@router.post("/replies/{int:reply_id}/restore", response=ReplyOut)
@accounts.staff(WRITE)
def reply_restore(request: HttpRequest, reply_id: int) -> ReplyOut:
    """Bring a deleted reply back to its place."""
    row = records.restore(records.find(replies(deleted=True), reply_id))
    return _out([row])[0]
