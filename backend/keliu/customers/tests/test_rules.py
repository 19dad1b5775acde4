"""The score and the marks in search results, without a database."""

from datetime import UTC, datetime, timedelta

from keliu.customers.rules import (
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
    warm = ScoreInputs(9, NOW, NOW - timedelta(days=2), "open")
    assert score(warm, NOW) == 100
    assert [(one.zh, one.points) for one in score_reasons(warm, NOW)] == [
        ("来过 9 次", 30),
        ("一天内来过", 30),
        ("七天内跟进过", 15),
        ("有进行中的商机", 25),
    ]


def test_interest_cools_with_time() -> None:
    points = []
    for days in (0, 3, 20, 60):
        seen = ScoreInputs(1, NOW - timedelta(days=days), None, "none")
        points.append(score(seen, NOW))
    assert points == [35, 25, 15, 5]


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
