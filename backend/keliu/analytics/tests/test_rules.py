"""Reach, windows and drill-downs, without a database."""

from datetime import date

import pytest

from keliu.analytics import rules


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ({}, None),
        ({"report.read": "all"}, None),
        ({"radar.read": "all"}, None),
        ({"report.read": "all", "radar.read": "own"}, False),
        ({"report.read": "own", "radar.read": "own"}, False),
        ({"report.read": "department", "radar.read": "tree"}, True),
        ({"report.read": "own", "radar.read": "all"}, True),
        ({"report.read": "subordinates", "radar.read": "own"}, False),
        ({"report.read": "subordinates", "radar.read": "department"}, True),
        ({"report.read": "tree", "radar.read": "listed"}, True),
    ],
)
def test_a_figure_reaches_no_further_than_the_report(
    grants: dict[str, str], expected: bool | None
) -> None:
    assert rules.narrows(grants, "radar.read") is expected


def test_a_drill_down_names_its_window() -> None:
    won = next(rule for rule in rules.FIGURES if rule.key == "won_count")
    path, page = rules.drill(
        won, "2026-11-20T16:00:00.000Z", "2026-11-21T16:00:00.000Z", narrowed=True
    )
    assert page == (
        "/opportunities?state=won&closed_from=2026-11-20T16%3A00%3A00.000Z"
        "&closed_to=2026-11-21T16%3A00%3A00.000Z"
    )
    assert path == f"{page}&within=report"


def test_the_trend_ends_with_the_day() -> None:
    days = rules.trend_days(date(2026, 3, 2))
    assert (len(days), days[0], days[-1]) == (14, date(2026, 2, 17), date(2026, 3, 2))
