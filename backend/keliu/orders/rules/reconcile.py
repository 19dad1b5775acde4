"""Where a day's bill and our books differ, and why. Pure.

Rows meet by their number. A difference has one cause; EXPLAINED ones need nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
OURS, TRIALS = ("KP", "KR"), ("KLTEST", "KLBACK")
MIDNIGHT = timedelta(minutes=10)
PAID, REFUND = "paid", "refund"


@dataclass(frozen=True)
class Cause:
    """Why they differ, for people."""

    zh: str
    en: str


CAUSES = {
    "trial": Cause("接通微信支付时试付的一分钱,不是订单",
                   "A trial of one fen when WeChat Pay was connected"),
    "elsewhere": Cause("不是这里的订单:同一个商户号还在别处收款",
                       "Not an order of ours: the merchant number takes money elsewhere, too"),
    "other_day": Cause("微信和我们各记在不同的一天,金额一样",
                       "The two sides have it on different days; the amount is the same"),
    "unsettled": Cause("微信收到了钱,这里还没有记成收款:点“重新核对”,还不行就打开订单核实",
                       "WeChat Pay has the money, our books do not: compare again, then look"),
    "amount": Cause("两边的金额不一样,请打开订单核实",
                    "The amounts differ: look at the order"),
    "missing": Cause("这里记了收款,微信账单里没有:请核实钱有没有到账",
                     "Our books have a payment that the bill does not"),
    "lost": Cause("微信账单里有,这里找不到这个单号,请核实",
                  "The bill has a number of ours that our books do not"),
    "by_hand": Cause("在微信商户平台退了款,这里的订单记不下这么多,请核实",
                     "Refunded in the merchant platform, and more than the order can take"),
    "refund_open": Cause("微信已经退了,这里还没有记成已退款:点“重新核对”",
                         "WeChat Pay has refunded, our books do not have it yet: compare again"),
    "refund_missing": Cause("这里记了退款,微信账单里没有,请核实",
                            "Our books have a refund that the bill does not"),
}  # fmt: skip
EXPLAINED = frozenset({"trial", "elsewhere", "other_day"})  # nothing is wrong with the money


@dataclass(frozen=True)
class Ours:
    """A payment or refund of our books; `settled` when money moved."""

    kind: str
    number: str
    out_trade_no: str
    fen: int
    at: datetime | None
    settled: bool
    order_id: int | None = None


@dataclass(frozen=True)
class Theirs:
    """A row of the bill."""

    kind: str
    number: str
    out_trade_no: str
    fen: int
    at: datetime


@dataclass(frozen=True)
class Difference:
    """One place where they differ."""

    kind: str
    number: str
    out_trade_no: str
    cause: str
    ours_fen: int | None = None
    theirs_fen: int | None = None
    order_id: int | None = None

    @property
    def explained(self) -> bool:
        return self.cause in EXPLAINED


def differences(
    day: date,
    ours: Iterable[Ours],
    theirs: Sequence[Theirs],
    beside: Collection[tuple[str, str]] = (),
) -> list[Difference]:
    """Every difference of a day. `ours`: what moved that day, and whatever the bill names.

    `beside`: (kind, number) of rows in the bills of other days.
    """
    known = {(one.kind, one.number): one for one in ours}
    said = {(one.kind, one.number) for one in theirs}
    found = [one for row in theirs if (one := _of_theirs(day, row, known)) is not None]
    return found + [
        _of_ours(one, moved=key in beside)
        for key, one in known.items()
        if key not in said and one.settled and one.at is not None and day_of(one.at) == day
    ]


def day_of(moment: datetime) -> date:
    """The day a bill has it on."""
    return moment.astimezone(CHINA).date()


def _of_theirs(day: date, row: Theirs, known: Mapping[tuple[str, str], Ours]) -> Difference | None:
    one = known.get((row.kind, row.number))
    if one is None:
        return _unknown(row, known)
    cause = ""
    if one.fen != row.fen:
        cause = "amount"
    elif not one.settled:
        cause = "unsettled" if row.kind == PAID else "refund_open"
    elif one.at is not None and day_of(one.at) != day:
        cause = "other_day"
    if not cause:
        return None
    ours_fen = one.fen if one.settled else None
    return Difference(
        row.kind, row.number, row.out_trade_no, cause, ours_fen, row.fen, one.order_id
    )


def _unknown(row: Theirs, known: Mapping[tuple[str, str], Ours]) -> Difference:
    """A number that our books do not have."""
    payment = known.get((PAID, row.out_trade_no))
    cause = "elsewhere"
    if row.out_trade_no.startswith(TRIALS) or row.number.startswith(TRIALS):
        cause = "trial"
    elif row.kind == REFUND and payment is not None:
        cause = "by_hand"
    elif row.number.startswith(OURS):
        cause = "lost"
    order_id = payment.order_id if payment else None
    return Difference(row.kind, row.number, row.out_trade_no, cause, None, row.fen, order_id)


def _of_ours(one: Ours, *, moved: bool) -> Difference:
    near = one.at is not None and _near(one.at)
    cause = "missing" if one.kind == PAID else "refund_missing"
    cause = "other_day" if moved or near else cause
    return Difference(one.kind, one.number, one.out_trade_no, cause, one.fen, None, one.order_id)


def _near(moment: datetime) -> bool:
    """Whether it was about midnight."""
    here = moment.astimezone(CHINA)
    start = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return here - start < MIDNIGHT or start + timedelta(days=1) - here < MIDNIGHT
