"""Money back: reserved and numbered first, asked for later, finished once.

A refund holds its part of the payment from the moment it is asked for; the sum can not be exceeded.
Its number is committed before WeChat Pay is asked, and never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.kit import actor, clock, ids
from keliu.kit.errors import Invalid, KeliuError
from keliu.kit.money import yuan
from keliu.orders.errors import NothingPaid, RefundTooMuch, TooManyRefunds
from keliu.orders.models import Order, OrderLine, Payment, Refund
from keliu.orders.pay_port import RefundTold
from keliu.orders.ports import OrderKind, Ports
from keliu.orders.rules import payments as law
from keliu.orders.services import due, history, steps
from keliu.platform import audit

SUCCESS, CLOSED, ABNORMAL = "SUCCESS", "CLOSED", "ABNORMAL"
LIVE = (Refund.State.ASKED, Refund.State.PROCESSING)
HELD = (*LIVE, Refund.State.DONE)
PREFIX = "KR"


@dataclass(frozen=True)
class LineBack:
    """A part of an order line that comes back; `fen` None: its share of the line."""

    line_id: int
    quantity: int
    fen: int | None = None


def locked(order_id: int) -> Order:
    """The order, held until the end of the transaction: everything about its money waits here."""
    return Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=order_id)


@transaction.atomic
def refund(
    order_id: int,
    *,
    fen: int | None = None,
    lines: Sequence[LineBack] = (),
    reason: str = "",
    after_sale_id: int | None = None,
) -> Refund:
    """Give money back. Raises NothingPaid, RefundTooMuch, TooManyRefunds, Invalid."""
    order = locked(order_id)
    payment = Payment.objects.filter(order=order, state=Payment.State.PAID).first()
    if payment is None or order.state not in ("paid", "shipped", "done"):
        raise NothingPaid
    parts = _parts(order, lines)
    worth = sum(part["fen"] for part in parts)
    amount = worth if fen is None else fen
    if amount < max(worth, 1):
        raise Invalid(fields={"fen": f"选中的商品一共 {yuan(worth)},退款不能比它少"})
    kind_of(order).refund_asked(order.pk, amount)
    row = _reserved(payment, amount, reason, parts, after_sale_id)
    audit.record("order.refund", "order", order.pk, order.number, {"fen": (None, amount)})
    history.note(order.pk, "refund_asked", fen=amount, reason=reason)
    if payment.method == Payment.Method.WECHAT:
        _soon(row)
    else:
        _give_back(order, payment, row)
        finish(row)
    row.refresh_from_db()
    return row


def automatic(payment: Payment, why: str) -> Refund:
    """Money that came too late goes back, all of it."""
    row = _reserved(payment, payment.amount_fen, why, [], None, automatic=True)
    _soon(row)
    return row


def foreign(payment: Payment, order: Order, told: RefundTold) -> Refund:
    """A refund somebody made in WeChat Pay's console; its part is reserved already."""
    note = "在微信商户平台退的款"
    row = _row(payment, told.fen or 0, note, [], None, automatic=payment.state != "paid")
    row.out_refund_no = told.number[:64]
    row.save(force_insert=True)
    audit.record("order.refund", "order", order.pk, order.number, {"fen": (None, told.fen)})
    finish(row, told.refund_id, told.at)
    return row


def heard(row: Refund, told: RefundTold) -> None:
    """What WeChat Pay says of a refund; forwards only. The order is locked."""
    payment = Payment.objects.get(pk=row.payment_id)
    if told.mchid != payment.mchid or (told.fen is not None and told.fen != row.amount_fen):
        troubled(row, "AMOUNT", None)
    elif told.state == SUCCESS:
        if row.state == Refund.State.FAILED and not _held_again(row, payment):
            troubled(row, "AMOUNT", None)
            return
        finish(row, told.refund_id, told.at)
    elif told.state == CLOSED:
        failed(row, "CLOSED")
    elif row.state in LIVE:
        stuck = ABNORMAL if told.state == ABNORMAL else ""
        _under_way(row, told.refund_id, stuck)


