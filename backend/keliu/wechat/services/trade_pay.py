"""Orders pay through WeChat Pay: their port, filled; and notices, in orders' words."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from keliu.customers import public as customers
from keliu.kit import scope
from keliu.kit.errors import Invalid
from keliu.orders import public as orders
from keliu.orders.errors import PayDenied, PayNotReady, PayUnknown
from keliu.orders.ports import (
    H5,
    MINI,
    NATIVE,
    OA,
    BillRow,
    DayBill,
    PaidTold,
    PayAsk,
    Prepared,
    RefundTold,
)
from keliu.wechat.apps_of import mini_program, official_appid
from keliu.wechat.errors import NoPay, NotConnected, PayDown, PayRefused
from keliu.wechat.pay import bills
from keliu.wechat.pay.causes import cause_of
from keliu.wechat.pay.client import Pay
from keliu.wechat.pay.notices import Refund, Told, Transaction
from keliu.wechat.pay.orders import REASON, Order, RefundAsk
from keliu.wechat.selectors import pay as questions
from keliu.wechat.services import pay as pays

_T = TypeVar("_T")
CHINA = ZoneInfo("Asia/Shanghai")
NOT_KNOWN = frozenset({"RESOURCE_NOT_EXISTS"})
NO_BILL = frozenset({"NO_STATEMENT_EXIST"})
BACK_NO, BACK_ID, BACK_FEN, BACK_STATE = "商户退款单号", "微信退款单号", "退款金额", "退款状态"
KIND, AT, FEN, FEE = "交易类型", "交易时间", "应结订单金额", "手续费"
STATE, TITLE = "交易状态", "商品名称"


class TradePay:
    """The port of orders (keliu.orders.ports.PayPort)."""

    def ready(self) -> bool:
        return questions.current() is not None

    def mchid(self) -> str:
        row = questions.current()
        return row.mchid if row else ""

    def payer(self, channel: str, customer_id: int | None) -> tuple[str, str]:
        """The app a payment is made in; who pays in a sheet is known there by an openid."""
        row = questions.current()
        appid = _app_of(channel) or (row.appid if row else "")
        if channel in (NATIVE, H5) or customer_id is None:
            return (row.appid if row else ""), ""
        known = dict(customers.openids(customer_id))
        return appid, known.get(appid, "")

    def prepare(self, ask: PayAsk) -> Prepared:
        pay = _pay()
        makers: dict[str, Callable[[Order], str]] = {
            MINI: pay.order_jsapi,
            OA: pay.order_jsapi,
            NATIVE: pay.order_native,
            H5: pay.order_h5,
        }
        handle = _said(partial(makers[ask.channel], _order(ask)))
        return Prepared(pay.merchant.mchid, ask.appid, handle)

    def sheet(self, appid: str, handle: str) -> dict[str, str]:
        return _pay().sheet(appid, handle)

    def query(self, number: str) -> PaidTold:
        return _paid(_said(partial(_pay().query, number)))

    def close(self, number: str) -> None:
        _said(partial(_pay().close, number))

    def refund(self, number: str, refund_no: str, fen: int, total: int, why: str) -> RefundTold:
        pay = _pay()
        ask = RefundAsk(number, refund_no, fen, total, _short(why))
        return _back(_said(partial(pay.refund, ask)).told(pay.merchant.mchid))

    def refund_query(self, refund_no: str) -> RefundTold | None:
        pay = _pay()
        try:
            found = _said(partial(pay.refund_query, refund_no))
        except PayDenied as denied:
            if denied.errcode in NOT_KNOWN:
                return None
            raise
        return _back(found.told(pay.merchant.mchid))

    def bill(self, day: date) -> DayBill:
        try:
            found = _said(partial(_pay().bill, "trade", day))
        except PayDenied as denied:
            if denied.errcode in NO_BILL:
                return DayBill([])
            raise
        fee = sum((Decimal(row.get(FEE) or 0) for row in found.rows), Decimal(0))
        return DayBill([_row(row) for row in found.rows], round(fee * 100))


def noticed(told: Told) -> None:
    """A notice, in orders' words; of a number that is not an order's it is none of theirs."""
    if isinstance(told.about, Transaction):
        orders.payment_told(_paid(told.about))
    else:
        orders.refund_told(_back(told.about))


# -- below


def _pay() -> Pay:
    try:
        return pays.pay_of()
    except NoPay as none:
        raise PayNotReady from none


def _said(work: Callable[[], _T]) -> _T:
    """What WeChat Pay answers, its refusals in orders' words."""
    try:
        return work()
    except PayDown as down:
        raise PayUnknown from down
    except PayRefused as refused:
        code = str(refused.details["errcode"])
        cause = cause_of(code)
        raise PayDenied(
            errcode=code, then=cause.then, cause=cause.zh, fix=cause.fix_zh
        ) from refused
    except Invalid as wrong:
        cause = cause_of("PARAM_ERROR")
        fix = ";".join(wrong.fields.values()) or cause.fix_zh
        raise PayDenied(errcode="PARAM_ERROR", then="settings", cause=cause.zh, fix=fix) from wrong


def _app_of(channel: str) -> str:
    """The appid of the merchant's mini program or official account."""
    if channel == OA:
        return official_appid(scope.current())
    try:
        return mini_program(scope.current()).appid if channel == MINI else ""
    except NotConnected:
        return ""


def _order(ask: PayAsk) -> Order:
    return Order(
        appid=ask.appid,
        out_trade_no=ask.number,
        description=ask.title,
        total_fen=ask.fen,
        openid=ask.openid,
        expires_at=ask.until.astimezone(CHINA).replace(microsecond=0),
        payer_ip=ask.payer_ip,
        device=ask.device,
    )


def _paid(found: Transaction) -> PaidTold:
    return PaidTold(
        number=found.out_trade_no,
        state=found.trade_state,
        mchid=found.mchid,
        appid=found.appid,
        fen=found.amount.total if found.amount else None,
        currency=found.amount.currency if found.amount else "CNY",
        openid=found.payer.openid,
        transaction_id=found.transaction_id,
        at=found.success_time,
    )


def _back(found: Refund) -> RefundTold:
    return RefundTold(
        number=found.out_refund_no,
        out_trade_no=found.out_trade_no,
        state=found.refund_status,
        mchid=found.mchid,
        fen=found.amount.refund,
        refund_id=found.refund_id,
        at=found.success_time,
    )


def _row(row: dict[str, str]) -> BillRow:
    back = row[STATE] == "REFUND"
    return BillRow(
        kind="refund" if back else "paid",
        number=row[BACK_NO] if back else row[bills.ORDER_NO],
        out_trade_no=row[bills.ORDER_NO],
        theirs=row[BACK_ID] if back else row[bills.PAY_NO],
        fen=bills.fen(row[BACK_FEN] if back else row[FEN]),
        at=datetime.fromisoformat(row[AT]).replace(tzinfo=CHINA),
        trade_type=row[KIND],
        state=row[BACK_STATE] if back else row[STATE],
        title=row[TITLE],
    )


def _short(reason: str) -> str:
    """A reason as WeChat Pay takes it: eighty bytes, no characters of four."""
    plain = "".join(ch for ch in reason if ord(ch) <= 0xFFFF)
    while len(plain.encode()) > REASON:
        plain = plain[:-1]
    return plain
