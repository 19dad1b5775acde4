"""The front door of outreach for the contexts above."""

from keliu.outreach.models import PersonDelivery, SendRules
from keliu.outreach.ports import CustomerNote, Message, Ports
from keliu.outreach.rules.people import TRIGGERS, reserved
from keliu.outreach.selectors.people import SORTS as MESSAGE_SORTS
from keliu.outreach.selectors.people import counts as message_counts
from keliu.outreach.selectors.people import find as message_find
from keliu.outreach.selectors.people import message
from keliu.outreach.selectors.people import narrowed as messages_narrowed
from keliu.outreach.selectors.people import within as messages_within
from keliu.outreach.services import access_news, gate, merge_news, news, pool_news
from keliu.outreach.services.people.allowances import (
    Left,
    allow,
    forget,
    left,
    opt_in,
    opt_out,
    opted_out,
    unwilling,
)
from keliu.outreach.services.people.by_hand import again as message_again
from keliu.outreach.services.people.consents import answered, turned_off
from keliu.outreach.services.people.consents import of_person as consents_of
from keliu.outreach.services.people.limits import ours as send_rules
from keliu.outreach.services.people.limits import quiet_until
from keliu.outreach.services.people.limits import save as send_rules_save
from keliu.outreach.services.people.outcomes import reported
from keliu.outreach.services.people.outcomes import resolve as message_resolve
from keliu.outreach.services.people.saying import Said, Saying, say, say_all

__all__ = [
    "MESSAGE_SORTS",
    "TRIGGERS",
    "CustomerNote",
    "Left",
    "PersonDelivery",
    "Said",
    "Saying",
    "SendRules",
    "access_given",
    "allow",
    "answered",
    "consents_of",
    "customer_given",
    "customer_handed_over",
    "customers_falling",
    "customers_fell",
    "customers_merged",
    "forget",
    "handover_done",
    "left",
    "message",
    "message_again",
    "message_counts",
    "message_find",
    "message_resolve",
    "messages_narrowed",
    "messages_within",
    "opt_in",
    "opt_out",
    "opted_out",
    "quiet_until",
    "reported",
    "reserved",
    "say",
    "say_all",
    "send_rules",
    "send_rules_save",
    "tell_customer",
    "tell_staff",
    "turned_off",
    "unwilling",
]


def tell_customer(note: CustomerNote) -> str:
    """Tell a customer how their order or booking is getting on, once per `dedupe` and account.

    Returns queued or delayed, or why there is no way to them; never raises for that.
    """
    return Ports.notify(note)


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
