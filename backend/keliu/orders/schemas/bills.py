"""Shapes of bills, differences and the end of a day."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from keliu.orders.models import Bill, BillDifference, DayClose
from keliu.orders.rules.reconcile import CAUSES
from keliu.orders.selectors.day import Day
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Text, Wire

Note = Annotated[Text, StringConstraints(max_length=200)]
SUMS = ("theirs_paid_fen", "theirs_paid_count", "theirs_refunded_fen", "theirs_refunded_count",
        "ours_paid_fen", "ours_paid_count", "ours_refunded_fen", "ours_refunded_count",
        "fee_fen")  # fmt: skip


class BillsAsked(ListAsked):
    pass


class BillRow(Wire):
    """A day's bill; `open` differences still want a person, `explained` ones need nobody."""

    id: Id
    day: dt.date
    state: str
    problem: str
    theirs_paid_fen: int
    theirs_paid_count: int
    theirs_refunded_fen: int
    theirs_refunded_count: int
    ours_paid_fen: int
    ours_paid_count: int
    ours_refunded_fen: int
    ours_refunded_count: int
    fee_fen: int
    open: int
    explained: int
    fetched_at: Moment | None
    compared_at: Moment | None

    @staticmethod
    def columns(row: Bill, counts: tuple[int, int]) -> dict[str, object]:
        """What a row shows; `counts` are its open and its other differences."""
        same = ("day", "state", "problem", "fetched_at", "compared_at", *SUMS)
        shown = {name: getattr(row, name) for name in same}
        return {**shown, "id": row.pk, "open": counts[0], "explained": counts[1]}

    @classmethod
    def of(cls, row: Bill, counts: tuple[int, int]) -> Self:
        return cls.model_validate(cls.columns(row, counts))


class DifferenceRow(Wire):
    id: Id
    kind: str
    number: str
    out_trade_no: str
    order_id: Id | None
    ours_fen: int | None
    theirs_fen: int | None
    cause: str
    why: Bilingual
    explained: bool
    settled_at: Moment | None
    settled_by: str
    note: str

    @classmethod
    def of(cls, row: BillDifference, names: dict[int, str]) -> Self:
        same = ("kind", "number", "out_trade_no", "order_id", "ours_fen", "theirs_fen", "cause",
                "explained", "settled_at", "note")  # fmt: skip
        cause = CAUSES[row.cause]
        return cls(
            id=row.pk,
            why=Bilingual(zh=cause.zh, en=cause.en),
            settled_by=names.get(row.settled_by_id or 0, ""),
            **{name: getattr(row, name) for name in same},
        )


class BillOut(BillRow):
    differences: list[DifferenceRow]

    @classmethod
    def whole(
        cls, row: Bill, counts: tuple[int, int], found: list[BillDifference], names: dict[int, str]
    ) -> Self:
        """A bill with its differences."""
        rows = [DifferenceRow.of(one, names) for one in found]
        return cls.model_validate({**cls.columns(row, counts), "differences": rows})


class BillDayIn(Asked):
    day: dt.date


class SettleIn(Asked):
    note: Annotated[Text, StringConstraints(min_length=1, max_length=200)]


class MethodSumsOut(Wire):
    method: str
    paid_fen: int
    paid_count: int
    refunded_fen: int
    refunded_count: int


class TakerOut(Wire):
    staff_id: Id
    name: str
    cash_fen: int
    transfer_fen: int
    count: int


class DayCloseRow(Wire):
    id: Id
    day: dt.date
    cash_fen: int
    expected_fen: int
    note: str
    by: str
    created_at: Moment

    @classmethod
    def of(cls, row: DayClose, names: dict[int, str]) -> Self:
        same = ("day", "cash_fen", "expected_fen", "note", "created_at")
        shown = {name: getattr(row, name) for name in same}
        return cls(id=row.pk, by=names.get(row.by_id or 0, ""), **shown)


class DayOut(Wire):
    day: dt.date
    methods: list[MethodSumsOut]
    takers: list[TakerOut]
    net_fen: int
    cash_fen: int
    late_fen: int
    waiting: int
    refunding_fen: int
    closes: list[DayCloseRow]

    @classmethod
    def of(cls, found: Day, closes: list[DayClose], names: dict[int, str]) -> Self:
        same = ("day", "net_fen", "cash_fen", "late_fen", "waiting", "refunding_fen")
        return cls(
            methods=[MethodSumsOut.model_validate(one) for one in found.methods],
            takers=[TakerOut.model_validate(one) for one in found.takers],
            closes=[DayCloseRow.of(one, names) for one in closes],
            **{name: getattr(found, name) for name in same},
        )


class TillDayAsked(Asked):
    day: dt.date | None = None


class DayCloseIn(Asked):
    day: dt.date
    cash_fen: Annotated[int, Field(ge=0, le=10_000_000_00)]
    note: Note = ""
