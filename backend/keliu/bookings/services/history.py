"""What happened to a booking, in its own history, the customer's timeline and the audit log."""

from keliu.bookings.models import Booking, BookingStep
from keliu.bookings.rules.states import STATES
from keliu.interactions import public as interactions
from keliu.kit import actor, clock
from keliu.platform import audit, merchants

KIND = "order"  # the timeline's word for business done


def note(row: Booking, kind: str, text: str) -> None:
    """Add to the history who did what."""
    who = actor.current()
    BookingStep(
        booking=row, kind=kind, text=text[:200], by_id=who.staff_id, by_name=who.name[:60]
    ).save(force_insert=True)


def told(row: Booking, kind: str, text: str, *, action: str = "") -> None:
    """Note it everywhere: history, the customer's timeline (one line per booking), the log."""
    note(row, kind, text)
    line(row)
    audit.record(
        action or f"booking.{kind}", "booking", row.pk, f"{row.title} {row.code}",
        {"state": (None, row.state)},
    )  # fmt: skip


def line(row: Booking) -> None:
    """The one line about a booking on its customer's timeline is brought up to date."""
    when = merchants.local_time(row.starts_at)
    interactions.timeline_put(
        customer_id=row.customer_id,
        kind=KIND,
        title=f"预约:{row.title} · {when} · {STATES[row.state]}",
        text=row.remark,
        ref_kind="booking",
        ref_id=row.pk,
        staff_id=actor.current().staff_id,
        data={
            "booking": {
                "id": str(row.pk),
                "title": row.title,
                "state": row.state,
                "starts_at": clock.iso(row.starts_at),
            }
        },
    )
