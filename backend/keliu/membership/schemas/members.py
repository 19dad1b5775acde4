"""Shapes of members, their ledgers and statements."""

from datetime import date
from typing import Any, Literal

import segno
from ninja import Schema
from pydantic import Field, model_validator

from keliu.kit import clock
from keliu.membership.models import BalanceEntry, GrowthEntry, Member, PointEntry
from keliu.membership.rules import words
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire

Account = Literal["points", "balance", "growth"]
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
FEN = 100_000_000


class MembersAsked(ListAsked):
    level: str | None = None
    state: str | None = None
    customer: str | None = None


class LevelMark(Wire):
    """A level as cards and lists show it."""

    id: Id
    name: str
    permille: int
    member_price: bool
    points_percent: int


def level_mark(row: Member) -> LevelMark | None:
    return LevelMark.model_validate(row.level) if row.level else None


class MemberRow(Wire):
    id: Id
    code: str
    customer: Ref
    phone_masked: str
    avatar_url: str | None
    main: bool
    level: LevelMark | None
    growth: int
    points: int
    balance_fen: int
    gift_fen: int
    state: str
    joined_at: Moment

    @staticmethod
    def columns(row: Member) -> dict[str, Any]:
        one = row.customer
        plain = ("code", "main", "growth", "points", "balance_fen", "gift_fen", "state",
                 "joined_at")  # fmt: skip
        return {
            "id": row.pk,
            "customer": Ref(id=one.pk, name=one.name),
            "phone_masked": one.phone_masked,
            "avatar_url": one.avatar_url or None,
            "level": level_mark(row),
            **{name: getattr(row, name) for name in plain},
        }


class MemberCardOut(MemberRow):
    frozen_reason: str
    streak: int
    checked_on: date | None
    running_out: int  # points that end within thirty days
    next_level: Ref | None
    next_growth: int | None
    can: list[str]


class JoinMemberIn(Asked):
    customer_id: Id


class ReasonIn(Asked):
    reason: Text = Field(min_length=2, max_length=100)


class CorrectionIn(Asked):
    account: Literal["points", "growth", "balance", "gift"]
    change: int = Field(ge=-FEN, le=FEN)
    reason: Text = Field(min_length=2, max_length=200)


class TopUpIn(Asked):
    """One of the two: a plan, or an amount without a present."""

    plan_id: Id | None = None
    pay_fen: int | None = Field(None, ge=1, le=FEN)
    method: Literal["cash", "transfer"] = "cash"
    note: Text = Field("", max_length=200)

    @model_validator(mode="after")
    def _one(self) -> "TopUpIn":
        if (self.plan_id is None) == (self.pay_fen is None):
            raise ValueError("请选一档充值,或写充值金额")
        return self


class MyTopUpIn(Asked):
    plan_id: Id


class TopUpOut(Wire):
    id: Id
    order_id: Id
    total_fen: int
    state: str


class EntriesAsked(ListAsked):
    account: Account = "points"
    month: str | None = Field(None, pattern=MONTH)


class StatementAsked(Schema):
    account: Account = "points"
    month: str | None = Field(None, pattern=MONTH)


class MemberEntry(Wire):
    id: Id
    at: Moment
    kind: str
    title: str
    change: int
    after: int
    gift_change: int
    expires_on: date | None
    note: str
    order_id: Id | None
    by: Ref | None

    @staticmethod
    def of(
        row: PointEntry | GrowthEntry | BalanceEntry, account: str, by: dict[int, str]
    ) -> "MemberEntry":
        return MemberEntry(
            id=row.pk, at=row.created_at, kind=row.kind, change=row.change, after=row.after,
            title=words.ACCOUNTS[account].get(row.kind, row.kind),
            gift_change=getattr(row, "gift_change", 0),
            expires_on=getattr(row, "expires_on", None), note=row.note, order_id=row.order_id,
            by=Ref(id=row.by_id, name=by[row.by_id]) if row.by_id in by else None,
        )  # fmt: skip


class StatementOut(Wire):
    """A month of one account: what was there, came, went, is there."""

    account: Account
    month: str
    before: int
    came: int
    went: int
    after: int


class MemberFigures(Wire):
    members: int
    new_this_month: int
    points: int
    balance_fen: int
    gift_fen: int


class CheckInOut(Wire):
    day: date
    streak: int
    points: int
    total: int


class JoinIn(Asked):
    birthday: date | None = None

    @model_validator(mode="after")
    def _sensible(self) -> "JoinIn":
        if self.birthday and not date(1900, 1, 1) < self.birthday <= clock.now().date():
            raise ValueError("生日写得不对,请检查")
        return self


def qr_of(code: str) -> str:
    """The number as a picture that a till or a phone can read."""
    return segno.make(code, micro=False).png_data_uri(scale=6, border=2)


def month_of(text: str | None, today: date) -> date:
    """The first day of `2026-11`; this month when nothing was asked for."""
    year, month = (text or f"{today:%Y-%m}").split("-")
    return date(int(year), int(month), 1)
