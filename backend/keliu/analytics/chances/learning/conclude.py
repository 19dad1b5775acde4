"""From a merchant's history to figures per customer, and what is said about how they were found."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from keliu.analytics.chances.learning import buying, history, repeats
from keliu.analytics.chances.learning.buying import Array, Law, Month
from keliu.analytics.chances.rules import fifths
from keliu.analytics.chances.rules.buying import Quality
from keliu.analytics.chances.selectors import FEWEST_REPEATERS
from keliu.kit import clock

WEEK, QUARTER, YEAR = 7.0, 90 / 7, 365 / 7
FEW, WORSE, SHOWN = "few", "worse", "shown"


@dataclass
class Found:
    """What is known of everybody: figures by customer id, and the account of each law."""

    buys: dict[int, tuple[float, list[list[Any]]]] = field(default_factory=dict)
    comes: dict[int, tuple[float, float, int | None]] = field(default_factory=dict)
    learned: dict[str, dict[str, Any]] = field(default_factory=dict)


def conclude(now: datetime, zone: str) -> Found:
    """Everything that the history up to `now` says."""
    found = Found()
    _buying(found, now)
    table = history.buyers(now, zone)
    _repeats(found, table, now)
    return found


def _buying(found: Found, now: datetime) -> None:
    months = [history.month(cut) for cut in history.cuts(now)]
    said: dict[str, Any] = {
        "state": FEW,
        "from": clock.iso(history.cuts(now)[0]),
        "people": len(months[2].bought),
        "buyers": int(months[2].bought.sum()),
    }
    found.learned["buys"] = said
    quality = _quality(*months[:3])
    law = buying.learn(months[1], months[2]) if quality else None
    if quality is None or law is None:
        return
    said |= asdict(quality) | {"state": SHOWN if quality.shown else WORSE}
    said["base"] = round(float(months[2].bought.mean()), 4)
    if quality.shown:
        found.buys = _guesses(law, months[3])


def _quality(first: Month, second: Month, later: Month) -> Quality | None:
    """How such a law does on a month it has not seen."""
    law = buying.learn(first, second)
    return buying.judge(law, float(second.bought.mean()), later) if law else None


def _guesses(law: Law, month: Month) -> dict[int, tuple[float, list[list[Any]]]]:
    pushes, chances = law.pushes(month.seen), law.guess(month.seen)
    return {
        int(one): (round(float(chances[at]), 4), buying.factors(pushes[at]))
        for at, one in enumerate(month.ids)
    }


def _repeats(found: Found, table: history.Whole, now: datetime) -> None:
    x, age = table[:, 1].astype(float), table[:, 3] / WEEK
    again = x > 0
    said: dict[str, Any] = {"state": FEW, "buyers": len(x), "repeaters": int(again.sum())}
    found.learned["repeats"] = said
    if said["repeaters"] < FEWEST_REPEATERS:
        return
    t_x, mean = table[:, 2] / WEEK, table[:, 4] / 100
    coming = repeats.learn_coming(x, t_x, age)
    if coming is None:
        return
    said |= asdict(coming) | {"state": SHOWN}
    spent = again & (mean > 0)
    spending = repeats.learn_spending(x[spent], mean[spent]) if spent.sum() > 1 else None
    year = _year(coming, spending, x, t_x, age, mean)
    if spending is not None:
        said |= asdict(spending)
    alive = repeats.alive(coming, x, t_x, age)
    soon = repeats.expected(coming, QUARTER, x, t_x, age)
    found.comes = {
        int(one): (round(float(alive[at]), 4), round(float(soon[at]), 2), year[at])
        for at, one in enumerate(table[:, 0])
        if np.isfinite(alive[at]) and np.isfinite(soon[at])
    }


def _year(
    coming: repeats.Coming, spending: repeats.Spending | None, x: Array, t_x: Array, age: Array,
    mean: Array,
) -> list[int | None]:  # fmt: skip
    """What the next year brings, in fen; None where nothing sensible can be said."""
    if spending is None:
        return [None] * len(x)
    orders = repeats.expected(coming, YEAR, x, t_x, age)
    money = orders * repeats.worth(spending, x, mean) * 100
    fair = np.isfinite(money) & (spending.p * x + spending.q > 1)
    return [int(one) if ok else None for one, ok in zip(money, fair, strict=True)]


def fifths_said(buyers: list[tuple[int, int, int]]) -> dict[str, Any]:
    """The merchant's own fifths as they are kept."""
    limits = fifths.limits_of(buyers)
    return {"buyers": len(buyers)} if limits is None else asdict(limits)
