"""Sending again what was sent or given up."""

from datetime import datetime

from django.db.models import QuerySet

from keliu.hooks import selectors
from keliu.hooks.errors import HookOff
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.rules import pauses
from keliu.hooks.services import sending
from keliu.kit import clock
from keliu.platform import audit

State = HookDelivery.State


def replay(hook: Hook, delivery: HookDelivery) -> None:
    """Send one once more, under its own number. Raises HookOff."""
    rows = HookDelivery.objects.filter(pk=delivery.pk).exclude(state=State.WAITING)
    _again(hook, rows)


def replay_failed(hook: Hook, since: datetime) -> int:
    """Send everything once more that was given up since then; returns how many. Raises HookOff."""
    rows = selectors.deliveries(hook.pk, state=State.FAILED, window=(since, None))
    return _again(hook, rows)


def _again(hook: Hook, rows: "QuerySet[HookDelivery]") -> int:
    if hook.off:
        raise HookOff
    now = clock.now()
    found = rows.filter(body_sealed__isnull=False).update(
        state=State.WAITING, failures=0, next_at=now, deadline_at=now + pauses.LASTS, done_at=None
    )
    audit.record("hook.replay", "hook", hook.pk, hook.name, {"count": (None, found)})
    if found:
        sending.hook_run.later(hook_id=hook.pk)
    return found
