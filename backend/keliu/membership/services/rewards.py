"""What buying brings: points and growth once an order is done, less of them after a refund.

An order has brought what its entries say; each event brings that to what it should be now, so that
no event counts twice and none is missed.
"""

from django.db import transaction

from keliu.interactions import public as timeline
from keliu.kit.errors import NotFound
from keliu.membership.models import Level, Member
from keliu.membership.rules import points as law
from keliu.membership.rules.points import NORMAL_RATE
from keliu.membership.selectors import members as questions
from keliu.membership.selectors import setup
from keliu.membership.services import ledgers, members
from keliu.membership.services.ledgers import Cause
from keliu.orders import public as orders

REWARDED = ("goods", "cashier", "deposit")
DONE = "done"


@transaction.atomic
def order_done(order_id: int) -> None:
    """The customer has what they paid for: points and growth for it."""
    card = orders.order(order_id)
    rules = setup.rules()
    if card.kind not in REWARDED or card.customer_id is None or not rules.active:
        return
    member = questions.main_of(card.customer_id)
    if member is None and not rules.auto_join:
        return
    known = member or _joined(card.customer_id)
    if known is None:
        return
    held = ledgers.hold(known.pk)
    fen, before = card.paid_fen, held.level_id
    percent = held.level.points_percent if held.level else NORMAL_RATE
    cause = Cause("earn", f"order:{order_id}", order_id)
    ledgers.grant(held, law.earned(fen, rules.earn_fen, percent), cause)
    ledgers.growth(held, law.earned(fen, rules.growth_fen), cause)
    if held.level_id != before and held.level is not None:
        _rose(held, held.level)
    if card.refunded_fen:  # part of the money had gone back before
        order_refunded(order_id)


def _joined(customer_id: int) -> Member | None:
    try:
        return members.join(customer_id)
    except NotFound:  # deleted since
        return None


def _rose(member: Member, level: Level) -> None:
    timeline.timeline_put(
        customer_id=member.customer_id, kind="customer", title=f"升级为{level.name}",
        ref_kind="member_level", ref_id=member.pk,
        data={"said": {"key": "member_rose", "level": level.name}},
    )  # fmt: skip


@transaction.atomic
def order_refunded(order_id: int, refund_id: int | None = None) -> None:
    """Money went back: of the points and growth it brought, as much as its share of the order.

    Points that are spent already are not asked for again.
    """
    for account in ("points", "growth"):
        for member_id in _who_earned(order_id, account):
            _taken_back(member_id, account, order_id, refund_id)


def _who_earned(order_id: int, account: str) -> list[int]:
    rows = questions.LEDGERS[account].objects.filter(order_id=order_id, kind="earn")
    return list(rows.values_list("member_id", flat=True))


def _taken_back(member_id: int, account: str, order_id: int, refund_id: int | None) -> None:
    card = orders.order(order_id)
    held = ledgers.hold(member_id)
    brought = questions.of_order(member_id, account, order_id, ("earn",))
    gone = -questions.of_order(member_id, account, order_id, ("take_back",))
    due = law.share_back(brought, card.refunded_fen, card.paid_fen) - gone
    cause = Cause("take_back", f"refund:{refund_id or card.refunded_fen}:{order_id}", order_id)
    if account == "points":
        ledgers.points(held, -min(max(due, 0), held.points), cause)
    else:
        ledgers.growth(held, -max(due, 0), cause)
