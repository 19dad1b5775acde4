"""The ranking: every colleague with every measure and the six axes."""

from dataclasses import dataclass

from keliu.accounts.public import StaffCard
from keliu.analytics.boss.rules import measures as law
from keliu.analytics.boss.rules.measures import Measure
from keliu.analytics.boss.selectors import measures
from keliu.analytics.boss.selectors.measures import Found
from keliu.analytics.boss.selectors.people import Span, people

Values = dict[str, int | None]


@dataclass(frozen=True)
class Row:
    """One colleague."""

    who: StaffCard
    values: Values
    before: Values
    axes: dict[str, int]

    @property
    def score(self) -> int:
        return law.whole(self.axes)


@dataclass(frozen=True)
class Board:
    """Everybody who is at work or did something; what the best are measured by."""

    measures: list[Measure]
    rows: list[Row]
    totals: Values
    tops: Values
    found: Found


def board(at: Span, department: int | None = None) -> Board:
    """The colleagues within reach, the best on the whole first."""
    who = people(department)
    staff = [one.id for one in who]
    known = measures.open_measures()
    found = measures.found([one.key for one in known], at, staff)
    pairs = [(one, *_values(known, found, one.id)) for one in who]
    tops = law.tops([values for _, now, was in pairs for values in (now, was)])
    rows = [
        Row(one, now, was, law.axes(now, tops))
        for one, now, was in pairs
        if one.active or any(now.values())
    ]
    rows.sort(key=lambda row: (-row.score, row.who.name, row.who.id))
    return Board(known, rows, _totals(known, found), tops, found)


def _values(known: list[Measure], found: Found, staff_id: int) -> tuple[Values, Values]:
    """What one colleague has of each measure: now, and in the span before."""
    now: Values = {}
    was: Values = {}
    for one in known:
        nothing = None if one.unit == law.MS else 0
        now[one.key], was[one.key] = found.values[one.key].get(staff_id, (nothing, nothing))
    return now, was


def _totals(known: list[Measure], found: Found) -> Values:
    """Sums where values add up; the middle of all waits; no total of days."""
    sums: Values = {}
    for one in known:
        if one.unit in {law.COUNT, law.FEN}:
            sums[one.key] = found.sums(one.key)[0]
        elif one.unit == law.MS:
            sums[one.key] = found.middle[0]
        else:
            sums[one.key] = None
    return sums
