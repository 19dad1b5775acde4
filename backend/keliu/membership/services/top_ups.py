"""充值: paid through an order like anything else; the order's changes arrive here."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from keliu.customers import public as customers
from keliu.interactions import public as timeline
from keliu.kit import actor, clock, ids
from keliu.kit.money import yuan
from keliu.membership.errors import PlanGone, TopUpOff, TopUpSpent
from keliu.membership.models import BalanceEntry, Member, PointEntry, TopUp, TopUpPlan
from keliu.membership.rules import money
from keliu.membership.rules.money import Parts
from keliu.membership.selectors import setup
from keliu.membership.services import ledgers, members
from keliu.membership.services.ledgers import Cause
from keliu.orders import public as orders
from keliu.platform import audit

PAY_MINUTES = 15


@dataclass(frozen=True)
class Amount:
    """What is paid in and what the shop gives on top."""

    pay_fen: int
    gift_fen: int = 0
    gift_points: int = 0

    @property
    def title(self) -> str:
        gift = f"送 {yuan(self.gift_fen)}" if self.gift_fen else ""
        return f"会员充值 {yuan(self.pay_fen)}{gift}"


def of_plan(plan_id: int) -> Amount:
    """What a plan offers now. Raises PlanGone."""
    plan: TopUpPlan | None = setup.plans().filter(pk=plan_id).first()
    if plan is None:
        raise PlanGone
    return Amount(plan.pay_fen, plan.gift_fen, plan.gift_points)


@transaction.atomic
def begin(member: Member, amount: Amount) -> TopUp:
    """A top-up with the order that is to be paid for it. Raises MemberFrozen, TopUpOff."""
    rules = setup.rules()
    if not (rules.active and rules.top_up):
        raise TopUpOff
    held = members.open_card(member.pk)
    card = customers.card(held.customer_id)
    row = TopUp(
        member=held, pay_fen=amount.pay_fen, gift_fen=amount.gift_fen,
        gift_points=amount.gift_points, by_id=actor.current().staff_id,
    )  # fmt: skip
    row.save(force_insert=True)
    order = orders.place_plain(
        "topup", held.customer_id, amount.title, amount.pay_fen, row.pk, PAY_MINUTES,
        owner_id=card.owner_id,
    )  # fmt: skip
    TopUp.objects.filter(pk=row.pk).update(order_id=order.pk)
    row.order_id = order.pk
    return row


@transaction.atomic
def receive(member: Member, amount: Amount, *, method: str, note: str) -> TopUp:
    """Somebody at the counter took the money (cash, transfer): it is there at once."""
    row = begin(member, amount)
    orders.pay_recorded(row.order_id or 0, method=method, note=note)
    row.refresh_from_db()
    shown = {"amount_fen": (None, row.pay_fen), "gift_fen": (None, row.gift_fen)}
    audit.record("member.top_up", "member", member.pk, member.customer.name, shown)
    return row


def _of_order(order_id: int) -> TopUp | None:
    return TopUp.objects.filter(order_id=order_id).first()


def paid(order_id: int) -> None:
    """Its order is paid: the money and what comes on top are on the card."""
    rows = TopUp.objects.filter(order_id=order_id, state=TopUp.State.OPEN)
    if not rows.update(state=TopUp.State.PAID, paid_at=clock.now()):
        return
    row = TopUp.objects.get(order_id=order_id)
    held = ledgers.hold(row.member_id)
    cause = Cause("top_up", f"top_up:{row.pk}", order_id)
    ledgers.balance(held, Parts(row.pay_fen, row.gift_fen), cause)
    ledgers.grant(held, row.gift_points, cause)
    gift = f",送 {yuan(row.gift_fen)}" if row.gift_fen else ""
    timeline.timeline_add(
        customer_id=held.customer_id, kind="order", title=f"充值 {yuan(row.pay_fen)}{gift}",
        ref_kind="top_up", ref_id=row.pk,
        data={"said": {"key": "topped_up", "fen": row.pay_fen, "gift_fen": row.gift_fen}},
    )  # fmt: skip


def closed(order_id: int) -> None:
    """Its order was not paid in time."""
    TopUp.objects.filter(order_id=order_id, state=TopUp.State.OPEN).update(state=TopUp.State.CLOSED)


def refund_asked(order_id: int, fen: int) -> None:
    """Money is to go back: it leaves the card at once, with its share of the gift.

    Raises TopUpSpent when what was paid in is spent.
    """
    row = _of_order(order_id)
    if row is None or row.state != TopUp.State.PAID:
        return
    held = ledgers.hold(row.member_id)
    row.refresh_from_db()
    kept = ledgers.parts(held)
    if kept.paid < fen:
        raise TopUpSpent(have=yuan(kept.paid))
    gift = min(money.gift_back(row.gift_fen, row.pay_fen, row.back_fen, fen), kept.gift)
    points = money.gift_back(row.gift_points, row.pay_fen, row.back_fen, fen)
    TopUp.objects.filter(pk=row.pk).update(back_fen=F("back_fen") + fen)
    cause = Cause("top_up_back", f"top_up:{row.pk}:{ids.new()}", order_id)
    ledgers.balance(held, Parts(-fen, -gift), cause)
    ledgers.points(held, -min(points, held.points), cause)


def refund_failed(order_id: int, fen: int) -> None:
    """The refund came to nothing: what had left the card for it is there again."""
    row = _of_order(order_id)
    if row is None:
        return
    held = ledgers.hold(row.member_id)
    row.refresh_from_db()
    fen = min(fen, row.back_fen)
    before = row.back_fen - fen
    took = {one: -_moved(row, one) for one in ("gift", "points")}
    gift = min(money.gift_back(row.gift_fen, row.pay_fen, before, fen), took["gift"])
    points = min(money.gift_back(row.gift_points, row.pay_fen, before, fen), took["points"])
    TopUp.objects.filter(pk=row.pk).update(back_fen=F("back_fen") - fen)
    cause = Cause("top_up_kept", f"top_up:{row.pk}:{ids.new()}", order_id)
    ledgers.balance(held, Parts(fen, gift), cause)
    ledgers.grant(held, points, cause)


def _moved(row: TopUp, what: str) -> int:
    """What refunds have taken of a top-up's gift or points so far: not more comes back."""
    kinds = {"order_id": row.order_id, "kind__in": ["top_up_back", "top_up_kept"]}
    if what == "gift":
        rows = BalanceEntry.objects.filter(**kinds).values_list("gift_change", flat=True)
        return sum(rows)
    return sum(PointEntry.objects.filter(**kinds).values_list("change", flat=True))
