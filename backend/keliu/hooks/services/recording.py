"""An event becomes deliveries, in the transaction of the reaction: once per endpoint and event."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from keliu.hooks import selectors
from keliu.hooks.errors import HookOff
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.ports import Ports
from keliu.hooks.rules import pauses
from keliu.hooks.rules.kinds import KINDS, TRIAL, VERSION
from keliu.hooks.services import sending
from keliu.kit import clock, ids, scope
from keliu.platform import audit, keys

REMEMBERED = 60.0  # seconds for which a process believes that nobody wants a kind of event
_silent: dict[int, dict[str, float]] = {}  # until when, by merchant and kind


@dataclass(frozen=True)
class Told:
    """What happened: a kind of event, the record it is about, and what else belongs to it."""

    kind: str
    record_id: int
    customer_id: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def record(self) -> str:
        return f"{KINDS[self.kind].record}:{self.record_id}"


def anybody(merchant_id: int, kind: str) -> bool:
    """Whether an endpoint may want this kind; False only when this process just saw that none does.

    The news of a changed endpoint comes through the outbox before anything that happens after it.
    """
    return time.monotonic() >= _silent.get(merchant_id, {}).get(kind, 0.0)


def look_again() -> None:
    """Endpoints changed: forget what was remembered of this merchant."""
    _silent.pop(scope.current(), None)


def record(told: Told, entry_id: int) -> int:
    """Write a delivery for every endpoint that wants this; returns for how many."""
    wanted = selectors.listening(told.kind)
    if not wanted:
        _silent.setdefault(scope.current(), {})[told.kind] = time.monotonic() + REMEMBERED
        return 0
    rows = rows_of(told, entry_id, wanted)
    HookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    for one in wanted:
        sending.hook_run.later(hook_id=one.pk)
    return len(rows)


def trial(hook: Hook) -> HookDelivery:
    """A delivery that only says hello, whatever the endpoint listens to. Raises HookOff."""
    if hook.off:
        raise HookOff
    row = _row(hook, ids.new(), TRIAL, "hook:" + str(hook.pk), {"id": str(hook.pk)})
    row.save(force_insert=True)
    audit.record("hook.trial", "hook", hook.pk, hook.name)
    sending.hook_run.later(hook_id=hook.pk)
    return row


def rows_of(told: Told, entry_id: int, wanted: list[Hook]) -> list[HookDelivery]:
    """The deliveries of one event, not stored yet."""
    kind = KINDS[told.kind].record
    shown = Ports.records[kind](told.record_id)
    opened = any(one.carries_sealed for one in wanted) and kind in Ports.sealed
    sealed = (Ports.sealed[kind](told.record_id) if opened else None) or {}
    found = []
    for one in wanted:
        seen = {**shown, **sealed} if shown and one.carries_sealed else shown
        data = {"id": str(told.record_id), **told.more, kind: seen}
        found.append(_row(one, entry_id, told.kind, told.record, data, _whose(told, shown)))
    return found


def _whose(told: Told, shown: Mapping[str, Any] | None) -> int | None:
    """The customer whom a delivery speaks of: with their consent, its body goes."""
    if told.customer_id is not None:
        return told.customer_id
    named = (shown or {}).get("customer")
    return ids.parse(named["id"]) if isinstance(named, Mapping) else None


def _row(
    hook: Hook,
    entry_id: int,
    kind: str,
    record_name: str,
    data: Mapping[str, Any],
    customer_id: int | None = None,
) -> HookDelivery:
    now = clock.now()
    body = msgspec.json.encode(
        {
            "type": kind,
            "version": VERSION,
            "timestamp": clock.iso(now),
            "merchant_id": str(scope.current()),
            "data": data,
        }
    )
    return HookDelivery(
        hook_id=hook.pk,
        entry_id=entry_id,
        kind=kind,
        record=record_name,
        customer_id=customer_id,
        body_sealed=keys.seal(HookDelivery, "body_sealed", body.decode()),
        next_at=now,
        created_at=now,
        deadline_at=now + pauses.LASTS,
    )
