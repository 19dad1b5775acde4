"""The law of points, growth and levels. No tables, no clock, whole numbers only."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

NORMAL_RATE = 100  # percent: a level's own rate of points
FULL_PRICE = 1_000  # per mille: 950 is 9.5 折
MOST_STEPS = 10
LAST_STREAK = 365
_Level = TypeVar("_Level")


@dataclass(frozen=True)
class Use:
    """How many points pay for how much of an order."""

    points: int
    fen: int


NO_USE = Use(0, 0)


@dataclass(frozen=True)
class Spending:
    """What a merchant allows points to pay for."""

    point_fen: int  # what one point is worth; 0: points pay for nothing
    least: int  # so many points at least
    share: int  # percent of the goods' price at most


def earned(fen: int, fen_each: int, percent: int = NORMAL_RATE) -> int:
    """How much `fen` of spending brings when `fen_each` bring one; 0 brings nothing."""
    if fen_each <= 0 or fen <= 0:
        return 0
    return fen * percent // (fen_each * NORMAL_RATE)


def usable(goods_fen: int, have: int, wanted: int | None, law: Spending) -> Use:
    """The most points that may pay for goods of this price; `wanted` asks for fewer.

    Something is always left to pay, and points are never spent beyond what they pay for.
    """
    if law.point_fen <= 0 or goods_fen <= 1:
        return NO_USE
    most = min(goods_fen * law.share // 100, goods_fen - 1) // law.point_fen
    points = min(most, have, have if wanted is None else max(wanted, 0))
    return Use(points, points * law.point_fen) if points >= max(law.least, 1) else NO_USE


def level_price(price_fen: int, member_price_fen: int | None, permille: int) -> int:
    """What a member pays: the lower of member price and the level's discount, never nothing."""
    reduced = price_fen * permille // FULL_PRICE
    best = min(price_fen, reduced, price_fen if member_price_fen is None else member_price_fen)
    return max(best, min(price_fen, 1))


def level_of(growth: int, levels: Sequence[tuple[int, _Level]]) -> _Level | None:
    """The highest of (growth it takes, level) that is reached."""
    reached = [one for one in levels if one[0] <= growth]
    return max(reached, key=lambda one: one[0])[1] if reached else None


def expires_on(day: date, months: int) -> date | None:
    """Points live to the end of the month that is `months` after the one they came in."""
    if months <= 0:
        return None
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def to_expire(grants: int, debits: int) -> int:
    """What is left of points that have run out: the oldest were spent first."""
    return max(grants - debits, 0)


def streak(last: date | None, before: int, today: date) -> int:
    """Which day in a row this check-in is."""
    return min(before + 1, LAST_STREAK) if last == today - timedelta(days=1) else 1


def check_in_points(day: int, each: int, steps: Iterable[Mapping[str, int]]) -> int:
    """The day's points, and those of the step it completes; steps begin anew after the last."""
    extra = {one["days"]: one["points"] for one in steps}
    length = max(extra, default=0)
    place = (day - 1) % length + 1 if length else day
    return each + extra.get(place, 0)


def has_birthday(born: tuple[int, int], today: date) -> bool:
    """Whether somebody born on (month, day) celebrates today; short months end earlier."""
    last = monthrange(today.year, today.month)[1]
    return born[0] == today.month and min(born[1], last) == today.day


def code_with_check(nine: str) -> str:
    """Nine digits and the tenth that tells a mistyped number (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(nine)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  two digits are added up
    return nine + str(-total % 10)


def is_code(text: str) -> bool:
    """Whether this can be a member's number."""
    digits = text.replace(" ", "")
    return (
        len(digits) == 10
        and digits.isascii()
        and digits.isdigit()
        and (  # noqa: PLR2004
            code_with_check(digits[:9]) == digits
        )
    )


def share_back(brought: int, refunded_fen: int, paid_fen: int) -> int:
    """How much of what an order brought goes back after refunds: all of it for all of the money."""
    return brought if refunded_fen >= paid_fen else brought * refunded_fen // max(paid_fen, 1)
