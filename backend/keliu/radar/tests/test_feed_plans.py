"""The feed reads a page through an index in its own order, however many visits there are.

Sorting and reading the whole table are made as dear as can be: if they are in the plan all the
same, no index serves the question, and it would cost more with every visit.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.radar import selectors
from keliu.radar import selectors_feed as questions
from keliu.radar.models import Visit
from keliu.radar.rules import did
from tests.cast import World

PAGE = 51


@pytest.fixture
def seat(far_sail: World) -> Iterator[World]:
    with far_sail.inside(), connection.cursor() as cursor:
        for what in ("seqscan", "bitmapscan", "sort", "hashagg", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{what} = off")
        yield far_sail


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def plan_of(rows: "QuerySet[Visit]") -> tuple[set[str], set[str]]:
    """(kinds of steps, indexes) of a page of `rows`."""
    found = rows.order_by("-started_at", "-id")[:PAGE].explain(format="json")
    steps = list(nodes(json.loads(found)[0]["Plan"]))
    return {one["Node Type"] for one in steps}, {
        one["Index Name"] for one in steps if "Index Name" in one
    }


def acting(seat: World, who: str, scope: str) -> Any:
    staff = seat.staff[who]
    return actor.acting(Actor(staff.pk, who, grants={"radar.read": scope}))


@pytest.mark.parametrize(
    ("who", "scope", "index"), [("王总", "all", "visit_newest"), ("小李", "own", "visit_of_staff")]
)
def test_a_page_comes_out_of_an_index(seat: World, who: str, scope: str, index: str) -> None:
    with acting(seat, who, scope):
        steps, used = plan_of(selectors.visits_in_reach())
    assert (index in used, steps & {"Sort", "Seq Scan", "Incremental Sort"}) == (True, set())


def test_by_person_too(seat: World) -> None:
    with acting(seat, "王总", "all"):
        rows = questions.newest_of_people(selectors.visits_in_reach())
        steps, used = plan_of(rows)
    assert "visit_newest" in used
    assert any("customer" in name for name in used)
    assert not steps & {"Sort", "Seq Scan", "Incremental Sort"}


def test_what_is_seldom_has_an_index_of_its_own(seat: World) -> None:
    assert import_module("keliu.radar.migrations.0009_notable_visits").NOTABLE == did.NOTABLE
    with acting(seat, "王总", "all"):
        rows = questions.who_did(selectors.visits_in_reach(), "phone_tap")
        steps, used = plan_of(rows)
    assert ("visit_notable" in used, "Sort" in steps) == (True, False)


def test_new_and_now_look_at_a_short_stretch(seat: World) -> None:
    with acting(seat, "王总", "all"):
        rows = selectors.visits_in_reach().filter(started_at__gt=clock.now() - timedelta(hours=1))
        _, used = plan_of(rows)
    assert used == {"visit_newest"}
