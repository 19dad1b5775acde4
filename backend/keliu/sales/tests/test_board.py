"""The board: two ways, one answer; live sums; columns that go on."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from keliu.accounts.models import RecordShare
from keliu.accounts.services import staff as people
from keliu.kit import actor, clock
from keliu.sales import rules, schemas
from keliu.sales.api import board as door
from keliu.sales.models import Opportunity, Stage, Tally
from keliu.sales.selectors import fast_board
from keliu.sales.services import tally
from keliu.sales.tests.factories import Deal, acting_as, add_customer, stages
from tests.cast import World

START = datetime(2026, 11, 1, tzinfo=UTC)
EVERYBODY = ("王总", "周经理", "小李", "小赵", "小孙")


@pytest.fixture
def many(far_sail: World) -> World:
    """130 opportunities of five people in every stage, some deleted, some at the same moment."""
    dice = random.Random(7)
    customers = {name: add_customer(far_sail, f"{name}的客户", name) for name in EVERYBODY}
    with far_sail.inside():
        pipeline = Stage.objects.all()[0].pipeline_id
        columns = list(Stage.objects.order_by("position"))
        rows = []
        for number in range(130):
            name, stage = dice.choice(EVERYBODY), dice.choices(columns, [70, 5, 10, 5, 25, 15])[0]
            owner, at = far_sail.staff[name], START + timedelta(minutes=dice.randrange(60))
            closed = stage.kind != "open"
            rows.append(
                Opportunity(
                    title=f'第{number}单 "引号"\\斜杠\n换行', customer=customers[name],
                    owner=owner if number % 9 else None,
                    department_id=owner.department_id if number % 9 else None,
                    amount_fen=dice.randrange(10**7), pipeline_id=pipeline, stage=stage,
                    rating=dice.choice(["high", "medium", "low"]), stage_since=at,
                    expected_on=dice.choice([None, START.date()]), state=stage.kind,
                    reason="价格" if closed else "", closed_at=at if closed else None,
                    created_at=at, updated_at=at, deleted_at=at if number % 20 == 3 else None,
                )
            )  # fmt: skip
        Opportunity.objects.bulk_create(rows)
        tally.rebuild()
    return far_sail


def _both_ways(world: World, name: str, owner: str | None) -> tuple[Any, Any]:
    with acting_as(world, name), actor.acting(replace(actor.current(), shared=True)):
        asked = schemas.BoardAsked(owner=owner, q=None)
        slow = door.board_whole(asked).model_dump(mode="json")
    _, fast = world.api(name).get(f"/opportunities/board{f'?owner={owner}' if owner else ''}")
    return slow, fast


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("owner", [None, "me"])
def test_the_fast_board_says_what_the_orm_says(many: World, name: str, owner: str | None) -> None:
    slow, fast = _both_ways(many, name, owner)
    assert fast == slow
    assert sum(column["count"] for column in fast["columns"]) > 0 or name == "小吴"


@pytest.mark.parametrize("name", ["周经理", "小孙"])
def test_many_departments_are_walked_to_the_same_end(
    many: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_board, "FEW", -1)
    with many.inside():
        people.role_update(
            many.roles["sales"], version=1, changes={"grants": {"opportunity.read": "department"}}
        )
        many.staff[name].refresh_from_db()
    slow, fast = _both_ways(many, name, None)
    assert fast == slow


@pytest.mark.parametrize("few", [8, -1])
def test_what_was_shared_stands_on_the_board(
    many: World, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """小孙 sees two of 小李's, 周经理 one from elsewhere and one that is on the board anyway."""
    monkeypatch.setattr(fast_board, "FEW", few)
    before = {name: _count(_both_ways(many, name, None)[1]) for name in ("小孙", "周经理")}
    for owner, name in (("小李", "小孙"), ("小李", "小孙"), ("小孙", "周经理"), ("小李", "周经理")):
        _share(many, owner, name)
    for name, more in (("小孙", 2), ("周经理", 1)):
        slow, fast = _both_ways(many, name, None)
        assert fast == slow
        assert _count(fast) == before[name] + more


def _count(board: dict[str, Any]) -> int:
    return sum(column["count"] for column in board["columns"])


