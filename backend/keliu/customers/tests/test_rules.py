"""The score and the marks in search results, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keliu.customers.rules import (
    Deeds,
    ScoreInputs,
    highlight,
    phone_windows,
    score,
    score_reasons,
    visitor_name,
)

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_a_stranger_scores_nothing() -> None:
    nothing = ScoreInputs(0, None, None, "none")
    assert score(nothing, NOW) == 0
    assert score_reasons(nothing, NOW) == []


def test_a_warm_customer_scores_a_hundred_with_reasons() -> None:
    deeds = Deeds(again=4, contacts=1, dwell_s=380, shares=2)
    warm = ScoreInputs(9, NOW, NOW - timedelta(days=2), "open", deeds)
    assert score(warm, NOW) == 100
    assert [(one.zh, one.points) for one in score_reasons(warm, NOW)] == [
        ("来过 9 次", 15),
        ("一天内来过", 20),
        ("三十天内拿过联系方式", 12),
        ("同一个产品看了 4 次", 10),
        ("一共看了 6 分钟", 8),
        ("转发过", 5),
        ("七天内跟进过", 10),
        ("有进行中的商机", 20),
    ]


def test_interest_cools_with_time() -> None:
    points = []
    for days in (0, 3, 20, 60):
        seen = ScoreInputs(1, NOW - timedelta(days=days), None, "none")
        points.append(score(seen, NOW))
    assert points == [23, 17, 10, 3]


MOMENTS = st.none() | st.integers(0, 90 * 24).map(lambda hours: NOW - timedelta(hours=hours))
DEEDS = st.builds(
    Deeds, again=st.integers(0, 9), contacts=st.integers(0, 3), dwell_s=st.integers(0, 900),
    shares=st.integers(0, 3),
)  # fmt: skip
INPUTS = st.builds(
    ScoreInputs, st.integers(0, 20), MOMENTS, MOMENTS, st.sampled_from(["none", "open", "won"]),
    DEEDS,
)  # fmt: skip


@given(INPUTS, st.sampled_from(["again", "contacts", "dwell_s", "shares"]))
def test_doing_more_never_cools_and_reasons_add_up(seen: ScoreInputs, more: str) -> None:
    points = score(seen, NOW)
    assert points == sum(one.points for one in score_reasons(seen, NOW))
    assert 0 <= points <= 100
    grown = replace(seen.deeds, **{more: getattr(seen.deeds, more) + 1})
    assert score(replace(seen, deeds=grown), NOW) >= points
    assert score(replace(seen, visit_count=seen.visit_count + 1, last_visit_at=NOW), NOW) >= points
    assert score(seen, NOW + timedelta(days=3)) <= points
    assert score_reasons(replace(seen, off=True), NOW) == []


def test_deeds_survive_being_kept() -> None:
    deeds = Deeds(again=3, thing=7301933187072000, dwell_s=61)
    assert Deeds.of(deeds.kept()) == deeds
    assert deeds.kept() == {"again": 3, "dwell_s": 61, "thing": "7301933187072000"}
    assert Deeds.of({}) == Deeds()


def test_marks_show_what_was_found() -> None:
    assert highlight("张伟", "张伟") == [(0, 2)]
    assert highlight("星河远航张伟", "远航") == [(2, 4)]
    assert highlight("张伟", "zw") == [(0, 2)]
    assert highlight("单小明", "shan") == [(0, 1)]
    assert highlight("Anna Li", "anna") == [(0, 4)]
    assert highlight("张伟", "8888") == []


def test_a_number_is_cut_into_windows() -> None:
    assert phone_windows("138123") == ["1381", "3812", "8123"]
    assert phone_windows("123") == []


def test_a_visitor_keeps_one_short_name() -> None:
    assert visitor_name(7301933187072000) == visitor_name(7301933187072000)
    assert len(visitor_name(1)) == 6
    assert visitor_name(1).startswith("访客")
