"""The list page: filters, orders, pages, search, and what it costs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.sales.tests.factories import Deal, add_customer, stages
from tests.cast import World

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def three(far_sail: World, deal: Deal) -> dict[str, str]:
    """Three opportunities an hour apart: large, undated and won."""
    api, found = far_sail.api("小李"), dict[str, str]()
    kinds: dict[str, dict[str, Any]] = {
        "远航年度采购": {"amount_fen": 900_000, "expected_on": "2026-11-30", "rating": "high"},
        "中秋礼盒": {"amount_fen": 100_000},
        "办公用茶": {"amount_fen": 500_000, "expected_on": "2026-11-25"},
    }
    for hour, (title, fields) in enumerate(kinds.items()):
        with clock.frozen(NOON + timedelta(hours=hour)):
            found[title] = deal(title=title, **fields)["id"]
    with clock.frozen(NOON + timedelta(hours=5)):
        api.post(f"/opportunities/{found['办公用茶']}/win", {"reason": "好茶", "version": 1})
    return found


def _titles(world: World, query: str) -> list[str]:
    status, body = world.api("小李").get(f"/opportunities?{query}")
    assert status == 200, body
    return [row["title"] for row in body["items"]]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["办公用茶", "中秋礼盒", "远航年度采购"]),
        ("sort=-amount_fen", ["远航年度采购", "办公用茶", "中秋礼盒"]),
        ("sort=expected_on", ["办公用茶", "远航年度采购", "中秋礼盒"]),
        ("state=open", ["中秋礼盒", "远航年度采购"]),
        ("state=won", ["办公用茶"]),
        ("rating=high", ["远航年度采购"]),
        ("owner=me", ["办公用茶", "中秋礼盒", "远航年度采购"]),
        ("owner=none", []),
        ("owner=rubbish", []),
        ("due_to=2026-11-30", ["办公用茶", "远航年度采购"]),
        ("due_to=2026-11-29", ["办公用茶"]),
        ("created_from=2026-11-21T05:00:00Z", ["办公用茶", "中秋礼盒"]),
        ("created_to=2026-11-21T05:00:00Z", ["远航年度采购"]),
        ("closed_from=2026-11-21T09:00:00Z&closed_to=2026-11-21T09:00:00.001Z", ["办公用茶"]),
        ("closed_to=2026-11-21T09:00:00Z", []),
        (f"q={quote('礼盒')}", ["中秋礼盒"]),
        ("q=ndcg", []),
        ("q=zqlh", ["中秋礼盒"]),
    ],
)
def test_filters_and_orders(
    far_sail: World, three: dict[str, str], query: str, titles: list[str]
) -> None:
    assert _titles(far_sail, query) == titles


def test_by_customer_and_stage(far_sail: World, zhang: Customer, three: dict[str, str]) -> None:
    assert len(_titles(far_sail, f"customer={zhang.pk}")) == 3
    assert _titles(far_sail, "customer=1") == []
    assert _titles(far_sail, f"stage={stages(far_sail)['赢单']}") == ["办公用茶"]


def test_pages_meet_every_row_once(far_sail: World, three: dict[str, str]) -> None:
    for sort in ("-updated_at", "-amount_fen", "expected_on", "-created_at", "-closed_at"):
        seen, cursor = [], ""
        while True:
            query = f"limit=1&sort={sort}&total=true&cursor={cursor}"
            _, body = far_sail.api("小李").get(f"/opportunities?{query}")
            seen += [row["id"] for row in body["items"]]
            assert body["total"] == 3
            cursor = body["next"]
            if cursor is None:
                break
        assert sorted(seen) == sorted(three.values()), sort


@pytest.mark.parametrize(
    "query", ["sort=price", "cursor=rubbish", "state=maybe", "due_to=soon", "closed_from=x"]
)
def test_what_the_list_does_not_know_is_said(far_sail: World, deal: Deal, query: str) -> None:
    status, body = far_sail.api("小李").get(f"/opportunities?{query}")
    assert (status, body["code"]) == (422, "invalid")


@pytest.mark.parametrize("path", ["/opportunities?total=true", "/opportunities/board?owner=none"])
def test_the_cost_does_not_grow_with_the_rows(far_sail: World, path: str) -> None:
    api, spent = far_sail.api("王总"), []
    for name in ["甲", "乙"] + [f"客户{n}" for n in range(12)]:
        customer = add_customer(far_sail, name, "小李")
        body = {"customer_id": str(customer.pk), "title": f"{name}的单"}
        far_sail.api("小李").post("/opportunities", body)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert api.get(path)[0] == 200
        spent.append(len(asked))
    assert len(set(spent)) == 1
    assert spent[0] <= 8  # two of them the savepoint that tests need round a hot read


def test_the_search_box_finds_opportunities(far_sail: World, three: dict[str, str]) -> None:
    status, body = far_sail.api("小李").get(f"/customers/search?q={quote('年度采购')}")
    assert status == 200
    hits = [hit for hit in body["items"] if hit["kind"] == "opportunity"]
    assert [(hit["name"], hit["subtitle"]) for hit in hits] == [
        ("远航年度采购", "初步接触 · 张阿姨")
    ]
    assert hits[0]["highlight"]
    _, body = far_sail.api("小孙").get(f"/customers/search?q={quote('年度采购')}")
    assert body["items"] == []
