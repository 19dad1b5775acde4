"""The front door of outreach for the contexts above."""

from keliu.outreach.ports import Message
from keliu.outreach.services import access_news, gate, merge_news, news, pool_news


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
    """Tell a colleague something, once per `dedupe`; `kind` is one of rules.KINDS.

    In their quiet hours it waits for the end, unless `urgent`. `link` is (kind, id) of the record
    that a tap opens. Returns what happened: sent, delayed or skipped.
    """
    message = Message(staff_id, kind, title, text, link, dedupe)
    return gate.tell(message, urgent=urgent).state


def customer_handed_over(customer_id: int, owner_id: int, by_id: int | None) -> None:
    """Reaction: a customer has another owner, who is told."""
    news.handed_over(customer_id, owner_id, by_id)


def customers_merged(customer_id: int, merged_ids: tuple[int, ...], by_id: int | None) -> None:
    """Reaction: customers became one; whoever had one of those that went away is told."""
    merge_news.told(customer_id, merged_ids, by_id)


def access_given(share_id: int, by_id: int | None) -> None:
    """Reaction: a colleague may see a record for a while, and is told."""
    access_news.given(share_id, by_id)


def customer_given(customer_id: int, owner_id: int, pool_id: int, by_id: int | None) -> None:
    """Reaction: a customer left a pool; the new owner is told unless they took it themselves."""
    pool_news.given(customer_id, owner_id, pool_id, by_id)


def customers_fell(staff_id: int, day: str, customer_ids: tuple[int, ...]) -> None:
    """Reaction: these customers fell into pools in the night."""
    pool_news.fell(staff_id, day, customer_ids)


def customers_falling(staff_id: int, day: str, customer_ids: tuple[int, ...]) -> None:
    """Reaction: these customers fall soon."""
    pool_news.falling(staff_id, day, customer_ids)


def handover_done(
    operation_id: int, leaver_id: int, by_id: int | None, received: dict[str, int]
) -> None:
    """Reaction: a hand-over is done; everybody who received something is told."""
    pool_news.handed_over(operation_id, leaver_id, by_id, received)
