"""What happened to bookings."""

from keliu.platform.outbox import Event


class BookingMade(Event, frozen=True):
    booking_id: int
    customer_id: int


class BookingMoved(Event, frozen=True):
    booking_id: int
    customer_id: int


class BookingEnded(Event, frozen=True):
    """It is done, cancelled, or nobody came (`state`)."""

    booking_id: int
    customer_id: int
    state: str


class TimeFreed(Event, frozen=True):
    """Somebody let go of a time (milliseconds since 1970): who waits for that day comes first."""

    booking_id: int
    at_ms: int
