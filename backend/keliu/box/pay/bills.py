"""Bills of a day: CSV with back-ticks, amounts in yuan, totals at the end."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from keliu.box.pay.errors import PayError
from keliu.box.pay.ledger import SUCCESS, Ledger, PayOrder, PayRefund
from keliu.box.pay.words import CHINA, TYPES
from keliu.box.people import openid

READY = time(10, 0)
MOST_DAYS = 90
TRADE = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TRADE_TOTAL = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
FUND = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FUND_TOTAL = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


def check_day(text: str, now: float) -> date:
    """A day whose bill is there: from ten the next morning, for three months."""
    here = datetime.fromtimestamp(now, CHINA)
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise PayError("PARAM_ERROR", "bill_date 格式不对") from wrong
    if not timedelta(0) < here.date() - day <= timedelta(days=MOST_DAYS):
        raise PayError("NO_STATEMENT_EXIST")
    if here.date() - day == timedelta(days=1) and here.time() < READY:
        raise PayError("STATEMENT_CREATING")
    return day


def trade(ledger: Ledger, mchid: str, day: date, kind: str) -> bytes:
    """Payments and refunds of a day."""
    paid = [one for one in ledger.orders(mchid) if _on(one.paid_at, day)]
    back = [one for one in ledger.refunds(mchid) if _on(one.done_at, day)]
    lines = []
    if kind in ("ALL", SUCCESS):
        lines += [_sale(one) for one in reversed(paid)]
    if kind in ("ALL", "REFUND"):
        lines += [_return(one, ledger.known(mchid, one.out_trade_no)) for one in reversed(back)]
    if not lines:
        raise PayError("NO_STATEMENT_EXIST")
    sold, returned = sum(one.total for one in paid), sum(one.amount for one in back)
    totals = [len(lines), yuan(sold), yuan(returned), "0.00", "0.00000", yuan(sold), yuan(returned)]
    return _file(TRADE, lines, TRADE_TOTAL, totals)


def fund(ledger: Ledger, mchid: str, day: date) -> bytes:
    """How the account's money moved on a day."""
    moves = [(one.paid_at, one.total, one.transaction_id) for one in ledger.orders(mchid)]
    moves += [(one.done_at, -one.amount, one.refund_id) for one in ledger.refunds(mchid)]
    ordered = sorted((at, fen, number) for at, fen, number in moves if at is not None)
    lines, balance = [], 0
    for at, fen, number in ordered:
        balance += fen
        if _on(at, day):
            lines.append(_move(at, fen, number, balance))
    if not lines:
        raise PayError("NO_STATEMENT_EXIST")
    gained = [fen for at, fen, _ in ordered if _on(at, day) and fen > 0]
    spent = [-fen for at, fen, _ in ordered if _on(at, day) and fen < 0]
    totals = [len(lines), len(gained), yuan(sum(gained)), len(spent), yuan(sum(spent))]
    return _file(FUND, lines, FUND_TOTAL, totals)


def yuan(fen: int) -> str:
    """`12.30`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _on(at: float | None, day: date) -> bool:
    return at is not None and datetime.fromtimestamp(at, CHINA).date() == day


def _moment(at: float | None) -> str:
    return datetime.fromtimestamp(at or 0, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _common(order: PayOrder) -> list[object]:
    who = openid(order.appid, order.payer)
    numbers = [order.mchid, "0", "", order.transaction_id, order.out_trade_no, who]
    return [order.appid, *numbers, TYPES[order.kind]]


def _sale(order: PayOrder) -> list[object]:
    amount = yuan(order.total)
    none = ["0", "0", "0.00", "0.00", "", ""]
    end = [order.description, order.attach, "0.00000", "0.60%", amount, "0.00", ""]
    kind = ["SUCCESS", "OTHERS", "CNY", amount, "0.00"]
    return [_moment(order.paid_at), *_common(order), *kind, *none, *end]


def _return(refund: PayRefund, order: PayOrder) -> list[object]:
    amount = yuan(refund.amount)
    kind = ["REFUND", "OTHERS", "CNY", "0.00", "0.00"]
    back = [refund.refund_id, refund.out_refund_no, amount, "0.00", "ORIGINAL", "SUCCESS"]
    end = [order.description, order.attach, "0.00000", "0.60%", "0.00", amount, ""]
    return [_moment(refund.done_at), *_common(order), *kind, *back, *end]


def _move(at: float, fen: int, number: str, balance: int) -> list[object]:
    kind = ["交易", "交易", "收入"] if fen > 0 else ["退款", "退款", "支出"]
    amounts = [yuan(abs(fen)), yuan(balance)]
    return [_moment(at), number, number, *kind, *amounts, "system", "", number]


def _file(
    head: str, lines: Iterable[Sequence[object]], total_head: str, totals: Sequence[object]
) -> bytes:
    rows = [head, *(_line(line) for line in lines), total_head, _line(totals)]
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


def _line(values: Sequence[object]) -> str:
    return ",".join(f"`{value}" for value in values)