def finish(row: Refund, refund_id: str = "", at: datetime | None = None) -> None:
    """The money is back: once, with everything that follows. The order is locked."""
    now = at or clock.now()
    values: dict[str, Any] = {"state": "done", "done_at": now, "ask_at": None, "problem": ""}
    if refund_id:
        values["refund_id"] = refund_id[:40]
    open_rows = Refund.objects.filter(pk=row.pk).exclude(state=Refund.State.DONE)
    if not open_rows.update(**values):
        return
    audit.record("refund.done", "order", row.order_id, "", {"fen": (None, row.amount_fen)})
    if row.automatic:
        history.note(row.order_id, "late_returned", fen=row.amount_fen, why=row.reason)
        return
    lines = [(part["line_id"], part["quantity"], part["fen"]) for part in row.lines]
    steps.refunded(
        row.order_id,
        fen=row.amount_fen,
        lines=lines,
        refund_id=row.pk,
        after_sale_id=row.after_sale_id,
    )


def failed(row: Refund, problem: str) -> None:
    """A refund that came to nothing lets go of its part of the payment. The order is locked."""
    rows = Refund.objects.filter(pk=row.pk, state__in=LIVE)
    if not rows.update(state="failed", problem=problem[:40], ask_at=None):
        return
    Payment.objects.filter(pk=row.payment_id).update(
        refunding_fen=F("refunding_fen") - row.amount_fen
    )
    order = Order.objects.get(pk=row.order_id)
    audit.record("refund.failed", "order", order.pk, order.number, {"problem": (None, problem)})
    history.note(order.pk, "refund_failed", fen=row.amount_fen, problem=problem)
    if row.automatic:
        _return_again(row)
    else:
        kind_of(order).refund_failed(order.pk, row.amount_fen)


def _return_again(closed: Refund) -> None:
    """Under a new number: WeChat Pay takes a closed one no more. The order is locked."""
    tried = Refund.objects.filter(payment_id=closed.payment_id, automatic=True).count()
    if tried >= law.MOST_RETURNS:
        return
    payment = Payment.objects.get(pk=closed.payment_id)
    row = _reserved(payment, closed.amount_fen, closed.reason, [], None, automatic=True)
    _soon(row, clock.now() + law.RETURN_AGAIN)


def troubled(row: Refund, problem: str, ask_at: datetime | None) -> None:
    """It did not go through yet; what is wrong is shown, and it is asked for again later."""
    rows = Refund.objects.filter(pk=row.pk).exclude(state=Refund.State.DONE)
    rows.update(problem=problem[:40], ask_at=ask_at, tries=F("tries") + 1)


def others_end(order_id: int, paid_id: int) -> None:
    """Whatever else could still pay a paid order is looked at, and closed, soon."""
    others = Payment.objects.filter(order_id=order_id, state="open").exclude(pk=paid_id)
    for other in others:
        Payment.objects.filter(pk=other.pk).update(ask_at=clock.now())
        due.watch.later(payment_id=other.pk)


def kind_of(order: Order) -> OrderKind:
    """What an order's kind does elsewhere."""
    return Ports.kinds.get(order.kind) or OrderKind()


# -- below


def _parts(order: Order, lines: Sequence[LineBack]) -> list[dict[str, Any]]:
    """The parts of lines with their worth, what is held by other refunds taken into account."""
    rows = {row.pk: row for row in OrderLine.objects.filter(order=order)} if lines else {}
    held = _held(order) if lines else {}
    parts = []
    for number, line in enumerate(lines):
        row = rows.get(line.line_id)
        gone, gone_fen = held.get(line.line_id, (0, 0))
        if row is None or not 1 <= line.quantity <= row.quantity - gone:
            raise Invalid(fields={f"lines.{number}.quantity": "没有这么多可以退的"})
        share = law.line_share(row.amount_fen, row.quantity, line.quantity, gone_fen, gone)
        worth = share if line.fen is None else line.fen
        if not 0 <= worth <= row.amount_fen - gone_fen:
            left = yuan(row.amount_fen - gone_fen)
            raise Invalid(fields={f"lines.{number}.fen": f"这件商品最多还能退 {left}"})
        held[line.line_id] = (gone + line.quantity, gone_fen + worth)
        parts.append({"line_id": line.line_id, "quantity": line.quantity, "fen": worth})
    return parts


