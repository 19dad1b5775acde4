"""Asking WeChat Pay what became of money: by jobs, by a person's click, before an order closes.

The call is made before anything is locked; what it says is taken by `settling`, so that an answer,
a notice and a person may come in any order. No answer changes nothing: it is asked again.
"""

from datetime import datetime, timedelta

import structlog

from keliu.kit import clock
from keliu.orders.errors import PayDenied, PayNotReady, PayUnknown
from keliu.orders.models import Payment, Refund
from keliu.orders.pay_port import PaidTold, PayPort, RefundTold
from keliu.orders.ports import Ports
from keliu.orders.rules import payments as law
from keliu.orders.services import due, refunding, settling

log = structlog.get_logger()
PAID_ALREADY, GONE = "ORDERPAID", frozenset({"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"})
NONE = "NONE"
CHECK_AGAIN = timedelta(hours=1)


def port() -> PayPort:
    """WeChat Pay as this merchant uses it. Raises PayNotReady."""
    if Ports.pay is None or not Ports.pay.ready():
        raise PayNotReady
    return Ports.pay


def look(payment_id: int) -> None:
    """See what became of a payment; at its end nobody may pay it any more."""
    row = Payment.objects.filter(pk=payment_id, state=Payment.State.OPEN).first()
    if row is None:
        return
    over = row.expires_at is None or clock.now() >= row.expires_at + law.GRACE
    try:
        found = end(row) if over or row.order.state != "pending" else asked(row)
    except (PayUnknown, PayNotReady):
        found = "unknown"
    if found in ("open", "unknown"):
        _again(row)


def asked(row: Payment) -> str:
    """What became of a payment, asked of WeChat Pay: its state now. Raises PayUnknown."""
    told = _query(row)
    settled = settling.payment_told(told)
    return settled.state if settled else row.state


def end(row: Payment) -> str:
    """Let nobody pay it any more: closed, or whatever came first. Raises PayUnknown.

    Where WeChat Pay was disconnected nobody can be asked, and no notice would find us.
    """
    try:
        pay = port()
    except PayNotReady:
        return _closed(row)
    try:
        pay.close(row.out_trade_no)
    except PayDenied as denied:
        if denied.errcode in GONE:
            return _closed(row)
        return asked(row)
    return _closed(row)


def ask(refund_id: int) -> None:
    """Ask for a refund, or what became of it; forwards only."""
    row = Refund.objects.filter(pk=refund_id, state__in=refunding.LIVE).first()
    if row is None:
        return
    try:
        told = _of(row)
    except (PayUnknown, PayNotReady) as silent:
        _later(row, silent.code, law.refund_next(row.tries, clock.now()))
    except PayDenied as denied:
        log.warning("refund_denied", refund=str(row.pk), code=denied.errcode)
        _denied(row, denied)
    else:
        settling.refund_told(told)


def sweep() -> int:
    """Whatever should have been asked long ago is taken up again; how many."""
    before = clock.now() - timedelta(minutes=2)
    payments = Payment.objects.filter(ask_at__lt=before).values_list("pk", flat=True)[:500]
    refunds = Refund.objects.filter(ask_at__lt=before).values_list("pk", flat=True)[:500]
    for payment_id in payments:
        due.watch.later(payment_id=payment_id)
    for refund_id in refunds:
        due.go.later(refund_id=refund_id)
    return len(payments) + len(refunds)


# -- below


def _query(row: Payment) -> PaidTold:
    try:
        return port().query(row.out_trade_no)
    except PayDenied as denied:
        if denied.errcode in GONE:
            return PaidTold(row.out_trade_no, NONE, row.mchid, row.appid)
        raise PayUnknown from denied


def _closed(row: Payment) -> str:
    told = PaidTold(row.out_trade_no, "CLOSED", row.mchid, row.appid)
    settled = settling.payment_told(told)
    return settled.state if settled else row.state


def _again(row: Payment) -> None:
    at = law.ask_next(row.created_at, clock.now(), row.expires_at or clock.now())
    rows = Payment.objects.filter(pk=row.pk, state=Payment.State.OPEN)
    if rows.update(ask_at=at, tries=row.tries + 1):
        due.watch.later(at=at, payment_id=row.pk)


def _of(row: Refund) -> RefundTold:
    """WeChat Pay's word: asked for with the same number however often."""
    payment = Payment.objects.get(pk=row.payment_id)
    if row.state == Refund.State.PROCESSING:
        known = port().refund_query(row.out_refund_no)
        if known is not None:
            return known
    number, total = payment.out_trade_no, payment.amount_fen
    return port().refund(number, row.out_refund_no, row.amount_fen, total, row.reason)


def _denied(row: Refund, denied: PayDenied) -> None:
    """Refused: for now, until somebody does something, or for good if it is not under way."""
    if denied.then in ("retry", "settings"):
        soon = denied.then == "retry"
        now = clock.now()
        at = law.refund_next(row.tries, now) if soon else now + CHECK_AGAIN
        _later(row, denied.errcode, at)
        return
    try:
        known = port().refund_query(row.out_refund_no)
    except (PayUnknown, PayDenied):
        _later(row, denied.errcode, law.refund_next(row.tries, clock.now()))
        return
    if known is not None:
        settling.refund_told(known)
        return
    refunding.locked(row.order_id)
    refunding.failed(row, denied.errcode)


def _later(row: Refund, problem: str, at: datetime) -> None:
    refunding.troubled(row, problem, at)
    due.go.later(at=at, refund_id=row.pk)


due.Work.look = look
due.Work.ask = ask
