"""The front door of membership for config's wiring and the contexts above."""

from dataclasses import dataclass

from keliu.customers.ports import Hit
from keliu.membership.models import Member
from keliu.membership.rules import points as law
from keliu.membership.selectors import members as questions
from keliu.membership.services import parts, rewards, spending, top_ups
from keliu.orders.ports import Balance, Offer, OrderKind
from keliu.platform.sql import Asking

POINTS = Offer(
    kind=spending.KIND,
    asks="points",
    offer=spending.offer,
    spend=spending.points_spend,
    give_back=spending.points_give_back,
    choices=spending.choices,
)
BALANCE = Balance(
    available=spending.balance_available,
    spend=spending.balance_spend,
    give_back=spending.balance_give_back,
)
TOP_UP = OrderKind(
    paid=top_ups.paid,
    closed=top_ups.closed,
    refund_asked=top_ups.refund_asked,
    refund_failed=top_ups.refund_failed,
    at_once=True,
)
member_prices = spending.member_prices
order_done, order_refunded = rewards.order_done, rewards.order_refunded
PART, privacy_counts, export = parts.PART, parts.privacy_counts, parts.export


@dataclass(frozen=True)
class MemberFace:
    """A member as neighbours see one."""

    id: int
    code: str
    level: str
    points: int
    balance_fen: int


def of_customer(customer_id: int) -> MemberFace | None:
    """A customer's card, without asking who looks."""
    row = questions.main_of(customer_id)
    if row is None:
        return None
    level = row.level.name if row.level else ""
    return MemberFace(row.pk, row.code, level, row.points, row.balance_fen)


def search(q: str, limit: int) -> Asking[list[Hit]]:
    """The member of a whole number, for the one search box (customers' port `searchables`)."""
    code = q.replace(" ", "")
    if not law.is_code(code):
        return []
    found = yield from questions.hit(code)
    return [
        Hit("customer", customer, name, f"会员号 {code}", (), 0, customer_id=customer)
        for customer, name in found[:limit]
    ]


__all__ = ["BALANCE", "PART", "POINTS", "TOP_UP", "Member", "MemberFace", "export",
           "member_prices", "of_customer", "order_done", "order_refunded", "privacy_counts",
           "search"]  # fmt: skip
