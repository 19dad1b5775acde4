"""雷达提醒: what a colleague is told at once about a visitor, and what may be set about it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keliu.radar.rules import kinds, sentences

FIRST, AGAIN, GOODS, CONTACT = "first", "again", "goods", "contact"
BACK, UNPAID, FORWARD = "back", "unpaid", "forward"
MOST_PRODUCTS = 50


@dataclass(frozen=True)
class Rule:
    """One rule: its words, whether it is on by itself, and its numbers with their bounds."""

    name: str
    zh: str
    en: str
    on: bool
    numbers: Mapping[str, int] = field(default_factory=dict)
    bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    lists: tuple[str, ...] = ()


RULES = {
    rule.name: rule
    for rule in (
        Rule(FIRST, "第一次来看", "First visit", on=True),
        Rule(AGAIN, "反复看同一个产品", "Looks at one product again and again", on=True,
             numbers={"times": 3, "days": 7}, bounds={"times": (2, 20), "days": (1, 90)}),
        Rule(GOODS, "看了指定的产品", "Looks at a product you chose", on=False,
             lists=("products",)),
        Rule(CONTACT, "点了联系方式", "Taps a way to reach you", on=True),
        Rule(BACK, "很久没来又回来", "Comes back after a long time", on=True,
             numbers={"days": 30}, bounds={"days": (7, 365)}),
        Rule(UNPAID, "下单没付款", "Orders without paying", on=True,
             numbers={"minutes": 10}, bounds={"minutes": (5, 1440)}),
        Rule(FORWARD, "转发给朋友", "Forwards to a friend", on=True),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A rule as it holds at a merchant."""

    on: bool
    numbers: Mapping[str, int]
    products: tuple[int, ...] = ()


def in_force(changed: Mapping[str, Any]) -> dict[str, Setting]:
    """Every rule with what the merchant has changed about it."""
    return {name: _setting(rule, changed.get(name, {})) for name, rule in RULES.items()}


def _setting(rule: Rule, changed: Mapping[str, Any]) -> Setting:
    numbers = {name: int(changed.get(name, usual)) for name, usual in rule.numbers.items()}
    products = tuple(int(one) for one in changed.get("products", ())) if rule.lists else ()
    return Setting(bool(changed.get("on", rule.on)), numbers, products)


def wrong_number(rule: str, name: str, value: int) -> str | None:
    """Why a number can not be set, or None."""
    bounds = RULES[rule].bounds.get(name)
    if bounds is None:
        return "这条规则没有这个设置"
    low, high = bounds
    return None if low <= value <= high else f"请填 {low} 到 {high} 之间的数"


def contact_of(did: Set[str]) -> str | None:
    """The warmest way of reaching out among what was done."""
    reached = [kinds.KINDS[name] for name in did if name in kinds.KINDS]
    reached = [kind for kind in reached if kind.line == kinds.CONTACT]
    return max(reached, key=lambda kind: (kind.heat, kind.name)).name if reached else None


def away_days(before: datetime | None, at: datetime) -> int:
    """For how many whole days somebody had not been seen."""
    return (at - before) // timedelta(days=1) if before else 0


def candidates(
    did: Set[str], *, first: bool, products: bool, before: datetime | None, at: datetime
) -> list[str]:
    """The rules worth a closer look, without asking the database anything."""
    found = [FIRST] if first else []
    if products:
        found += [AGAIN, GOODS]
    if contact_of(did):
        found.append(CONTACT)
    if away_days(before, at) >= RULES[BACK].bounds["days"][0]:
        found.append(BACK)
    if "order_placed" in did and "order_paid" not in did:
        found.append(UNPAID)
    return [*found, FORWARD] if "share" in did else found


def first_said(who: str) -> str:
    return f"{who} 第一次来看您的名片"


def again_said(who: str, product: str, times: int, days: int) -> str:
    return f"{who} {days} 天里第 {times} 次看 {product}"


def goods_said(who: str, product: str) -> str:
    return f"{who} 在看 {product}"


def back_said(who: str, days: int) -> str:
    return f"{who} 隔了 {days} 天又来了"


def unpaid_said(who: str, fen: int, minutes: int) -> str:
    return f"{who} 下单{sentences.amount(fen)} 过了 {minutes} 分钟还没付款"


def forward_said(who: str, product: str | None) -> str:
    return f"{who} 转发了{f' {product}' if product else '您的名片'}"


ADVICE = {
    FIRST: "先看看对方关心什么,合适时打个招呼",
    AGAIN: kinds.OFTEN_ADVICE,
    GOODS: "可以发一份介绍或报价",
    CONTACT: "对方正想联系您,请留意来电和消息",
    BACK: "久别重来,问问最近有什么需要",
    UNPAID: "问问卡在哪一步,需不需要帮忙",
    FORWARD: "谢谢对方,问问是给谁看的",
}
