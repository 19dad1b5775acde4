"""What outreach tells the other contexts."""

from keliu.platform.outbox import Event


class PersonTold(Event, frozen=True):
    """A customer got a message."""

    delivery_id: int
