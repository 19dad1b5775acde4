"""WeChat Pay's word becomes ours: once, forwards only, under the order's lock.

However often, late and in whatever order it is said: a payment is taken once; money that nobody can
take any more goes back by itself; what does not fit is left to a person.
"""

from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.kit import actor, clock
from keliu.orders.errors import NothingToCheck
from keliu.orders.models import Order, Payment, Refund
from keliu.orders.pay_port import PaidTold, RefundTold
from keliu.orders.rules import payments as law
from keliu.orders.selectors.payments import to_be_checked
from keliu.orders.services import history, refunding, steps
from keliu.orders.services.refunding import locked
from keliu.platform import audit, keys

OPENID = "openid"
UNSETTLED = (Payment.State.OPEN, Payment.State.CLOSED, Payment.State.UNKNOWN)


@transaction.atomic
def payment_told(told: PaidTold) -> Payment | None:
    """Take a word on a payment; None when the number is not ours."""
    known = Payment.objects.filter(out_trade_no=told.number).values("pk", "order_id").first()
    if known is None:
        return None
    order = locked(known["order_id"])
    row = Payment.objects.get(pk=known["pk"])
    with actor.acting(actor.NOBODY):  # whoever made us ask: it is WeChat Pay's word
        _done(row, order, told, law.verdict(_ours(row, order), _said(row, told)))
    row.refresh_from_db()
    return row


@transaction.atomic
def refund_told(told: RefundTold) -> Refund | None:
    """Take a word on a refund; one made in WeChat Pay's own console is written down."""
    known = Refund.objects.filter(out_refund_no=told.number).values("pk", "order_id").first()
    if known is None:
        return _foreign(told)
    locked(known["order_id"])
    row = Refund.objects.get(pk=known["pk"])
    with actor.acting(actor.NOBODY):
        refunding.heard(row, told)
    row.refresh_from_db()
    return row


# -- below


def _done(row: Payment, order: Order, told: PaidTold, found: law.Verdict) -> None:
    if found.do == law.TAKE:
        _take(row, order, told)
    elif found.do == law.RETURN:
        _return(row, order, told, found.why)
    elif found.do == law.LOOK:
        _look(row, order, told, found.why)
    elif found.do == law.CLOSE:
        Payment.objects.filter(pk=row.pk, state="open").update(state="closed", ask_at=None)


def _ours(row: Payment, order: Order) -> law.Ours:
    return law.Ours(
        state=row.state,
        fen=row.amount_fen,
        mchid=row.mchid,
        appid=row.appid,
        transaction_id=row.transaction_id,
        order_state=order.state,
        order_fen=order.total_fen,
    )


def _said(row: Payment, told: PaidTold) -> law.Said:
    return law.Said(
        paid=told.paid,
        closed=told.closed,
        fen=told.fen,
        currency=told.currency,
        mchid=told.mchid,
        appid=told.appid,
        transaction_id=told.transaction_id,
        same_payer=_same_payer(row, told),
    )


def _same_payer(row: Payment, told: PaidTold) -> bool | None:
    """Whether the person who paid is the one the pay sheet was made for."""
    if row.openid_index is None or not told.openid:
        return None
    return bytes(row.openid_index) == keys.ours().blind(OPENID, told.openid)


def _came_in(row: Payment, state: str, told: PaidTold, note: str = "") -> bool:
    """Write down that money came in, once."""
    values: dict[str, Any] = {
        "state": state,
        "transaction_id": told.transaction_id[:40],
        "paid_at": told.at or clock.now(),
        "ask_at": None,
        "note": note[:200],
    }
    return bool(Payment.objects.filter(pk=row.pk, state__in=UNSETTLED).update(**values))


def _take(row: Payment, order: Order, told: PaidTold) -> None:
    at = told.at or clock.now()
    if not _came_in(row, Payment.State.PAID, told):
        return
    taken = steps.paid(order.pk, fen=row.amount_fen, method=row.method, at=at)
    assert taken, "the order was locked and pending"
    audit.record("payment.paid", "order", order.pk, order.number, {"fen": (None, row.amount_fen)})
    refunding.others_end(order.pk, row.pk)


def _return(row: Payment, order: Order, told: PaidTold, why: str) -> None:
    if not _came_in(row, Payment.State.LATE, told, why):
        return
    audit.record("payment.late", "order", order.pk, order.number, {"fen": (None, row.amount_fen)})
    history.note(order.pk, "late", fen=row.amount_fen, why=why)
    refunding.automatic(row, why)


def _look(row: Payment, order: Order, told: PaidTold, why: str) -> None:
    """Something does not fit: nothing is taken, nothing goes back, a person looks."""
    if row.state in UNSETTLED and not _came_in(row, Payment.State.UNKNOWN, told, why):
        return
    if row.note == why:
        return
    Payment.objects.filter(pk=row.pk).update(note=why)
    history.note(order.pk, "pay_unknown", fen=told.fen, why=why)
    audit.record("payment.unknown", "order", order.pk, order.number)


@transaction.atomic
def looked_into(order: Order, note: str) -> None:
    """A person has seen to what did not fit; raises NothingToCheck when nothing waits for that."""
    rows = to_be_checked().filter(order=order)
    if not rows.update(by_id=actor.current().staff_id):
        raise NothingToCheck
    history.note(order.pk, "pay_looked", why=note)
    audit.record("payment.looked", "order", order.pk, order.number, {"note": (None, note)})


def _foreign(told: RefundTold) -> Refund | None:
    """A refund that was not ours to start, of a payment that is: kept when it is done."""
    known = Payment.objects.filter(out_trade_no=told.out_trade_no).values("pk", "order_id").first()
    if known is None or told.state != refunding.SUCCESS or not told.fen:
        return None
    order = locked(known["order_id"])
    again = Refund.objects.filter(out_refund_no=told.number).first()
    if again is not None:
        return again
    row = Payment.objects.get(pk=known["pk"])
    if told.mchid != row.mchid or not row.paid_at:
        return None
    fits = Payment.objects.filter(pk=row.pk, refunding_fen__lte=F("amount_fen") - told.fen)
    if not fits.update(refunding_fen=F("refunding_fen") + told.fen):
        history.note(order.pk, "refund_foreign", fen=told.fen, number=told.number[:64])
        return None
    return refunding.foreign(row, order, told)
