"""Calendar and forecast: every figure is what its list adds up to."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.kit import clock
from keliu.sales.tests.factories import Deal, add_customer, stages
from tests.cast import World

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def book(far_sail: World, deal: Deal) -> World:
    """Deals of 小李 and 小孙: late, this month, later, undated, won."""
    south = str(add_customer(far_sail, "南方贸易", "小孙").pk)
    at = stages(far_sail)
    with clock.frozen(NOW):
        deal(amount_fen=99_999, expected_on="2026-11-20")
        deal(amount_fen=333, expected_on="2026-11-30", stage_id=at["需求确认"])
        deal(amount_fen=101, expected_on="2026-11-30", stage_id=at["方案报价"])
        deal("小孙", customer_id=south, amount_fen=777, expected_on="2027-01-05")
        deal("小孙", customer_id=south, amount_fen=50)
        won = deal(amount_fen=4_000, expected_on="2026-11-25")
        far_sail.api("小李").post(f"/opportunities/{won['id']}/win", {"reason": "好", "version": 1})
    return far_sail


def _rows(world: World, who: str, page: str) -> list[dict[str, Any]]:
    status, body = world.api(who).get(page)
    assert status == 200, body
    return list(body["items"])


@pytest.mark.parametrize("group", ["none", "owner", "department"])
@pytest.mark.parametrize("who", ["王总", "周经理", "小孙"])
def test_every_cell_is_what_its_list_adds_up_to(book: World, who: str, group: str) -> None:
    with clock.frozen(NOW):
        found = book.api(who).get(f"/opportunities/forecast?group={group}&months=3")[1]
        assert found["columns"] == [
            "overdue", "2026-11-01", "2026-12-01", "2027-01-01", "undated",
        ]  # fmt: skip
        for cell in [*found["total"], *(c for g in found["groups"] for c in g["cells"])]:
            rows = _rows(book, who, cell["page"])
            assert (len(rows), sum(row["amount_fen"] for row in rows)) == (
                cell["count"], cell["amount_fen"],
            )  # fmt: skip
            weighted = sum(row["amount_fen"] * row["stage"]["rate"] // 100 for row in rows)
            assert weighted == cell["weighted_fen"]
            won = _rows(book, who, cell["won_page"]) if cell["won_page"] else []
            assert sum(row["amount_fen"] for row in won) == cell["won_fen"]
        if found["groups"]:
            for at, cell in enumerate(found["total"]):
                parts = [g["cells"][at]["weighted_fen"] for g in found["groups"]]
                assert sum(parts) == cell["weighted_fen"]


def test_what_the_forecast_of_the_company_is(book: World) -> None:
    with clock.frozen(NOW):
        total = book.api("王总").get("/opportunities/forecast?months=3")[1]["total"]
    assert [(c["count"], c["amount_fen"], c["weighted_fen"], c["won_fen"]) for c in total] == [
        (1, 99_999, 9_999, 0), (2, 434, 99 + 60, 4_000), (0, 0, 0, 0), (1, 777, 77, 0),
        (1, 50, 5, 0),
    ]  # fmt: skip


def test_the_calendar_shows_days_in_two_questions(book: World, deal: Deal) -> None:
    path = "/opportunities/calendar?first=2026-11-01&last=2026-11-30"
    spent = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            days = book.api("王总").get(path)[1]["days"]
        spent.append(len(asked))
        for _ in range(6):
            deal(expected_on="2026-11-30")
    assert (days[0]["day"], days[0]["count"], days[0]["amount_fen"]) == ("2026-11-20", 1, 99_999)
    assert (days[-1]["day"], days[-1]["count"], len(days[-1]["items"])) == ("2026-11-30", 8, 4)
    assert len(set(spent)) == 1
    assert spent[0] <= 4
    listed = "/opportunities?state=open&expected_from=2026-11-30&expected_to=2026-11-30&limit=100"
    assert len(_rows(book, "王总", listed)) == 14
    assert (
        book.api("王总").get("/opportunities/calendar?first=2026-01-01&last=2026-12-31")[0] == 422
    )
    assert book.api("小孙").get(path)[1]["days"] == []
