"""What happens to endpoints."""

from keliu.platform.outbox import Event


class HooksChanged(Event, frozen=True):
    """Endpoints are other ones now: whoever remembers which there are looks again."""

    hook_id: int
