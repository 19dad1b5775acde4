"""Shapes of the boss radar."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from keliu.analytics import rules
from keliu.analytics.boss.rules import hints as odd
from keliu.analytics.boss.rules import measures as law
from keliu.analytics.boss.rules.funnel import Step, StepKey
from keliu.analytics.boss.selectors.board import Row
from keliu.analytics.boss.selectors.rows import Line
from keliu.analytics.models import HintDismissal
from keliu.kit.errors import Invalid
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Ref, Text, When, Wire
from keliu.radar.public import FeedLine

MOST_DAYS = 366
Hour, Weekday = Field(None, ge=0, le=23), Field(None, ge=1, le=7)
Ranked = Literal["visits", "hot", "forwarded", "new_customers", "talks", "calls", "followups",
                 "opportunities", "won", "won_fen", "orders", "sales_fen"]  # fmt: skip
Counted = Literal["visits", "hot", "forwarded", "new_customers", "talks", "calls", "followups",
                  "response", "opportunities", "won", "won_fen", "orders", "sales_fen",
                  "active_days", "work"]  # fmt: skip


class BossSpanAsked(Schema):
    """Both days count."""

    first: date = Field(ge=rules.FIRST_DAY, le=rules.LAST_DAY)
    last: date = Field(ge=rules.FIRST_DAY, le=rules.LAST_DAY)


def checked(asked: BossSpanAsked) -> tuple[date, date]:
    """The days as they can be asked for. Raises Invalid."""
    if asked.last < asked.first:
        raise Invalid(fields={"last": "结束日期要在开始日期之后"})
    if (asked.last - asked.first).days >= MOST_DAYS:
        raise Invalid(fields={"first": "一次最多看一年,请缩短时间"})
    return asked.first, asked.last


class BossBoardAsked(BossSpanAsked):
    department: str | None = None


class BossStaffAsked(BossBoardAsked):
    staff: str | None = None


class BossHeatAsked(BossStaffAsked):
    what: Literal["visits", "work"] = "visits"


class BossRowsAsked(BossStaffAsked, ListAsked):
    """`weekday` (Monday is 1) and `hour` narrow to one cell of the heat map."""

    measure: Counted
    weekday: int | None = Weekday
    hour: int | None = Hour


class FunnelRowsAsked(BossStaffAsked, ListAsked):
    step: StepKey


class MeasureOut(Wire):
    key: str
    label: Bilingual
    means: Bilingual
    unit: law.Unit
    less_is_better: bool

    @staticmethod
    def of(one: law.Measure) -> "MeasureOut":
        return MeasureOut(
            key=one.key,
            label=Bilingual(zh=one.zh, en=one.en),
            means=Bilingual(zh=one.means_zh, en=one.means_en),
            unit=one.unit,
            less_is_better=one.less_is_better,
        )


class AxisOut(Wire):
    """`measures` are what it is scored from."""

    key: str
    label: Bilingual
    measures: list[str]


class RankedStaff(Wire):
    """One colleague; `score` is the mean of the axes, `before` the span before."""

    staff: Ref
    department: Ref | None
    active: bool
    values: dict[str, int | None]
    before: dict[str, int | None]
    axes: dict[str, int]
    score: int

    @staticmethod
    def of(row: Row, places: dict[int, str]) -> "RankedStaff":
        who = row.who
        place = who.department_id
        return RankedStaff(
            staff=Ref(id=who.id, name=who.name),
            department=Ref(id=place, name=places.get(place, "")) if place else None,
            active=who.active,
            values=row.values,
            before=row.before,
            axes=row.axes,
            score=row.score,
        )


class BossBoard(Wire):
    """`tops` are the values that score 100: the best in this span or the one before."""

    first: date
    last: date
    measures: list[MeasureOut]
    axes: list[AxisOut]
    rows: list[RankedStaff]
    totals: dict[str, int | None]
    tops: dict[str, int | None]


class BossRow(Wire):
    """A record behind a number; `word` is the way of a follow-up or an action of the log."""

    kind: str
    id: Id
    name: str
    at: Moment
    text: str
    word: str
    fen: int | None
    ms: int | None
    count: int | None
    staff: Ref | None
    customer: Ref | None

    @staticmethod
    def of(one: Line, names: dict[int, str]) -> "BossRow":
        return BossRow(
            kind=one.kind, id=one.id, name=one.name, at=one.at, text=one.text, word=one.word,
            fen=one.fen, ms=one.ms, count=one.count,
            staff=Ref(id=one.staff_id, name=names.get(one.staff_id, "")) if one.staff_id else None,
            customer=Ref(id=one.customer_id, name=one.name) if one.customer_id else None,
        )  # fmt: skip


class BossHeat(Wire):
    """Seven rows from Monday on, 24 hours each, in the merchant's zone."""

    what: str
    cells: list[list[int]]
    total: int


