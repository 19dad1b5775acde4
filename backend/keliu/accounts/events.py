"""What happens to people's rights."""

from keliu.platform.outbox import Event


class AccessGiven(Event, frozen=True):
    """Somebody may read or change one record for a while."""

    share_id: int
    by_id: int | None
