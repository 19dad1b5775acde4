"""The law of money: what a word of WeChat Pay means for a payment, and when to ask again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# What to do about a payment
TAKE, RETURN, LOOK, CLOSE, NOTHING = "take", "return", "look", "close", "nothing"
# Why money comes back by itself
WHY_LATE = {
    "closed": "订单关闭以后才付的款,钱原路退回",
    "paid": "同一笔订单付了两次,多付的原路退回",
    "price": "按改价以前的金额付的款,钱原路退回",
}
WHY_WRONG = {
    "amount": "微信说的金额和订单不一样,请人工核实",
    "merchant": "微信说的商户号或 AppID 和我们的不一样,请人工核实",
    "payer": "付款的微信和下单的不是同一个,请人工核实",
    "again": "这个单号又有一笔不同的微信交易,请人工核实",
}
# What is wrong with a refund, for people; the rest by WeChat Pay's code
WHY_PROBLEM = {
    "NOT_ENOUGH": "商户号余额不够,充值后会自动再退,也可以点“再试一次”",
    "ABNORMAL": "退不进付款人的账户(例如银行卡注销),请到微信商户平台处理退款异常",
    "CLOSED": "微信关闭了这笔退款,可以重新退一次",
    "AMOUNT": "微信说的退款和我们记的不一样,请人工核实",
    "USER_ACCOUNT_ABNORMAL": "付款人的微信账户不能收款,请线下退给顾客",
    "FREQUENCY_LIMITED": "退得太频繁,过一会儿自动再试",
    "FREQUENCY_LIMIT_EXCEED": "退得太频繁,过一会儿自动再试",
    "pay_unknown": "微信支付没有回应,正在自动重试,钱不会多退",
    "pay_not_ready": "微信支付已经断开,接通以后会自动再退",
    "other": "微信支付没有同意({code}),请看商户平台的说明",
}
ASK = (60, 120, 240, 420)  # seconds after it was made; then every EVERY
EVERY = timedelta(minutes=8)
GRACE = timedelta(seconds=5)  # after the end, for whoever is typing the password
REFUND_WAITS = (30, 60, 120, 300, 600, 1800, 3600)
SELDOM = timedelta(hours=6)
BETWEEN_REFUNDS = timedelta(seconds=60)  # of one payment; WeChat Pay refuses more
MOST_REFUNDS = 50
# Money that came too late goes back again when WeChat Pay closes the refund; then a person looks.
MOST_RETURNS = 5
RETURN_AGAIN = timedelta(hours=6)
TILL_METHODS = ("cash", "transfer", "balance")


@dataclass(frozen=True)
class Ours:
    """What we know of a payment and its order."""

    state: str
    fen: int
    mchid: str
    appid: str
    transaction_id: str
    order_state: str
    order_fen: int


@dataclass(frozen=True)
class Said:
    """What WeChat Pay says of it. `same_payer` is None when it does not matter or is not known."""

    paid: bool
    closed: bool
    fen: int | None
    currency: str
    mchid: str
    appid: str
    transaction_id: str
    same_payer: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """What to do, and the reason in words where people will read it."""

    do: str
    why: str = ""


def verdict(ours: Ours, said: Said) -> Verdict:
    """The meaning of a word for a payment; the same word again means nothing."""
    if not said.paid:
        return Verdict(CLOSE if said.closed and ours.state == "open" else NOTHING)
    if ours.state in ("paid", "late"):
        again = said.transaction_id and said.transaction_id != ours.transaction_id
        return Verdict(LOOK, WHY_WRONG["again"]) if again else Verdict(NOTHING)
    wrong = _wrong(ours, said)
    if wrong:
        return Verdict(LOOK, WHY_WRONG[wrong])
    late = _late(ours)
    return Verdict(RETURN, WHY_LATE[late]) if late else Verdict(TAKE)


def _wrong(ours: Ours, said: Said) -> str:
    if said.fen != ours.fen or said.currency != "CNY":
        return "amount"
    if (said.mchid, said.appid) != (ours.mchid, ours.appid):
        return "merchant"
    return "payer" if said.same_payer is False else ""


def _late(ours: Ours) -> str:
    if ours.order_state == "pending":
        return "" if ours.order_fen == ours.fen else "price"
    return "closed" if ours.order_state == "closed" else "paid"


def ask_next(created: datetime, now: datetime, until: datetime) -> datetime:
    """When to ask again about a payment that is not settled; at its end at the latest."""
    end = until + GRACE
    if now >= end:
        return now + EVERY
    waits = [created + timedelta(seconds=s) for s in ASK]
    return min(next((at for at in waits if at > now), now + EVERY), end)


def refund_next(tries: int, now: datetime) -> datetime:
    """When to ask for or about a refund again."""
    seconds = REFUND_WAITS[tries] if tries < len(REFUND_WAITS) else SELDOM.total_seconds()
    return now + timedelta(seconds=seconds)


def line_share(amount_fen: int, quantity: int, back: int, refunded_fen: int, gone: int) -> int:
    """What `back` pieces of a line are worth when `gone` pieces for `refunded_fen` are back.

    The last piece takes what is left, so that the parts add up to the line.
    """
    if back + gone >= quantity:
        return amount_fen - refunded_fen
    return min(amount_fen * back // quantity, amount_fen - refunded_fen)
