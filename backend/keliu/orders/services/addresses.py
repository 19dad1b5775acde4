"""Who gets an order where, in full; whoever looks is written down."""

from keliu.kit import phones
from keliu.orders.models import Order
from keliu.platform import audit, keys


def _opened(row: Order, field: str) -> str:
    sealed = getattr(row, field)
    return keys.unseal(Order, field, sealed) if sealed else ""


def shown(row: Order) -> dict[str, str]:
    """Name, number and address of an order, and a line in the log."""
    audit.record("order.address", "order", row.pk, row.number)
    return opened(row)


def opened(row: Order) -> dict[str, str]:
    """The same without the line: for systems that the owner has told to carry it."""
    number = _opened(row, "phone_sealed")
    spoken = phones.national(number) if number.startswith("+86") else number
    return {"name": row.contact_name, "phone": spoken, "text": _opened(row, "address_sealed")}
