"""推送地址 over HTTP: for whoever connects other systems."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.hooks import selectors
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.schemas import (
    HookDeliveriesAsked,
    HookDeliveryOut,
    HookDeliveryRow,
    HookIn,
    HookKind,
    HookMade,
    HookPatch,
    HookReplayed,
    HookReplayIn,
    HookRow,
    HookSetup,
)
from keliu.hooks.services import endpoints, recording, replaying
from keliu.platform import lists, records
from keliu.platform.wire import Page, VersionIn

router = Router(tags=["hooks"])
WRITE = "hooks.write"


def _current(row: Hook) -> Any:
    return HookRow.of(row).model_dump(mode="json")


def _hook(hook_id: int) -> Hook:
    return records.find(selectors.hooks(), hook_id)


def _delivery(hook_id: int, delivery_id: int) -> HookDelivery:
    return records.find(selectors.deliveries(_hook(hook_id).pk), delivery_id)


@router.get("/hooks", response=HookSetup)
@door.staff(WRITE)
def hook_list(request: HttpRequest) -> HookSetup:
    """Every endpoint, and the kinds of events that there are."""
    rows = HookRow.all(list(selectors.hooks()))
    private = settings.HOOKS_PRIVATE
    return HookSetup(items=rows, kinds=HookKind.all(), most=endpoints.MOST, private=private)


@router.post("/hooks", response=HookMade)
@door.staff(WRITE)
def hook_create(request: HttpRequest, payload: HookIn) -> HookMade:
    """A new endpoint; its secret is in this answer and never again."""
    row, secret = endpoints.hook_add(payload.model_dump())
    return HookMade(**dict(HookRow.of(row)), secret=secret)


@router.get("/hooks/{int:hook_id}", response=HookRow)
@door.staff(WRITE)
def hook_get(request: HttpRequest, hook_id: int) -> HookRow:
    """One endpoint."""
    return HookRow.of(_hook(hook_id))


@router.patch("/hooks/{int:hook_id}", response=HookRow)
@door.staff(WRITE)
def hook_update(request: HttpRequest, hook_id: int, payload: HookPatch) -> HookRow:
    """Change an endpoint, or switch it on or off."""
    row = endpoints.hook_save(
        _hook(hook_id), version=payload.version, fields=payload.given(), current=_current
    )
    return HookRow.of(row)


@router.delete("/hooks/{int:hook_id}", response={204: None})
@door.staff(WRITE)
def hook_delete(request: HttpRequest, hook_id: int) -> None:
    """Stop telling an address for good."""
    endpoints.hook_delete(_hook(hook_id))


@router.post("/hooks/{int:hook_id}/renew-secret", response=HookMade)
@door.staff(WRITE)
def hook_renew_secret(request: HttpRequest, hook_id: int, payload: VersionIn) -> HookMade:
    """A new secret; for a day everything is signed with the old one as well."""
    row, secret = endpoints.secret_renew(
        _hook(hook_id), version=payload.version, current=_current
    )  # fmt: skip
    return HookMade(**dict(HookRow.of(row)), secret=secret)


@router.post("/hooks/{int:hook_id}/trial", response=HookDeliveryRow)
@door.staff(WRITE)
def hook_trial(request: HttpRequest, hook_id: int) -> HookDeliveryRow:
    """Send a greeting, to see whether it arrives; 409 `hook_off`."""
    return HookDeliveryRow.of(recording.trial(_hook(hook_id)))


@router.post("/hooks/{int:hook_id}/replay", response=HookReplayed)
@door.staff(WRITE)
def hook_replay_failed(request: HttpRequest, hook_id: int, payload: HookReplayIn) -> HookReplayed:
    """Send everything again that was given up since a moment; 409 `hook_off`."""
    return HookReplayed(count=replaying.replay_failed(_hook(hook_id), payload.since))


@router.get("/hooks/{int:hook_id}/deliveries", response=Page[HookDeliveryRow])
@door.staff(WRITE)
def hook_delivery_list(
    request: HttpRequest, hook_id: int, asked: Query[HookDeliveriesAsked]
) -> Page[HookDeliveryRow]:
    """What was sent to an endpoint in the last thirty days, newest first."""
    rows = selectors.deliveries(
        _hook(hook_id).pk, state=asked.state, kind=asked.kind, record=asked.q,
        window=(asked.since, asked.until),
    )  # fmt: skip
    sort = lists.choose((lists.NEWEST,), asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = [HookDeliveryRow.of(row) for row in found]
    return Page[HookDeliveryRow](items=items, next=following, total=total)


@router.get("/hooks/{int:hook_id}/deliveries/{int:delivery_id}", response=HookDeliveryOut)
@door.staff(WRITE)
def hook_delivery_get(request: HttpRequest, hook_id: int, delivery_id: int) -> HookDeliveryOut:
    """One delivery with what was told and what was answered."""
    return HookDeliveryOut.of(_delivery(hook_id, delivery_id))


@router.post("/hooks/{int:hook_id}/deliveries/{int:delivery_id}/replay", response=HookDeliveryRow)
@door.staff(WRITE)
def hook_delivery_replay(request: HttpRequest, hook_id: int, delivery_id: int) -> HookDeliveryRow:
    """Send one again under its own number; 409 `hook_off`."""
    row = _delivery(hook_id, delivery_id)
    replaying.replay(_hook(hook_id), row)
    row.refresh_from_db()
    return HookDeliveryRow.of(row)
