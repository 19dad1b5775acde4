"""Which rule answers. The order is people's own; every rule that does not answer has a reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keliu.conversations.rules.words import Word, fold

WELCOME, KEYWORD, MENU, DEFAULT = "welcome", "keyword", "menu", "default"
KINDS = (WELCOME, KEYWORD, MENU, DEFAULT)
ALL, RANDOM = "all", "random"
MESSAGES = frozenset({"text", "image", "voice", "video", "location", "link"})
DAY = 24 * 60

# Why a rule did not answer, in the order in which it is asked.
OFF, ACCOUNT, KIND, WORDS, KEY, DATE, TIME, COOLING, LATER = (
    "off", "account", "kind", "words", "key", "day", "time", "cooling", "later"
)  # fmt: skip
CHOSEN = "chosen"


@dataclass(frozen=True)
class Rule:
    """What decides whether a reply answers; the answers themselves are kept elsewhere."""

    id: int
    kind: str
    words: tuple[Word, ...] = ()
    keys: tuple[str, ...] = ()
    account_id: int | None = None
    enabled: bool = True
    days: tuple[int, ...] = ()  # 1 Monday … 7 Sunday; none: every day
    from_minute: int | None = None
    to_minute: int | None = None
    cooldown: int = 0  # minutes until the same person hears it again


@dataclass(frozen=True)
class Heard:
    """What a rule looks at; `at` in the merchant's own zone."""

    kind: str
    text: str
    key: str
    account_id: int
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """The rule that answers, and what was found about each rule that was there."""

    chosen: Rule | None
    reasons: tuple[tuple[int, str], ...]


def stages(kind: str, *, text: bool, key: bool) -> tuple[tuple[str, bool], ...]:
    """Kinds of rules that are asked one after the other, each with: must it name the key?"""
    if kind in MESSAGES:
        return ((KEYWORD, False), (DEFAULT, False)) if text else ((DEFAULT, False),)
    if kind == "follow":
        return ((WELCOME, True), (WELCOME, False)) if key else ((WELCOME, False),)
    return {
        "scan": ((WELCOME, True),),
        "click": ((MENU, True),),
        "enter": ((WELCOME, False),),
    }.get(kind, ())


def in_window(rule: Rule, at: datetime) -> str:
    """Empty inside the rule's days and hours, else which of them is wrong.

    A window over midnight (22:00 to 6:00) belongs to the day on which it begins.
    """
    minute, day = at.hour * 60 + at.minute, at.isoweekday()
    start, end = rule.from_minute, rule.to_minute
    if start is not None and end is not None and start != end:
        over = end < start
        inside = (minute >= start or minute < end) if over else start <= minute < end
        if not inside:
            return TIME
        if over and minute < end:
            day = day - 1 or 7
    return DATE if rule.days and day not in rule.days else ""


def _unfit(rule: Rule, heard: Heard, folded: str, asked: Sequence[tuple[str, bool]]) -> str:
    """Why this rule can not answer, whatever the others do; empty when it can."""
    if not rule.enabled:
        return OFF
    if rule.account_id not in {None, heard.account_id}:
        return ACCOUNT
    if rule.kind not in {kind for kind, _ in asked}:
        return KIND
    return _unsaid(rule, heard, folded, asked) or in_window(rule, heard.at)


def _unsaid(rule: Rule, heard: Heard, folded: str, asked: Sequence[tuple[str, bool]]) -> str:
    """Empty when the rule is about what was said or done."""
    if rule.kind == KEYWORD:
        return "" if any(word.meets(folded) for word in rule.words) else WORDS
    named = bool(heard.key) and heard.key in rule.keys
    if rule.kind == MENU or (rule.kind == WELCOME and rule.keys):
        return "" if named else KEY
    return "" if (rule.kind, False) in asked else KEY


def decide(
    rules: Iterable[Rule], heard: Heard, *, cooling: Callable[[Rule], bool] = lambda rule: False
) -> Verdict:
    """The first fitting rule of the first stage that has one; `rules` come in people's order.

    `cooling` is asked only of that rule, so that it may take the person's turn. While it cools
    down nobody answers: another default would say what was not meant for this hour.
    """
    folded = fold(heard.text)
    asked = stages(heard.kind, text=bool(folded), key=bool(heard.key))
    listed = list(rules)
    reasons = {rule.id: _unfit(rule, heard, folded, asked) for rule in listed}
    able = [rule for rule in listed if not reasons[rule.id]]
    first = next((rule for stage in asked for rule in able if _of(rule, stage)), None)
    silent = first is not None and bool(first.cooldown) and cooling(first)
    if first is not None:
        reasons[first.id] = COOLING if silent else CHOSEN
    found = tuple((rule.id, reasons[rule.id] or LATER) for rule in listed)
    return Verdict(None if silent else first, found)


def _of(rule: Rule, stage: tuple[str, bool]) -> bool:
    kind, named = stage
    return rule.kind == kind and (kind != WELCOME or named == bool(rule.keys))


def picked(answers: Sequence[Any], pick: str, roll: Callable[[int], int]) -> list[Any]:
    """All answers, or the one that `roll(how many)` names."""
    if pick == RANDOM and len(answers) > 1:
        return [answers[roll(len(answers))]]
    return list(answers)
