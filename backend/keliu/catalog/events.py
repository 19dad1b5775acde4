"""What happens to cards that others react to."""

from keliu.platform.outbox import Event


class CardExchanged(Event, frozen=True):
    """A customer gave their own details in return for a card."""

    exchange_id: int
    customer_id: int
    card_id: int
