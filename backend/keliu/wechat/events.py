"""What happens to people at WeChat."""

from keliu.platform.outbox import Event


class CustomerHeardOf(Event, frozen=True):
    """A customer followed, left or wrote: their owner may want to know."""

    customer_id: int
    push_id: int
