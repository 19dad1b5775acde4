"""Speaking to endpoints: one worker at a time each, in order per record, nothing lost.

A worker holds an endpoint by a lease. Each delivery is claimed by its count of tries before it is
sent, outside any transaction, and its outcome is noted afterwards. Who is killed in between leaves
it waiting: the lease runs out, and it is sent again under the same number.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from keliu.hooks import selectors
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.rules import pauses, signing
from keliu.hooks.services import endpoints, telling
from keliu.kit import clock
from keliu.kit.networks import Answer
from keliu.platform import jobs, keys
from keliu.platform.tenancy import merchant_scope

LEASE = timedelta(seconds=40)
AT_ONCE = 100  # deliveries before somebody else gets a turn
SOON = timedelta(minutes=1)  # later than that, the look every minute finds it
GONE = 410
State = HookDelivery.State


@dataclass(frozen=True)
class Parcel:
    """A claimed delivery, ready to go."""

    delivery_id: int
    tries: int
    url: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Turn:
    """A worker's hold on an endpoint; `until` is its lease, renewed with every delivery."""

    merchant_id: int
    hook_id: int
    until: datetime

    def renewed(self, now: datetime) -> bool:
        """Whether the lease was still ours, and lasts from now."""
        rows = Hook.objects.alive().filter(pk=self.hook_id, off="", busy_until=self.until)
        self.until = now + LEASE
        return rows.update(busy_until=self.until) == 1

    def end(self) -> None:
        Hook.objects.filter(pk=self.hook_id, busy_until=self.until).update(busy_until=None)


def run(merchant_id: int, hook_id: int) -> None:
    """Send what is due to one endpoint, step by step, each committed."""
    turn = _taken(merchant_id, hook_id)
    while turn:
        sent, on = 0, True
        while on and sent < AT_ONCE:
            on, sent = _one(turn), sent + 1
        turn = _let_go(turn, more=on)


hook_run = jobs.job(run, scoped=False)


def _taken(merchant_id: int, hook_id: int) -> Turn | None:
    """A hold on the endpoint; None when somebody has it, or it is off or resting."""
    now = clock.now()
    free = Q(busy_until__isnull=True) | Q(busy_until__lte=now)
    rested = Q(rests_until__isnull=True) | Q(rests_until__lte=now)
    with merchant_scope(merchant_id):
        rows = Hook.objects.alive().filter(free, rested, pk=hook_id, off="")
        taken = rows.update(busy_until=now + LEASE)
    return Turn(merchant_id, hook_id, now + LEASE) if taken else None


def _one(turn: Turn) -> bool:
    """Send one delivery; False when there is nothing more to do now."""
    with merchant_scope(turn.merchant_id):
        parcel = _claimed(turn)
    if parcel is None:
        return False
    started = time.monotonic()
    answer = _posted(parcel)
    took = int((time.monotonic() - started) * 1000)
    with merchant_scope(turn.merchant_id):
        return _noted(turn.hook_id, parcel, answer, took)


def _posted(parcel: Parcel) -> Answer:
    from keliu.kit import outward  # what speaks HTTP is loaded by who speaks

    return outward.post(parcel.url, parcel.body, parcel.headers, private=settings.HOOKS_PRIVATE)


def _claimed(turn: Turn) -> Parcel | None:
    """The next delivery, counted as tried; the lease lasts from now."""
    now = clock.now()
    hook = Hook.objects.filter(pk=turn.hook_id).first()
    if hook is None or not turn.renewed(now):
        return None
    for row in selectors.due(hook.pk, now)[:10]:
        mine = HookDelivery.objects.filter(pk=row.pk, state=State.WAITING, tries=row.tries)
        if row.deadline_at <= now or row.body_sealed is None:
            mine.update(state=State.FAILED)
        elif mine.update(tries=F("tries") + 1, tried_at=now):
            return _parcel(hook, row, now)
    return None


def message_id(row: HookDelivery) -> str:
    """The number by which a receiver knows a delivery that comes twice."""
    return f"msg_{row.pk}"


def body_of(row: HookDelivery) -> str:
    """What is told; empty when it is not kept any more."""
    if row.body_sealed is None:
        return ""
    return keys.unseal(HookDelivery, "body_sealed", row.body_sealed)


def _parcel(hook: Hook, row: HookDelivery, now: datetime) -> Parcel:
    body = body_of(row).encode()
    stamp = int(now.timestamp())
    headers = signing.headers(endpoints.secrets_of(hook), message_id(row), stamp, body)
    return Parcel(row.pk, row.tries + 1, hook.url, body, headers)


def _noted(hook_id: int, parcel: Parcel, answer: Answer, took: int) -> bool:
    """Keep the outcome, unless a later try did; False when this endpoint should rest."""
    rows = HookDelivery.objects.filter(
        pk=parcel.delivery_id, state=State.WAITING, tries=parcel.tries
    )
    said = {
        "status": answer.status,
        "trouble": answer.trouble,
        "answer": answer.text[:1024],
        "took_ms": took,
    }
    if answer.status is not None and 200 <= answer.status < 300:
        return _arrived(hook_id, rows, said)
    return _missed(hook_id, rows, said, answer)


def _arrived(hook_id: int, rows: Any, said: dict[str, Any]) -> bool:
    now = clock.now()
    rows.update(state=State.DONE, done_at=now, failures=0, **said)
    Hook.objects.filter(pk=hook_id).update(
        failing_since=None, unreached=0, rests_until=None, last_ok_at=now
    )
    return True


def _missed(hook_id: int, rows: Any, said: dict[str, Any], answer: Answer) -> bool:
    now = clock.now()
    row = rows.first()
    if row is None:
        return True  # somebody else had it meanwhile
    later = pauses.next_try(now, row.failures + 1, row.deadline_at)
    rows.update(
        failures=F("failures") + 1,
        next_at=later or now,
        state=State.WAITING if later else State.FAILED,
        **said,
    )
    hook = Hook.objects.select_for_update().get(pk=hook_id)
    hook.failing_since = hook.failing_since or now
    if answer.status is None:
        hook.unreached = min(hook.unreached + 1, 1000)
        hook.rests_until = now + pauses.rest(hook.unreached)
    else:
        hook.unreached = 0
    _judged(hook, answer, now)
    hook.save(update_fields=["failing_since", "unreached", "rests_until", "off"])
    at = max(filter(None, (later, hook.rests_until)), default=None)
    if at and at - now < SOON and not hook.off:
        hook_run.later(at=at, hook_id=hook_id)
    return answer.status is not None and not hook.off


def _judged(hook: Hook, answer: Answer, now: datetime) -> None:
    """Switch off what has failed for three days, or says that it is gone for good."""
    if hook.off:
        return
    if answer.status == GONE:
        hook.off = Hook.Off.GONE
    elif pauses.given_up(hook.failing_since, now):
        hook.off = Hook.Off.FAILING
    if hook.off:
        Hook.objects.filter(pk=hook.pk).update(version=F("version") + 1)
        telling.switched_off(hook)


def _let_go(turn: Turn, *, more: bool) -> Turn | None:
    """End the lease; a new one when something came while nobody looked."""
    now = clock.now()
    with merchant_scope(turn.merchant_id):
        turn.end()
        if more:
            hook_run.later(hook_id=turn.hook_id)
            return None
        waits = selectors.due(turn.hook_id, now).exists()
    return _taken(turn.merchant_id, turn.hook_id) if waits else None


def sweep() -> int:
    """Set going again what has no job any more; returns how many endpoints."""
    found = selectors.to_run(clock.now())
    for hook_id in found:
        hook_run.later(hook_id=hook_id)
    return len(found)
