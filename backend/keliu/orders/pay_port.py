"""What orders need of WeChat Pay, in their own words. config's wiring fills the port."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

MINI, OA, NATIVE, H5 = "mini", "oa", "native", "h5"
CHANNELS = (MINI, OA, NATIVE, H5)
SHEETS = (MINI, OA)  # paid inside WeChat, by one person


@dataclass(frozen=True)
class PayAsk:
    """One payment to be made ready; `number` is ours and never used twice."""

    channel: str
    number: str
    title: str
    fen: int
    until: datetime
    openid: str = ""
    appid: str = ""
    payer_ip: str = ""
    device: str = "Wap"


@dataclass(frozen=True)
class Prepared:
    """A payment that can be made now: `handle` is a prepay_id, a code or an address."""

    mchid: str
    appid: str
    handle: str


@dataclass(frozen=True)
class PaidTold:
    """WeChat Pay's proven word on a payment; `state` is in its own words."""

    number: str
    state: str
    mchid: str
    appid: str
    fen: int | None = None
    currency: str = "CNY"
    openid: str = ""
    transaction_id: str = ""
    at: datetime | None = None

    @property
    def paid(self) -> bool:
        """Whether money came in; a payment that was refunded since had come in, too."""
        return self.state in ("SUCCESS", "REFUND")

    @property
    def closed(self) -> bool:
        """Whether nobody can pay it any more."""
        return self.state in ("CLOSED", "REVOKED", "PAYERROR", "NONE")


@dataclass(frozen=True)
class RefundTold:
    """WeChat Pay's proven word on a refund."""

    number: str
    out_trade_no: str
    state: str
    mchid: str
    fen: int | None = None
    refund_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class BillRow:
    """One row of a day's bill."""

    kind: str  # paid or refund
    number: str
    out_trade_no: str
    theirs: str
    fen: int
    at: datetime
    trade_type: str = ""
    state: str = ""
    title: str = ""


@dataclass(frozen=True)
class DayBill:
    """A day's bill; without rows nothing was traded."""

    rows: list[BillRow]
    fee_fen: int = 0


class PayPort(Protocol):
    """Raises errors.PayUnknown when the outcome is not known, errors.PayDenied when refused."""

    def ready(self) -> bool:
        """Whether the merchant has connected WeChat Pay."""

    def payer(self, channel: str, customer_id: int | None) -> tuple[str, str]:
        """(appid, openid) with which this customer pays there; openid may be empty."""

    def prepare(self, ask: PayAsk) -> Prepared:
        """Make a payment ready; the same ask again gives the same."""

    def sheet(self, appid: str, handle: str) -> dict[str, str]:
        """What opens the pay sheet in a mini program and in pages."""

    def query(self, number: str) -> PaidTold:
        """What became of a payment; state NONE when WeChat Pay does not know it."""

    def close(self, number: str) -> None:
        """Nobody can pay it any more; PayDenied ORDERPAID when somebody has."""

    def refund(self, number: str, refund_no: str, fen: int, total: int, why: str) -> RefundTold:
        """Ask for money back; with the same `refund_no` it is given back once."""

    def refund_query(self, refund_no: str) -> RefundTold | None:
        """What became of a refund; None when WeChat Pay does not know it."""

    def bill(self, day: date) -> DayBill:
        """The trade bill of a day; there from ten o'clock of the next one."""

    def mchid(self) -> str:
        """The merchant number in use; empty without one."""
