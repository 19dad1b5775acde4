"""The customer list: filters, orders, pages with gaps, and its price."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import Customer
from keliu.customers.tests.factories import add
from keliu.kit import clock
from tests.cast import Api, World

T0 = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def seven(far_sail: World) -> World:
    """Seven customers of 小李, some never visited, some never planned."""
    api = far_sail.api("小李")
    for at, name in enumerate(["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"]):
        with clock.frozen(T0 + timedelta(days=at)):
            body = add(api, name, level="AB"[at % 2], source=["manual", "card"][at % 2])
        with far_sail.inside():
            Customer.objects.filter(pk=body["id"]).update(
                last_visit_at=T0 + timedelta(hours=at) if at % 3 == 0 else None,
                next_followup_at=T0 + timedelta(days=9 - at) if at in {1, 4} else None,
                score=[10, 70, 70, 0, 40, 70, 5][at],
            )
    return far_sail


def walk(api: Api, query: str, limit: int = 2) -> list[str]:
    """All pages of a list, by name."""
    found: list[str] = []
    cursor = ""
    while True:
        status, body = api.get(f"/customers?limit={limit}&{query}{cursor}")
        assert status == 200, body
        found += [row["name"] for row in body["items"]]
        if body["next"] is None:
            return found
        cursor = "&cursor=" + quote(body["next"])


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "郑七 吴六 周五 李四 孙三 钱二 赵一"),
        ("-updated_at", "郑七 吴六 周五 李四 孙三 钱二 赵一"),
        ("-created_at", "郑七 吴六 周五 李四 孙三 钱二 赵一"),
        ("name", "李四 钱二 孙三 吴六 赵一 郑七 周五"),
        ("-last_visit_at", "郑七 李四 赵一 吴六 周五 孙三 钱二"),
        ("next_followup_at", "周五 钱二 赵一 孙三 李四 吴六 郑七"),
        ("-score", "吴六 孙三 钱二 周五 赵一 郑七 李四"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_follow_on_without_gap_or_repeat(
    seven: World, sort: str, order: str, limit: int
) -> None:
    assert walk(seven.api("小李"), f"sort={sort}", limit) == order.split()


def test_everybody_gets_the_same_order_at_every_reach(seven: World) -> None:
    add(seven.api("小孙"), "冯八")
    for sort in ("-updated_at", "-last_visit_at", "next_followup_at", "-score", "name"):
        boss = walk(seven.api("王总"), f"sort={sort}")
        assert len(boss) == 8
        assert [name for name in boss if name != "冯八"] == walk(seven.api("小李"), f"sort={sort}")
        assert [name for name in boss if name != "冯八"] == walk(
            seven.api("周经理"), f"sort={sort}"
        )


def _filters(world: World) -> dict[str, str]:
    day = quote("2026-11-03T00:00:00.000Z")
    return {
        "level=A": "郑七 周五 孙三 赵一",
        "level=B&source=card": "吴六 李四 钱二",
        "owner=me": "郑七 吴六 周五 李四 孙三 钱二 赵一",
        "owner=none": "",
        "owner=rubbish": "",
        f"owner={world.staff['小孙'].pk}": "",
        "kind=company": "",
        "deal_state=none&level=A": "郑七 周五 孙三 赵一",
        f"created_to={day}": "钱二 赵一",
        f"created_from={day}&level=B": "吴六 李四",
        "q=李四": "李四",
    }


def test_filters_narrow(seven: World) -> None:
    for query, order in _filters(seven).items():
        assert walk(seven.api("小李"), query) == order.split(), query


@pytest.mark.parametrize(
    "query", ["sort=phone", "cursor=rubbish", "created_from=yesterday", "limit=x"]
)
def test_wrong_questions_are_refused_in_words(seven: World, query: str) -> None:
    status, body = seven.api("小李").get(f"/customers?{query}")
    assert (status, body["code"]) == (422, "invalid")
    assert body["errors"][0]["message"]


def test_a_cursor_of_another_order_is_refused(seven: World) -> None:
    _, body = seven.api("小李").get("/customers?limit=2&sort=name")
    status, _ = seven.api("小李").get(f"/customers?sort=-score&cursor={quote(body['next'])}")
    assert status == 422


def test_total_only_when_asked(seven: World) -> None:
    assert seven.api("小李").get("/customers?limit=2")[1]["total"] is None
    assert seven.api("小李").get("/customers?limit=2&level=A&total=true")[1]["total"] == 4


def test_a_list_costs_the_same_for_one_row_and_for_thirty(far_sail: World) -> None:
    api = far_sail.api("小李")
    costs = []
    for many in (1, 29):
        for at in range(many):
            add(api, f"客户{many}{at}")
        with CaptureQueriesContext(connection) as seen:
            _, body = api.get("/customers?limit=100")
        costs.append((len(body["items"]), len(seen)))
    assert [rows for rows, _ in costs] == [1, 30]
    assert costs[0][1] == costs[1][1]