def _share(world: World, owner: str, name: str) -> None:
    """`name` may read the newest open opportunity of `owner` that nobody was shared yet."""
    with world.inside():
        rows = Opportunity.objects.filter(owner=world.staff[owner], state="open", deleted_at=None)
        taken = RecordShare.objects.values("record_id")
        row = rows.exclude(pk__in=taken).order_by("-stage_since", "-id")[0]
    given = {
        "kind": "opportunity", "record_id": str(row.pk), "level": "read",
        "staff_id": str(world.staff[name].pk), "reason": "一起跟",
        "until": clock.iso(clock.now() + timedelta(days=1)),
    }  # fmt: skip
    status, body = world.api("王总").post("/access/shares", given)
    assert status == 200, body


def test_the_largest_column_goes_on_below(many: World) -> None:
    api = many.api("王总")
    _, board = api.get("/opportunities/board")
    column = board["columns"][0]
    assert (len(column["items"]), column["count"] > 50) == (rules.COLUMN, True)
    path = f"/opportunities/board/{column['stage']['id']}"
    _, rest = api.get(f"{path}?limit=100&cursor={column['next']}")
    seen = [row["id"] for row in column["items"] + rest["items"]]
    assert (len(seen), len(set(seen)), rest["next"]) == (column["count"], column["count"], None)
    since = [row["stage_since"] for row in column["items"] + rest["items"]]
    assert since == sorted(since, reverse=True)
    assert board["columns"][1]["next"] is None


def test_words_narrow_the_board(many: World, deal: Deal) -> None:
    deal(title="车厘子团购")
    _, board = many.api("王总").get("/opportunities/board?q=车厘子")
    assert [len(column["items"]) for column in board["columns"]] == [1, 0, 0, 0, 0, 0]
    assert [column["count"] for column in board["columns"]] == [1, 0, 0, 0, 0, 0]


def test_an_unknown_pipeline_is_not_found(far_sail: World) -> None:
    api = far_sail.api("王总")
    assert api.get("/opportunities/board?pipeline=77")[0] == 404
    assert api.get("/opportunities/board?pipeline=rubbish")[0] == 404
    assert api.get("/opportunities/board/77")[0] == 404


def test_the_sums_follow_every_change(far_sail: World, deal: Deal) -> None:
    at = stages(far_sail)
    api, boss = far_sail.api("小李"), far_sail.api("王总")
    path = f"/opportunities/{deal(amount_fen=500)['id']}"
    deal(amount_fen=70)

    def heads() -> dict[str, tuple[int, int]]:
        _, board = boss.get("/opportunities/board")
        found = {c["stage"]["name"]: (c["count"], c["amount_fen"]) for c in board["columns"]}
        return {name: head for name, head in found.items() if head != (0, 0)}

    assert heads() == {"初步接触": (2, 570)}
    api.patch(path, {"amount_fen": 600, "version": 1})
    assert heads() == {"初步接触": (2, 670)}
    api.post(f"{path}/move", {"stage_id": at["方案报价"], "version": 2})
    assert heads() == {"初步接触": (1, 70), "方案报价": (1, 600)}
    api.post(f"{path}/win", {"reason": "好", "version": 3})
    assert heads() == {"初步接触": (1, 70), "赢单": (1, 600)}
    boss.delete(path)
    assert heads() == {"初步接触": (1, 70)}
    boss.post(f"{path}/restore")
    api.post(f"{path}/reopen", {"version": 4})
    assert heads() == {"初步接触": (1, 70), "方案报价": (1, 600)}
    with far_sail.inside():
        kept = set(Tally.objects.filter(count__gt=0).values_list("stage_id", "count", "amount_fen"))
        tally.rebuild()
        counted = set(Tally.objects.values_list("stage_id", "count", "amount_fen"))
    assert kept == counted


def test_the_clock_of_the_board_is_the_wire_clock(far_sail: World, deal: Deal) -> None:
    api = far_sail.api("小李")
    with clock.frozen(datetime(2026, 1, 2, 3, 4, 5, 60_000, tzinfo=UTC)):
        deal()
    _, board = api.get("/opportunities/board")
    assert board["columns"][0]["items"][0]["stage_since"] == "2026-01-02T03:04:05.060Z"
