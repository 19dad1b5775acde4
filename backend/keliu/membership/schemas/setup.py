"""Shapes of the rules, levels and top-up plans."""

from typing import Any

from pydantic import Field

from keliu.membership.models import Level, MemberRules, TopUpPlan
from keliu.membership.rules import points as law
from keliu.platform.wire import Asked, Id, Text, Wire

POINTS, FEN = 1_000_000, 100_000_000


class StepOut(Wire):
    days: int
    points: int


class StepIn(Asked):
    days: int = Field(ge=2, le=law.LAST_STREAK)
    points: int = Field(ge=1, le=POINTS)


class MemberRulesOut(Wire):
    active: bool
    auto_join: bool
    card_name: str
    notice: str
    earn_fen: int
    growth_fen: int
    point_fen: int
    points_least: int
    points_share: int
    points_months: int
    join_points: int
    birthday_points: int
    check_in_points: int
    check_in_steps: list[StepOut]
    top_up: bool
    version: int

    @staticmethod
    def of(row: MemberRules) -> "MemberRulesOut":
        return MemberRulesOut.model_validate(row)


class MemberRulesPatch(Asked):
    active: bool | None = None
    auto_join: bool | None = None
    card_name: Text | None = Field(None, min_length=1, max_length=20)
    notice: Text | None = Field(None, max_length=500)
    earn_fen: int | None = Field(None, ge=0, le=FEN)
    growth_fen: int | None = Field(None, ge=0, le=FEN)
    point_fen: int | None = Field(None, ge=0, le=FEN)
    points_least: int | None = Field(None, ge=0, le=POINTS)
    points_share: int | None = Field(None, ge=1, le=100)
    points_months: int | None = Field(None, ge=0, le=120)
    join_points: int | None = Field(None, ge=0, le=POINTS)
    birthday_points: int | None = Field(None, ge=0, le=POINTS)
    check_in_points: int | None = Field(None, ge=0, le=POINTS)
    check_in_steps: list[StepIn] | None = Field(None, max_length=law.MOST_STEPS)
    top_up: bool | None = None
    version: int

    def given(self) -> dict[str, Any]:
        return _given(self)


class MemberLevelOut(Wire):
    id: Id
    name: str
    growth: int
    permille: int
    member_price: bool
    points_percent: int
    note: str
    members: int
    version: int

    @staticmethod
    def of(row: Level, members: int = 0) -> "MemberLevelOut":
        plain = ("name", "growth", "permille", "member_price", "points_percent", "note", "version")
        return MemberLevelOut(
            id=row.pk, members=members, **{name: getattr(row, name) for name in plain}
        )


class MemberLevelIn(Asked):
    name: Text = Field(min_length=1, max_length=20)
    growth: int = Field(ge=0, le=100_000_000)
    permille: int = Field(1_000, ge=100, le=1_000)
    member_price: bool = True
    points_percent: int = Field(100, ge=0, le=1_000)
    note: Text = Field("", max_length=200)


class MemberLevelPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=20)
    growth: int | None = Field(None, ge=0, le=100_000_000)
    permille: int | None = Field(None, ge=100, le=1_000)
    member_price: bool | None = None
    points_percent: int | None = Field(None, ge=0, le=1_000)
    note: Text | None = Field(None, max_length=200)
    version: int

    def given(self) -> dict[str, Any]:
        return _given(self)


class TopUpPlanOut(Wire):
    id: Id
    pay_fen: int
    gift_fen: int
    gift_points: int
    version: int

    @staticmethod
    def of(row: TopUpPlan) -> "TopUpPlanOut":
        return TopUpPlanOut(
            id=row.pk, pay_fen=row.pay_fen, gift_fen=row.gift_fen, gift_points=row.gift_points,
            version=row.version,
        )  # fmt: skip


class TopUpPlanIn(Asked):
    pay_fen: int = Field(ge=1, le=FEN)
    gift_fen: int = Field(0, ge=0, le=FEN)
    gift_points: int = Field(0, ge=0, le=POINTS)


class TopUpPlanPatch(Asked):
    pay_fen: int | None = Field(None, ge=1, le=FEN)
    gift_fen: int | None = Field(None, ge=0, le=FEN)
    gift_points: int | None = Field(None, ge=0, le=POINTS)
    version: int

    def given(self) -> dict[str, Any]:
        return _given(self)


class MemberSetup(Wire):
    """Everything the editor shows."""

    rules: MemberRulesOut
    levels: list[MemberLevelOut]
    plans: list[TopUpPlanOut]


def _given(payload: Asked) -> dict[str, Any]:
    """What was sent, nothing that was left out."""
    sent = payload.model_dump(exclude_unset=True, exclude={"version"})
    return {name: value for name, value in sent.items() if value is not None}
