"""Messages that follow from what happens to customers."""

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.outreach.ports import Message
from keliu.outreach.services import gate


def handed_over(customer_id: int, owner_id: int, by_id: int | None) -> None:
    """Tell the new owner, unless they took the customer themselves."""
    if owner_id == by_id:
        return
    customer = customers.cards([customer_id])[customer_id]
    by = accounts.names({by_id}).get(by_id or 0, "系统")
    message = Message(
        staff_id=owner_id,
        kind="system",
        title=f"{by}把客户{customer.name}交给了你",
        text=customer.phone_masked,
        link=("customer", customer_id),
        dedupe=f"handed-over:{customer_id}:{clock.now_ms()}",
    )
    gate.tell(message, urgent=False)
