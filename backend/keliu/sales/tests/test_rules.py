"""The law of pipelines, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from keliu.sales import rules


def test_every_default_stage_has_a_rate_that_fits() -> None:
    assert [(s.name, s.rate, s.kind) for s in rules.DEFAULT_STAGES] == [
        ("初步接触", 10, "open"),
        ("需求确认", 30, "open"),
        ("方案报价", 60, "open"),
        ("商务谈判", 80, "open"),
        ("赢单", 100, "won"),
        ("输单", 0, "lost"),
    ]
    assert all(rules.rate_fits(s.kind, s.rate) for s in rules.DEFAULT_STAGES)


def test_an_open_stage_is_never_certain() -> None:
    assert not rules.rate_fits("open", 100)
    assert not rules.rate_fits("won", 99)
    assert not rules.rate_fits("lost", 1)


def test_a_clock_that_went_back_counts_as_no_time() -> None:
    assert rules.dwell_ms(5_000, 9_000) == 4_000
    assert rules.dwell_ms(9_000, 5_000) == 0


def test_a_reopened_one_stands_where_it_last_was() -> None:
    assert rules.stage_to_return_to([1, 2, 3, 9], [1, 2, 3]) == 3
    assert rules.stage_to_return_to([1, 3, 2, 9], [1, 2, 3]) == 2
    assert rules.stage_to_return_to([7, 9], [1, 2]) == 1


@given(st.lists(st.sampled_from(rules.STATES)))
def test_one_win_makes_a_customer_won(states: list[str]) -> None:
    found = rules.deal_state(states)
    assert found == ("won" if "won" in states else "open" if "open" in states else "none")
