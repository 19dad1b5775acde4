"""An endpoint of another system, with something that was told to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from keliu.hooks.models import HookDelivery
from keliu.kit import clock, ids
from keliu.platform import keys
from tests.cast import World

Ids = dict[str, str]


def hooks_of(place: World, api: Any, made: Callable[..., Any], mark: str) -> Ids:
    """One endpoint that listens to nothing that the matrix does, and one delivery."""
    asked = {"name": f"{mark}ERP", "url": "https://erp.example.com/x", "kinds": ["booking.ended"]}
    hook = str(made(api.post("/hooks", asked))["id"])
    now = clock.now()
    with place.inside():
        row = HookDelivery.objects.create(
            hook_id=int(hook), entry_id=ids.new(), kind="booking.ended", record="booking:1",
            body_sealed=keys.seal(HookDelivery, "body_sealed", f'{{"type":"{mark}"}}'),
            state="done", status=204, tries=1, created_at=now, done_at=now,
            deadline_at=now + timedelta(days=3),
        )  # fmt: skip
    return {"hook": hook, "hook_delivery": str(row.pk)}
