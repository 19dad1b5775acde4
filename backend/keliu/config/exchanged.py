"""A customer handed their own card to a colleague, who is told; the timeline has it."""

from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.interactions import public as interactions
from keliu.outreach import public as outreach


def told(exchange_id: int, customer_id: int, card_id: int) -> None:
    """Reaction to `CardExchanged`; what was withdrawn meanwhile is not told."""
    who = customers.cards([customer_id]).get(customer_id)
    card = catalog.cards([card_id]).get(card_id)
    if who is None or card is None or not customers.has_consent(customer_id, "exchange"):
        return
    interactions.card_exchanged(customer_id, exchange_id, card.name)
    outreach.tell_staff(
        staff_id=card.owner_id,
        kind="radar",
        title=f"{who.name}把名片递给了你",
        text="姓名、电话和公司已填进客户资料,趁热联系",
        link=("customer", customer_id),
        dedupe=f"exchange:{exchange_id}",
    )
