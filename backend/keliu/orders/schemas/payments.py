"""Shapes of payments and refunds."""

from typing import Annotated, Literal, Self

import segno
from pydantic import Field, StringConstraints

from keliu.orders.models import Order, Payment, Refund
from keliu.orders.rules.payments import WHY_PROBLEM
from keliu.orders.services.paying import PayParams
from keliu.orders.services.refunding import LineBack
from keliu.platform.wire import Asked, Id, Moment, Said, Text, Wire

Fen = Annotated[int, Field(ge=1, le=10_000_000_00)]


class PaySheetIn(Asked):
    channel: Literal["mini", "oa", "h5", "balance"]


class PaySheetOut(Wire):
    """What opens the payment: `params` for a pay sheet, `url` for a browser; `done` needs none."""

    kind: Literal["jsapi", "h5", "done"]
    params: dict[str, str] = {}
    url: str = ""
    state: str

    @classmethod
    def of(cls, found: PayParams) -> Self:
        kind: Literal["h5", "jsapi"] = "h5" if found.kind == "h5" else "jsapi"
        return cls(kind=kind, params=found.params, url=found.link, state=found.payment.state)


class PaymentStateOut(Wire):
    """What became of an order's payment; `open` while a sheet, a code or an address is."""

    state: str
    open: bool
    total_fen: int
    method: str
    paid_at: Moment | None

    @classmethod
    def of(cls, row: Order) -> Self:
        waits = Payment.objects.filter(order=row, state=Payment.State.OPEN).exists()
        return cls(
            state=row.state,
            open=waits,
            total_fen=row.total_fen,
            method=row.method,
            paid_at=row.paid_at,
        )


class TillIn(Asked):
    method: Literal["cash", "transfer", "balance", "native"]
    note: Annotated[Text, StringConstraints(max_length=200)] = ""


class PaymentMadeOut(Wire):
    """`done`, or a code to be scanned."""

    kind: Literal["done", "native"]
    state: str
    code_url: str = ""
    code_qr: str = ""  # a picture as data URI
    expires_at: Moment | None = None

    @classmethod
    def of_code(cls, found: PayParams) -> Self:
        row = found.payment
        return cls(
            kind="native",
            state=row.state,
            code_url=found.link,
            code_qr=segno.make(found.link, error="m", micro=False).png_data_uri(scale=6, border=2),
            expires_at=row.expires_at,
        )


class PaymentRow(Wire):
    id: Id
    method: str
    channel: str
    state: str
    amount_fen: int
    number: str
    transaction_id: str
    note: str
    by: str
    created_at: Moment
    paid_at: Moment | None
    expires_at: Moment | None

    @classmethod
    def of(cls, row: Payment, names: dict[int, str]) -> Self:
        same = ("method", "channel", "state", "amount_fen", "transaction_id", "note",
                "created_at", "paid_at", "expires_at")  # fmt: skip
        shown = {name: getattr(row, name) for name in same}
        by = names.get(row.by_id or 0, "")
        return cls(id=row.pk, number=row.out_trade_no, by=by, **shown)


class RefundLineOut(Wire):
    line_id: Id
    quantity: int
    fen: int


class RefundRow(Wire):
    """A refund; `problem` says in words what is wrong, and what to do."""

    id: Id
    payment_id: Id
    state: str
    method: str
    automatic: bool
    amount_fen: int
    number: str
    reason: str
    problem: Said
    lines: list[RefundLineOut]
    by: str
    created_at: Moment
    done_at: Moment | None
    ask_at: Moment | None

    @classmethod
    def of(cls, row: Refund, method: str, names: dict[int, str]) -> Self:
        same = ("state", "automatic", "amount_fen", "reason", "lines", "payment_id",
                "created_at", "done_at", "ask_at")  # fmt: skip
        shown = {name: getattr(row, name) for name in same}
        problem = WHY_PROBLEM.get(row.problem, WHY_PROBLEM["other"]) if row.problem else ""
        return cls(
            id=row.pk,
            method=method,
            number=row.out_refund_no,
            problem=problem.format(code=row.problem),
            by=names.get(row.by_id or 0, ""),
            **shown,
        )


class OrderMoneyOut(Wire):
    """Everything about an order's money."""

    state: str
    total_fen: int
    paid_fen: int
    refunded_fen: int
    refundable_fen: int
    wechat_ready: bool
    balance_fen: int | None
    payments: list[PaymentRow]
    refunds: list[RefundRow]


class RefundLineIn(Asked):
    line_id: Id
    quantity: Annotated[int, Field(ge=1, le=100_000)]
    fen: Annotated[int, Field(ge=0, le=10_000_000_00)] | None = None


class LookedIn(Asked):
    note: Annotated[Text, StringConstraints(min_length=1, max_length=100)]


class RefundIn(Asked):
    fen: Fen | None = None
    lines: Annotated[list[RefundLineIn], Field(max_length=200)] = []
    reason: Annotated[Text, StringConstraints(max_length=80)] = ""

    def backs(self) -> list[LineBack]:
        """The lines as the service takes them."""
        return [LineBack(one.line_id, one.quantity, one.fen) for one in self.lines]