class FunnelStep(Wire):
    """`rate` is the thousandths of the step before that came here."""

    key: StepKey
    customers: int
    rate: int
    dwell_ms: int | None


class BossFunnel(Wire):
    steps: list[FunnelStep]

    @staticmethod
    def of(found: list[Step]) -> "BossFunnel":
        before = [found[0].customers, *(one.customers for one in found)]
        return BossFunnel(
            steps=[
                FunnelStep(
                    key=one.key,
                    customers=one.customers,
                    rate=rules.permille(one.customers, whole),
                    dwell_ms=one.dwell_ms,
                )
                for one, whole in zip(found, before, strict=False)
            ]
        )


class FunnelRow(Wire):
    """A customer and when each step was taken."""

    customer: Ref
    visit_at: Moment
    talk_at: Moment | None
    opportunity_at: Moment | None
    deal_at: Moment | None


class HintOut(Wire):
    """`count` lately, `usual` in a week before where it matters; `seen_at` puts it aside."""

    key: odd.HintKey
    label: Bilingual
    why: Bilingual
    staff: Ref
    count: int
    usual: float | None
    first_at: Moment
    seen_at: Moment

    @staticmethod
    def of(one: odd.Hint, names: dict[int, str]) -> "HintOut":
        rule = odd.HINTS[one.key]
        return HintOut(
            key=one.key,
            label=Bilingual(zh=rule.zh, en=rule.en),
            why=Bilingual(zh=rule.why_zh, en=rule.why_en),
            staff=Ref(id=one.staff_id, name=names.get(one.staff_id, "")),
            count=one.count,
            usual=None if one.usual is None else round(one.usual, 1),
            first_at=one.first_at,
            seen_at=one.last_at,
        )


class DismissalOut(Wire):
    key: odd.HintKey
    label: Bilingual
    staff: Ref
    until: Moment
    note: str
    by_name: str
    at: Moment

    @staticmethod
    def of(row: HintDismissal, names: dict[int, str]) -> "DismissalOut":
        rule = odd.HINTS[odd.known(row.key)]
        return DismissalOut(
            key=rule.key, label=Bilingual(zh=rule.zh, en=rule.en),
            staff=Ref(id=row.staff_id, name=names.get(row.staff_id, "")), until=row.until,
            note=row.note, by_name=row.by_name, at=row.at,
        )  # fmt: skip


class BossHints(Wire):
    items: list[HintOut]
    dismissed: list[DismissalOut]


class DismissIn(Asked):
    """`seen_at` is the hint's own: what happens later counts again."""

    seen_at: When
    note: Text = Field("", max_length=200)


class WallFigure(Wire):
    key: str
    label: Bilingual
    unit: law.Unit
    value: int
    previous: int


class WallAsked(Schema):
    by: Ranked = "visits"


class WallRank(Wire):
    staff: Ref
    value: int


class BossWall(Wire):
    """Today for the big screen; `hours` are visits by hour, `yesterday` the day before's."""

    at: Moment
    day: date
    merchant: str
    figures: list[WallFigure]
    looking: int
    hours: list[int]
    yesterday: list[int]
    ranks: list[WallRank]
    lines: list[FeedLine]
