"""The front door of outreach for the contexts above."""

from keliu.outreach.ports import Message
from keliu.outreach.services import gate, news


def tell_staff(
    *,
    staff_id: int,
    kind: str,
    title: str,
    text: str,
    link: tuple[str, int] | None,
    dedupe: str,
    urgent: bool = False,
) -> str:
    """Tell a colleague something, once per `dedupe`; `kind` is reminder, radar or system.

    In their quiet hours it waits for the end, unless `urgent`. `link` is (kind, id) of the record
    that a tap opens. Returns what happened: sent, delayed or skipped.
    """
    message = Message(staff_id, kind, title, text, link, dedupe)
    return gate.tell(message, urgent=urgent).state


def customer_handed_over(customer_id: int, owner_id: int, by_id: int | None) -> None:
    """Reaction: a customer has another owner, who is told."""
    news.handed_over(customer_id, owner_id, by_id)
