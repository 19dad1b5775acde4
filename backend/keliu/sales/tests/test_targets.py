"""Targets: what was reached is what the lists behind it add up to."""

from datetime import UTC, datetime
from typing import Any

import pytest

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.sales.tests.factories import Deal, add_customer
from tests.cast import World

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def year(far_sail: World, zhang: Customer, deal: Deal) -> World:
    """Two won deals and a payment; one of the deals changed hands afterwards."""
    south = str(add_customer(far_sail, "南方贸易", "小孙").pk)
    with clock.frozen(NOW):
        for name, fields in (
            ("小李", {"amount_fen": 700}),
            ("小孙", {"amount_fen": 90, "customer_id": south}),
        ):
            row = deal(name, **fields)
            path = f"/opportunities/{row['id']}"
            far_sail.api(name).post(f"{path}/win", {"reason": "好", "version": 1})
        body = {"owner_id": str(far_sail.staff["小赵"].pk), "version": 2}
        assert far_sail.api("王总").post(f"{path}/assign", body)[0] == 200
        paper = {"customer_id": str(zhang.pk), "title": "采购", "amount_fen": 500}
        made = far_sail.api("小李").post("/contracts", paper)[1]
        made = far_sail.api("小李").post(f"/contracts/{made['id']}/activate", {"version": 1})[1]
        money = {"amount_fen": 450, "received_on": "2026-10-31"}
        assert far_sail.api("小李").post(f"/contracts/{made['id']}/payments", money)[0] == 200
    return far_sail


def _sum(world: World, who: str, metric: str, page: str) -> int:
    status, body = world.api(who).get(page)
    assert status == 200, body
    if metric == "won_count":
        return len(body["items"])
    return sum(row["amount_fen"] for row in body["items"])


@pytest.mark.parametrize("metric", ["won_amount", "won_count", "received"])
@pytest.mark.parametrize("who", ["王总", "周经理", "小李", "小孙"])
def test_every_figure_is_what_its_list_adds_up_to(year: World, who: str, metric: str) -> None:
    status, sheet = year.api(who).get(f"/targets?metric={metric}&year=2026")
    assert status == 200, sheet
    assert sheet["lines"]
    for line in sheet["lines"]:
        for cell in line["cells"]:
            if cell["actual"] or cell["month"] == "2026-11-01":
                assert _sum(year, who, metric, cell["page"]) == cell["actual"], (line, cell)


def test_credit_stays_where_it_was_earned(year: World) -> None:
    lines = year.api("王总").get("/targets?metric=won_amount&year=2026")[1]["lines"]
    november = {line["name"]: line["cells"][10]["actual"] for line in lines}
    assert november[""] == 790
    assert (november["小孙"], november["小赵"], november["小李"]) == (90, 0, 700)
    assert (november["华南部"], november["华东部"]) == (90, 700)


def test_the_grid_is_saved_and_taken_away(year: World) -> None:
    boss, li = year.api("王总"), str(year.staff["小李"].pk)
    cell: dict[str, Any] = {"subject": "staff", "id": li, "month": "2026-11-01", "value": 1_000}
    body = {"metric": "won_amount", "cells": [cell, {"subject": "company", "month": "2026-11-01",
            "value": 5_000}]}  # fmt: skip
    assert boss.put("/targets", body)[0] == 200
    assert boss.put("/targets", body)[0] == 200
    with clock.frozen(NOW):
        (own,) = year.api("小李").get("/targets/progress")[1]["items"]
        assert (own["metric"], own["subject"], own["percent"]) == ("won_amount", "staff", 70)
        assert (own["target"], own["actual"]) == (1_000, 700)
        assert _sum(year, "小李", "won_amount", own["page"]) == 700
        mine = boss.get("/targets/progress")[1]["items"][0]
        assert (mine["subject"], mine["target"], mine["actual"]) == ("company", 5_000, 790)
        assert _sum(year, "王总", "won_amount", mine["page"]) == 790
    body["cells"] = [{**cell, "value": None}]
    boss.put("/targets", body)
    with clock.frozen(NOW):
        assert year.api("小李").get("/targets/progress")[1]["items"] == []
    assert year.api("周经理").put("/targets", body)[0] == 403
    body["cells"] = [{**cell, "id": "77"}]
    assert boss.put("/targets", body)[0] == 422


def test_people_see_their_own_line(year: World) -> None:
    def shown(who: str) -> list[str]:
        lines = year.api(who).get("/targets?metric=won_amount&year=2026")[1]["lines"]
        return [line["name"] for line in lines]

    assert shown("小李") == ["小李"]
    assert shown("周经理")[0] == "华东部"
    assert set(shown("周经理")[1:]) == {"周经理", "小李", "小赵"}
    assert year.api("小吴").get("/targets")[0] == 403


def test_targets_are_set_as_far_as_one_sees(year: World) -> None:
    """Somebody who may set targets but sees one department sets those of that department."""
    with year.inside():
        role = year.staff["周经理"].role
        grants = {**role.grants, "target.write": "all"}
        type(role).objects.filter(pk=role.pk).update(grants=grants)
    chief = year.api("周经理")

    def cell(who: str) -> dict[str, Any]:
        key = str(year.staff[who].pk)
        return {"subject": "staff", "id": key, "month": "2026-11-01", "value": 9}

    names = {line["name"] for line in chief.get("/targets?year=2026")[1]["lines"]}
    assert "小孙" not in names
    assert chief.put("/targets", {"metric": "won_amount", "cells": [cell("小李")]})[0] == 200
    status, body = chief.put("/targets", {"metric": "won_amount", "cells": [cell("小孙")]})
    assert (status, body["errors"][0]["message"]) == (422, "只能设定你看得到的部门和同事的目标")
    east = {"subject": "department", "id": str(year.staff["小李"].department_id)}
    place = {**east, "month": "2026-11-01", "value": 1_000}
    assert (
        chief.put("/targets", {"metric": "won_amount", "cells": [place, cell("周经理")]})[0] == 200
    )
    with clock.frozen(NOW):
        found = chief.get("/targets/progress")[1]["items"]
    assert [(one["subject"], one["name"]) for one in found] == [
        ("department", "华东部"), ("staff", ""),
    ]  # fmt: skip
