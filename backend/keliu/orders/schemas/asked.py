"""What people ask of an order."""

from typing import Literal

from pydantic import Field, model_validator

from keliu.orders.rules.sums import MOST_FEN, MOST_LINES, MOST_PIECES
from keliu.platform.wire import Asked, Id, Text


class TillLineIn(Asked):
    sku_id: Id
    quantity: int = Field(ge=1, le=MOST_PIECES)


class OrderIn(Asked):
    """What somebody pays at the till: goods, or an amount."""

    lines: list[TillLineIn] = Field(default=[], max_length=MOST_LINES)
    title: Text = Field("收银", min_length=1, max_length=60)
    total_fen: int | None = Field(None, ge=1, le=MOST_FEN)
    customer_id: Id | None = None
    remark: Text = Field("", max_length=200)

    @model_validator(mode="after")
    def _one(self) -> "OrderIn":
        if bool(self.lines) == (self.total_fen is not None):
            raise ValueError("请选商品,或填金额")
        return self


class ShipIn(Asked):
    company: Text = Field(min_length=1, max_length=40)
    number: Text = Field(min_length=4, max_length=40)
    version: int


class OrderPriceIn(Asked):
    adjust_fen: int = Field(ge=-MOST_FEN, le=MOST_FEN)
    reason: Text = Field("", max_length=100)
    version: int


class OrderNoteIn(Asked):
    text: Text = Field(min_length=1, max_length=500)


class CancelIn(Asked):
    reason: Text = Field("", max_length=100)


class VerifyIn(Asked):
    """Without `confirm` only what the code is for is shown."""

    code: Text = Field(min_length=4, max_length=40)
    confirm: bool = False


class AfterSaleLineIn(Asked):
    line_id: Id
    quantity: int = Field(ge=1, le=999)


class AfterSaleIn(Asked):
    """Without lines: the whole order. Without an amount: all that those lines cost."""

    kind: Literal["refund", "return"] = "refund"
    lines: list[AfterSaleLineIn] = Field(default=[], max_length=50)
    fen: int | None = Field(None, ge=1, le=MOST_FEN)
    reason: Text = Field(min_length=1, max_length=200)
    picture_ids: list[Id] = Field(default=[], max_length=6)


class DecisionIn(Asked):
    answer: Text = Field("", max_length=200)
    version: int
