"""List, board and calendar narrow alike: the same filter shows the same opportunities."""

import json
from typing import Any
from urllib.parse import urlencode

from keliu.accounts.models import Role
from keliu.sales.tests.factories import Deal
from tests.cast import World

HIGH = {"all": [{"field": "rating", "op": "is", "value": "high"}]}


def asked(path: str, **more: Any) -> str:
    return f"{path}?{urlencode({'filter': json.dumps(HIGH), **more})}"


def titles(rows: list[dict[str, Any]]) -> set[str]:
    return {row["title"] for row in rows}


def test_one_filter_three_pages(far_sail: World, deal: Deal) -> None:
    deal(title="要紧的", rating="high", expected_on="2026-11-20")
    deal(title="要紧的别的", rating="high")
    deal(title="不急的", rating="low", expected_on="2026-11-20")
    api = far_sail.api("小李")
    listed = api.get(asked("/opportunities"))[1]["items"]
    board = api.get(asked("/opportunities/board"))[1]["columns"]
    month = {"first": "2026-11-01", "last": "2026-11-30"}
    days = api.get(asked("/opportunities/calendar", **month))[1]["days"]
    assert titles(listed) == {"要紧的", "要紧的别的"}
    assert titles([row for column in board for row in column["items"]]) == titles(listed)
    assert sum(column["count"] for column in board) == 2
    assert [(day["day"], day["count"]) for day in days] == [("2026-11-20", 1)]
    more = api.get(asked(f"/opportunities/board/{board[0]['stage']['id']}"))[1]
    assert titles(more["items"]) <= titles(listed)
    words = api.get("/opportunities/calendar?first=2026-11-01&last=2026-11-30&q=不急")[1]
    assert titles(words["days"][0]["items"]) == {"不急的"}


def test_a_filter_that_can_not_be_read_is_refused(far_sail: World) -> None:
    for path in ("/opportunities/board?filter=x", "/opportunities/board?filter=%7B%22a%22:1%7D"):
        status, body = far_sail.api("小李").get(path)
        assert (status, body["code"]) == (422, "invalid")


def test_the_calendar_keeps_amounts_from_who_may_not_see_them(far_sail: World, deal: Deal) -> None:
    deal(expected_on="2026-11-20")
    with far_sail.inside():
        role = far_sail.staff["周经理"].role
        rules = {"opportunity": {"amount_fen": {"right": "none"}}}
        Role.objects.filter(pk=role.pk).update(fields=rules)
    path = "/opportunities/calendar?first=2026-11-01&last=2026-11-30"
    day = far_sail.api("周经理").get(path)[1]["days"][0]
    assert (day["amount_fen"], day["items"][0]["amount_fen"]) == (None, None)
