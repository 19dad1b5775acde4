"""Paying: a pay sheet, a code or an address made ready; cash, transfers and balances written down.

One payment of an order is open at a time. Who wants to pay in another way closes the one before at
WeChat Pay; when somebody has paid it meanwhile, that counts.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from keliu.kit import actor, clock, ids
from keliu.orders.errors import (
    AlreadyPaid,
    NoPayer,
    NoStoredValue,
    NotPayable,
    TooLateToPay,
)
from keliu.orders.models import Order, Payment
from keliu.orders.pay_port import H5, SHEETS, PayAsk
from keliu.orders.ports import Ports
from keliu.orders.rules import payments as law
from keliu.orders.rules import states
from keliu.orders.services import asking, due, payments_end, settling, steps
from keliu.orders.services.refunding import locked
from keliu.platform import audit, keys

PREFIX = "KP"
PATIENCE = timedelta(seconds=3)  # between two questions of people who wait
LEAST = timedelta(seconds=65)  # WeChat Pay wants a minute
FRESH = {H5: timedelta(minutes=4)}  # how long what opens a payment may be given out again
USUAL_FRESH = timedelta(minutes=100)
TITLE = 40
BASIC = 0xFFFF


@dataclass(frozen=True)
class Payer:
    """Who pays, and from where."""

    customer_id: int | None = None
    ip: str = ""
    device: str = "Wap"


@dataclass(frozen=True)
class PayParams:
    """What opens a payment: `kind` jsapi (params), h5 (link), native (link), or done."""

    kind: str
    payment: Payment
    params: dict[str, str] = field(default_factory=dict)
    link: str = ""


def pay_start(order_id: int, *, channel: str, payer: Payer) -> PayParams:
    """Make a payment ready, or give out the one that is. Asks WeChat Pay within the call.

    Raises PayNotReady, NoPayer, NotPayable, AlreadyPaid, TooLateToPay, PayDenied, PayUnknown.
    """
    order = payable(order_id)
    pay = asking.port()
    appid, openid = pay.payer(channel, payer.customer_id)
    if channel in SHEETS and not openid:
        raise NoPayer
    known = Payment.objects.filter(order=order, state=Payment.State.OPEN).first()
    if known is not None:
        if _same(known, order, channel, appid, openid):
            return _params(known)
        _out_of_the_way(known)
    row = _opened(order, channel, appid, openid)
    if row is None:  # somebody else was quicker by a moment
        return _params(Payment.objects.get(order=order, state=Payment.State.OPEN))
    _prepare(row, order, openid, payer)
    return _params(row)


@transaction.atomic
def pay_recorded(order_id: int, method: str, note: str = "") -> Payment:
    """Money that came in another way: cash, a transfer, stored value. Raises like pay_start."""
    if payments_end.ended(order_id) == "paid":
        raise AlreadyPaid
    order = locked(order_id)
    _assert_pending(order)
    now = clock.now()
    row = Payment(
        order=order,
        method=method,
        amount_fen=order.total_fen,
        out_trade_no=f"{PREFIX}{ids.new()}",
        state=Payment.State.PAID,
        paid_at=now,
        note=note[:200],
        by_id=actor.current().staff_id,
    )
    row.save(force_insert=True)
    if method == Payment.Method.BALANCE:
        _spend(order, row)
    steps.paid(order.pk, fen=order.total_fen, method=method, at=now)
    changes = {"method": (None, method), "fen": (None, order.total_fen)}
    audit.record("payment.recorded", "order", order.pk, order.number, changes)
    return row


def pay_checked(order_id: int) -> Order:
    """The order, after asking WeChat Pay about what is open; not more often than PATIENCE.

    Raises PayUnknown.
    """
    rows = Payment.objects.filter(order_id=order_id, state__in=["open", "unknown"])
    due = Q(asked_at__isnull=True) | Q(asked_at__lt=clock.now() - PATIENCE)
    row = rows.filter(due, method=Payment.Method.WECHAT).first()
    if row is not None:
        asking.asked(row)
        Payment.objects.filter(pk=row.pk).update(asked_at=clock.now())
    return Order.objects.get(pk=order_id)


def payable(order_id: int) -> Order:
    """An order that waits for money. Raises AlreadyPaid, NotPayable, TooLateToPay."""
    order = Order.objects.get(pk=order_id)
    _assert_pending(order)
    if order.pay_until is not None and order.pay_until <= clock.now():
        raise TooLateToPay
    return order


# -- below


def _assert_pending(order: Order) -> None:
    if order.state == states.PENDING:
        return
    if order.state in (states.CLOSED, states.REFUNDED):
        raise NotPayable(state=states.NAMES[order.state])
    raise AlreadyPaid


def _same(row: Payment, order: Order, channel: str, appid: str, openid: str) -> bool:
    """Whether an open payment is just what is asked for, and still good."""
    index = keys.ours().blind(settling.OPENID, openid) if openid else None
    before = bytes(row.openid_index) if row.openid_index is not None else None
    fresh = clock.now() - row.created_at < FRESH.get(channel, USUAL_FRESH)
    ends = row.expires_at is None or row.expires_at > clock.now()
    asked = (channel, appid or row.appid, order.total_fen, index)
    return bool(row.prepay) and fresh and ends and asked == (
        row.channel, row.appid, row.amount_fen, before
    )  # fmt: skip


def _out_of_the_way(row: Payment) -> None:
    """Nobody can pay it any more. Raises AlreadyPaid when somebody has, PayUnknown."""
    if asking.end(row) != Payment.State.CLOSED:
        raise AlreadyPaid


def _opened(order: Order, channel: str, appid: str, openid: str) -> Payment | None:
    """A new payment; None when another request has opened one this very moment."""
    row = Payment(
        order=order,
        method=Payment.Method.WECHAT,
        channel=channel,
        appid=appid,
        amount_fen=order.total_fen,
        out_trade_no=f"{PREFIX}{ids.new()}",
        expires_at=_until(order),
    )
    if openid:
        row.openid_sealed = keys.seal(Payment, "openid_sealed", openid)
        row.openid_index = keys.ours().blind(settling.OPENID, openid)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        if "order_payment_one_open" not in str(clash):
            raise
        return None
    return row


def _until(order: Order) -> datetime:
    now = clock.now()
    return max(order.pay_until or now + timedelta(hours=2), now + LEAST)


def _prepare(row: Payment, order: Order, openid: str, payer: Payer) -> None:
    ask = PayAsk(
        channel=row.channel,
        number=row.out_trade_no,
        title=_title(order.title),
        fen=row.amount_fen,
        until=row.expires_at or _until(order),
        openid=openid,
        appid=row.appid,
        payer_ip=payer.ip,
        device=payer.device,
    )
    made = asking.port().prepare(ask)
    row.mchid, row.appid, row.prepay = made.mchid, made.appid, made.handle
    row.ask_at = law.ask_next(row.created_at, clock.now(), ask.until)
    row.save(update_fields=["mchid", "appid", "prepay", "ask_at"])
    due.watch.later(at=row.ask_at, payment_id=row.pk)


def _title(text: str) -> str:
    """What WeChat Pay shows; characters of four bytes are refused there."""
    plain = "".join(ch for ch in text if ord(ch) <= BASIC).strip()
    return plain[:TITLE] or "订单"


def _params(row: Payment) -> PayParams:
    if row.channel in SHEETS:
        return PayParams("jsapi", row, asking.port().sheet(row.appid, row.prepay))
    return PayParams("h5" if row.channel == H5 else "native", row, link=row.prepay)


def _spend(order: Order, row: Payment) -> None:
    if Ports.balance is None or order.customer_id is None:
        raise NoStoredValue
    Ports.balance.spend(order.customer_id, order.total_fen, order.pk, row.pk)
