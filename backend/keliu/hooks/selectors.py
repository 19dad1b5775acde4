"""Questions about endpoints and deliveries."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from keliu.hooks.models import Hook, HookDelivery
from keliu.kit import clock

State = HookDelivery.State


def hooks() -> "QuerySet[Hook]":
    """The merchant's endpoints in the order they were added."""
    return Hook.objects.alive().order_by("id")


def listening(kind: str) -> list[Hook]:
    """Endpoints that are on and want this kind."""
    return list(hooks().filter(off="", kinds__contains=[kind]))


def waiting(hook_id: int) -> "QuerySet[HookDelivery]":
    """What an endpoint has not heard yet."""
    return HookDelivery.objects.filter(hook_id=hook_id, state=State.WAITING)


def due(hook_id: int, now: datetime) -> "QuerySet[HookDelivery]":
    """What may be sent now: of each record only the oldest that waits, so that order is kept."""
    before = waiting(hook_id).filter(record=OuterRef("record"), id__lt=OuterRef("id"))
    rows = waiting(hook_id).filter(next_at__lte=now)
    return rows.filter(~Exists(before)).order_by("id")


def to_run(now: datetime) -> list[int]:
    """Endpoints with something due that nobody speaks to now."""
    free = Q(busy_until__isnull=True) | Q(busy_until__lte=now)
    rested = Q(rests_until__isnull=True) | Q(rests_until__lte=now)
    some = HookDelivery.objects.filter(
        hook_id=OuterRef("pk"), state=State.WAITING, next_at__lte=now
    )
    rows = hooks().filter(free, rested, off="").filter(Exists(some))
    return list(rows.values_list("id", flat=True))


def deliveries(
    hook_id: int,
    *,
    state: str | None = None,
    kind: str | None = None,
    window: tuple[datetime | None, datetime | None] = (None, None),
    record: str | None = None,
) -> "QuerySet[HookDelivery]":
    """The log of an endpoint."""
    rows = HookDelivery.objects.filter(hook_id=hook_id)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(record__endswith=f":{record}") if record else rows
    since, until = window
    rows = rows.filter(created_at__gte=since) if since else rows
    return rows.filter(created_at__lt=until) if until else rows


def counts(hook_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many deliveries of each endpoint are in which state."""
    found = HookDelivery.objects.filter(hook_id__in=hook_ids)
    said: dict[int, dict[str, int]] = {one: dict.fromkeys(State.values, 0) for one in hook_ids}
    for hook_id, state, count in found.values_list("hook_id", "state").annotate(n=Count("id")):
        said[hook_id][state] = count
    return said


def old_secret_good(hook: Hook) -> bool:
    """Whether the secret before the newest still signs."""
    return hook.old_secret_until is not None and hook.old_secret_until > clock.now()
