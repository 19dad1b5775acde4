"""The law of the boss radar: scores stay in bounds, funnels never widen, hints compare fairly."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keliu.analytics.boss.rules import funnel, hints, measures
from keliu.analytics.boss.rules.measures import AXES, MEASURES

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
WAIT, SALES = MEASURES["response"], MEASURES["sales_fen"]
moments = st.integers(0, 500).map(lambda hours: NOON + timedelta(hours=hours))
ways = st.dictionaries(st.integers(1, 6), moments, max_size=6)
many = st.dictionaries(st.integers(1, 6), st.lists(moments, max_size=4).map(sorted), max_size=6)


@given(st.integers(-100, 10_000), st.integers(0, 10_000), st.integers(1, 10_000))
def test_more_never_scores_less(value: int, more: int, top: int) -> None:
    low, high = measures.score(SALES, value, top), measures.score(SALES, value + more, top)
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 100


def test_the_best_has_a_hundred_and_quick_is_good() -> None:
    assert measures.best(SALES, [None, 0, 300, 900]) == 900
    assert [measures.score(SALES, one, 900) for one in (900, 450, 0, None, -5)] == [
        100,
        50,
        0,
        0,
        0,
    ]
    assert measures.best(WAIT, [None, 600, 300]) == 300
    assert [measures.score(WAIT, one, 300) for one in (300, 600, None)] == [100, 50, 0]


def test_an_axis_leaves_out_what_nobody_has() -> None:
    mine, other = {"sales_fen": 500, "won_fen": 0}, {"sales_fen": 1_000, "won_fen": 0}
    top = measures.tops([mine, other])
    deal = next(axis for axis in AXES if axis.key == "deal")
    assert top["won_fen"] is None
    assert measures.axis_score(deal, mine, top) == 50
    assert measures.axes({}, {}) == {axis.key: 0 for axis in AXES}
    assert {key for axis in AXES for key in axis.measures} <= set(MEASURES)


@given(ways, many, many, many)
def test_a_funnel_never_widens(
    visits: dict[int, datetime],
    talks: dict[int, list[datetime]],
    opened: dict[int, list[datetime]],
    deals: dict[int, list[datetime]],
) -> None:
    found = funnel.ways(visits, talks, opened, deals)
    steps = funnel.steps(found)
    counts = [step.customers for step in steps]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(visits)
    assert all(step.dwell_ms is None or step.dwell_ms >= 0 for step in steps)
    for way in found:
        assert all(moment is None or moment >= way.at[0] for moment in way.at)


def test_time_between_steps_is_the_middle_one() -> None:
    later = [NOON + timedelta(hours=hours) for hours in (1, 2, 9)]
    talks = {customer: [moment] for customer, moment in enumerate(later)}
    found = funnel.ways(dict.fromkeys(range(4), NOON), talks, {}, {3: [NOON]})
    assert [step.customers for step in funnel.steps(found)] == [4, 4, 1, 1]
    assert [step.dwell_ms for step in funnel.steps(found)] == [None, 2 * 3_600_000, None, None]


def _seen(staff_id: int, count: int) -> hints.Seen:
    return hints.Seen(staff_id, count, NOON, NOON + timedelta(hours=count))


def test_a_hint_needs_enough_and_more_than_usual() -> None:
    exports, week = hints.HINTS["exports"], [_seen(1, 3), _seen(2, 2)]
    [odd] = hints.hints(exports, week)
    assert (odd.staff_id, odd.count, odd.last_at - odd.first_at) == (1, 3, timedelta(hours=3))
    assert hints.hints(exports, week, {1: 4}) != []  # one a week is usual
    assert hints.hints(exports, week, {1: 8}) == []  # two a week are
    silent = hints.HINTS["silent_calls"]
    assert hints.hints(silent, [_seen(1, 5)], whole={1: 11}) == []
