"""A booking that somebody made on their own phone is part of their trail."""

from keliu.bookings.models import Booking
from keliu.radar import public as radar

OWN = "customer"  # a booking's source


def booked(booking_id: int) -> None:
    """Reaction: put the booking into the visit of who made it."""
    row: Booking | None = Booking.objects.filter(pk=booking_id).first()
    if row is None or row.source != OWN or row.created_by_id is not None:
        return
    radar.noted(
        row.customer_id,
        "booking_made",
        ref=row.pk,
        object_kind="service",
        object_id=row.service_id,
        fen=row.price_fen or None,
        at=row.created_at,
    )