def _held(order: Order) -> dict[int, tuple[int, int]]:
    """Pieces and money of each line that refunds hold, done ones too."""
    found: dict[int, tuple[int, int]] = {}
    for lines in Refund.objects.filter(order=order, state__in=HELD).values_list("lines", flat=True):
        for part in lines:
            pieces, fen = found.get(part["line_id"], (0, 0))
            found[part["line_id"]] = (pieces + part["quantity"], fen + part["fen"])
    return found


def _hold(payment: Payment, fen: int) -> bool:
    """Reserve a part of a payment; False when there is not so much left."""
    rows = Payment.objects.filter(pk=payment.pk, refunding_fen__lte=F("amount_fen") - fen)
    return bool(rows.update(refunding_fen=F("refunding_fen") + fen))


def _held_again(row: Refund, payment: Payment) -> bool:
    """A refund given up has succeeded after all: hold its part again, if that can be."""
    try:
        with transaction.atomic():
            if not row.automatic:
                order = Order.objects.get(pk=row.order_id)
                kind_of(order).refund_asked(order.pk, row.amount_fen)
            if not _hold(payment, row.amount_fen):
                raise RefundTooMuch(left=yuan(payment.amount_fen - payment.refunding_fen))
    except KeliuError:
        return False
    return True


def _reserved(
    payment: Payment,
    fen: int,
    reason: str,
    parts: list[dict[str, Any]],
    after_sale_id: int | None,
    *,
    automatic: bool = False,
) -> Refund:
    if not _hold(payment, fen):
        payment.refresh_from_db()
        raise RefundTooMuch(left=yuan(payment.amount_fen - payment.refunding_fen))
    if Refund.objects.filter(payment=payment).count() >= law.MOST_REFUNDS:
        raise TooManyRefunds
    row = _row(payment, fen, reason, parts, after_sale_id, automatic=automatic)
    row.save(force_insert=True)
    return row


def _row(
    payment: Payment,
    fen: int,
    reason: str,
    parts: list[dict[str, Any]],
    after_sale_id: int | None,
    *,
    automatic: bool,
) -> Refund:
    return Refund(
        payment=payment,
        order_id=payment.order_id,
        after_sale_id=after_sale_id,
        amount_fen=fen,
        out_refund_no=f"{PREFIX}{ids.new()}",
        automatic=automatic,
        lines=parts,
        reason=reason[:80],
        by_id=actor.current().staff_id,
    )


def _soon(row: Refund, earliest: datetime | None = None) -> None:
    """Ask for it once this is committed; not sooner after the last than WeChat Pay allows."""
    before = Refund.objects.filter(payment_id=row.payment_id, pk__lt=row.pk).order_by("-pk").first()
    now = earliest or clock.now()
    last = (before.ask_at or before.created_at) if before else None
    at = max(now, last + law.BETWEEN_REFUNDS) if last else now
    Refund.objects.filter(pk=row.pk).update(ask_at=at)
    due.go.later(at=at, refund_id=row.pk)


def _under_way(row: Refund, refund_id: str, problem: str) -> None:
    at = law.refund_next(row.tries, clock.now())
    Refund.objects.filter(pk=row.pk, state__in=LIVE).update(
        state="processing", refund_id=refund_id[:40], problem=problem, ask_at=at,
        tries=F("tries") + 1,
    )  # fmt: skip
    due.go.later(at=at, refund_id=row.pk)


def _give_back(order: Order, payment: Payment, row: Refund) -> None:
    """Stored value goes back at once; cash and transfers are given by hand."""
    if payment.method == Payment.Method.BALANCE and Ports.balance and order.customer_id:
        Ports.balance.give_back(order.customer_id, row.amount_fen, order.pk, row.pk)
