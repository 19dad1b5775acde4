"""Telling customers through the merchant's accounts at WeChat (our port `tell_customer`)."""

from keliu.bookings.ports import Note
from keliu.catalog import public as catalog
from keliu.outreach import public as outreach
from keliu.outreach.public import CustomerNote

PAGE = "/packages/booking/detail"


def tell(customer_id: int, note: Note) -> bool:
    """Put a note on its way; False when there is no way to this customer."""
    code = catalog.shop_code(None, note.staff_id) or ""
    said = outreach.tell_customer(
        CustomerNote(
            customer_id=customer_id,
            occasion=f"booking_{note.moment.rstrip('0123456789')}",
            title=note.title,
            text=note.text,
            facts=note.facts,
            page=f"{PAGE}?c={code}&id={note.booking_id}",
            dedupe=note.dedupe,
            link=("booking", note.booking_id),
        )
    )
    return said in {"queued", "delayed"}
