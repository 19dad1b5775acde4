"""What looks odd: patterns of a week of one colleague's work, and when they are worth a look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

DAYS = 7  # a hint looks at this many days
USUAL_WEEKS = 4  # and compares with the weeks before
CALM_HOURS = 24  # a hot visitor waits this long before it is odd
WORDS_HOURS = 24  # and words about a call may come this much later
NIGHT = (0, 1, 2, 3, 4, 5)
LEFT_DAYS = 30
EXPORTS = ("export.ask", "order.export", "report.export", "audit.export")
REVEALS = ("customer.reveal_phone", "contact.reveal_phone", "lead.reveal_phone",
           "address.reveal_phone", "identity.reveal")  # fmt: skip
LOOKS = ("customer.reveal_phone", "customer.look", "radar.trail")


OTHERS = ("exports", "reveals", "night", "leaver")  # nobody is told what they did themselves
HintKey = Literal["silent_calls", "exports", "reveals", "night", "leaver", "cold"]


@dataclass(frozen=True)
class HintRule:
    """异常: from `least` pieces of evidence on; `times` the usual week where it is compared."""

    key: HintKey
    zh: str
    en: str
    why_zh: str
    why_en: str
    least: int
    times: float = 0
    share: float = 0  # of all such records of the person


HINTS: dict[HintKey, HintRule] = {
    one.key: one
    for one in (
        HintRule(
            "silent_calls", "只拨不跟", "Calls without a word",
            "打过的电话没有留下一句话,24 小时内也没有补写跟进",
            "Calls without a note, and none written within 24 hours", least=5, share=0.5,
        ),
        HintRule(
            "exports", "导出突增", "More exports than usual",
            "导出的次数是平时一周的三倍以上", "Three times the exports of a usual week",
            least=3, times=3,
        ),
        HintRule(
            "reveals", "频繁查看手机号", "Many phone numbers revealed",
            "查看完整手机号的次数是平时一周的三倍以上",
            "Three times the phone numbers of a usual week", least=20, times=3,
        ),
        HintRule(
            "night", "深夜访问", "Work at night",
            "零点到六点之间在系统里做事", "Work in the system between midnight and six", least=5,
        ),
        HintRule(
            "leaver", "翻看离职同事的客户", "Customers of somebody who left",
            "查看了离职同事留下的、不归自己负责的客户",
            "Opened customers of a colleague who left, not one's own", least=3,
        ),
        HintRule(
            "cold", "热访客没人理", "Hot visitors left alone",
            "客户热访问过去 24 小时了,还没有人跟进",
            "Hot visits 24 hours ago that nobody has followed up", least=2,
        ),
    )
}  # fmt: skip


def known(text: str) -> HintKey:
    """A rule's key. Raises KeyError."""
    keys: dict[str, HintKey] = {one: one for one in get_args(HintKey)}
    return keys[text]


@dataclass(frozen=True)
class Hint:
    """One rule broken by one colleague: how often lately, how often usually, when last."""

    key: HintKey
    staff_id: int
    count: int
    usual: float | None
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Seen:
    """A colleague's evidence: how much of it there is, the first and the last."""

    staff_id: int
    count: int
    first_at: datetime
    last_at: datetime


def hints(
    rule: HintRule,
    found: Iterable[Seen],
    before: Mapping[int, int] | None = None,
    whole: Mapping[int, int] | None = None,
) -> list[Hint]:
    """The colleagues whose evidence is worth a look, the most first.

    `before` counts the same in the usual weeks, `whole` all such records of the person.
    """
    odd = []
    for one in found:
        usual = (before or {}).get(one.staff_id, 0) / USUAL_WEEKS if rule.times else None
        if is_odd(rule, one.count, usual or 0, (whole or {}).get(one.staff_id, 0)):
            odd.append(Hint(rule.key, one.staff_id, one.count, usual, one.first_at, one.last_at))
    return sorted(odd, key=lambda one: (-one.count, one.staff_id))


def is_odd(rule: HintRule, count: int, usual: float, whole: int) -> bool:
    """Whether this many is too many."""
    return count >= rule.least and count >= rule.times * usual and count >= rule.share * whole
