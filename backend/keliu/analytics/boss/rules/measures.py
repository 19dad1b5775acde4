"""Which measures and axes there are, what they mean, and how an axis is scored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

BOSS = "boss.read"
Unit = Literal["count", "fen", "ms", "days"]
COUNT: Unit = "count"
FEN: Unit = "fen"
MS: Unit = "ms"
DAYS: Unit = "days"


@dataclass(frozen=True)
class Measure:
    """指标: what is counted for each colleague; `permission` opens its rows."""

    key: str
    permission: str
    zh: str
    en: str
    means_zh: str
    means_en: str
    unit: Unit = COUNT
    less_is_better: bool = False


MEASURES = {
    one.key: one
    for one in (
        Measure(
            "visits", "radar.read", "访问", "Visits",
            "客户来看这位同事名片和产品的次数",
            "How often customers came to this colleague's cards",
        ),
        Measure(
            "hot", "radar.read", "热访问", "Hot visits",
            "看得久、看得细、点过联系方式的访问",
            "Visits that were long, close or tapped a contact",
        ),
        Measure(
            "forwarded", "radar.read", "转发带来", "Through forwards",
            "客户打开别人转发的名片或产品进来的访问", "Visits that began with somebody's forward",
        ),
        Measure(
            "new_customers", "customer.read", "新客户", "New customers",
            "这段时间新建、现在由这位同事负责的客户",
            "Customers added who are this colleague's now",
        ),
        Measure(
            "talks", "interaction.read", "沟通", "Talks",
            "记下来的电话、消息、邮件、面谈和上门,没联系上的不算",
            "Calls, messages, mails and meetings on record, unless nobody was reached",
        ),
        Measure(
            "calls", "interaction.read", "电话", "Calls",
            "记下来的电话,没打通的也算", "Calls on record, unanswered ones too",
        ),
        Measure(
            "followups", "interaction.read", "跟进", "Follow-ups",
            "写下的跟进记录", "Follow-up notes written",
        ),
        Measure(
            "response", "radar.read", "响应时间", "Response time",
            "热访问开始后 24 小时内,到第一次有人跟进用了多久;取中间的那一次",
            "From a hot visit to the first follow-up within 24 hours; the one in the middle",
            MS, less_is_better=True,
        ),
        Measure(
            "opportunities", "opportunity.read", "新商机", "New opportunities",
            "这段时间新建的商机", "Opportunities added",
        ),
        Measure(
            "won", "opportunity.read", "赢单", "Won",
            "这段时间赢下的商机,算当时的负责人", "Opportunities won, for who owned them then",
        ),
        Measure(
            "won_fen", "opportunity.read", "赢单金额", "Won amount",
            "赢下的商机的金额", "The amount of opportunities won", FEN,
        ),
        Measure(
            "orders", "order.read", "订单", "Orders",
            "这段时间付了款的订单,谁带来的算谁的", "Orders paid, for who brought them",
        ),
        Measure(
            "sales_fen", "order.read", "销售额", "Sales",
            "订单收到的钱减去退款", "Money of orders less refunds", FEN,
        ),
        Measure(
            "active_days", BOSS, "活跃天数", "Active days",
            "在系统里做过事的天数", "Days with any work in the system", DAYS,
        ),
    )
}  # fmt: skip
SCORE = "score"


@dataclass(frozen=True)
class Axis:
    """维度: a side of somebody's work, scored from the measures behind it."""

    key: str
    zh: str
    en: str
    measures: tuple[str, ...]


AXES = (
    Axis("gain", "获客", "Gain", ("new_customers",)),
    Axis("spread", "推广", "Reach", ("visits", "forwarded")),
    Axis("talk", "互动", "Talk", ("talks",)),
    Axis("follow", "跟进", "Follow-up", ("followups", "response")),
    Axis("deal", "成交", "Deals", ("won_fen", "sales_fen")),
    Axis("active", "活跃", "Activity", ("active_days",)),
)

Values = Mapping[str, int | None]


def best(measure: Measure, given: Iterable[int | None]) -> int | None:
    """The value that scores 100: the largest, or the smallest where less is better."""
    real = [one for one in given if one is not None and one > 0]
    if not real:
        return None
    return min(real) if measure.less_is_better else max(real)


def score(measure: Measure, value: int | None, top: int | None) -> int | None:
    """0 … 100 beside the best one; None where nobody has anything to compare with."""
    if top is None:
        return None
    if value is None or value <= 0:
        return 0
    part = top / value if measure.less_is_better else value / top
    return max(0, min(100, round(100 * part)))


def tops(rows: Iterable[Values]) -> dict[str, int | None]:
    """The best value of every measure among people (and the same people a period before)."""
    known = list(rows)
    return {key: best(one, (row.get(key) for row in known)) for key, one in MEASURES.items()}


def axis_score(axis: Axis, values: Values, top: Values) -> int:
    """The mean of what its measures score; measures that nobody has anything of are left out."""
    scores = [score(MEASURES[key], values.get(key), top.get(key)) for key in axis.measures]
    known = [one for one in scores if one is not None]
    return round(sum(known) / len(known)) if known else 0


def axes(values: Values, top: Values) -> dict[str, int]:
    """Every axis of one person."""
    return {axis.key: axis_score(axis, values, top) for axis in AXES}


def whole(scores: Mapping[str, int]) -> int:
    """综合分: the mean of the axes."""
    return round(sum(scores.values()) / len(scores)) if scores else 0
