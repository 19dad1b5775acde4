"""Months of visits, as the bench loads them: pages say what the rows say, and say it at once."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Sum

from keliu.analytics.tests import crowd
from keliu.config.bench import answers, trail
from keliu.kit import clock
from keliu.platform import sql
from keliu.platform.wire import Page
from keliu.radar.models import Event, Visit
from keliu.radar.schemas import FeedLine
from keliu.radar.schemas_feed import PersonLine
from keliu.radar.tests.factories import Scene, scene
from tests import cast, proofs
from tests.cast import Api

SEATS = {"owner": "王总", "manager": "周经理", "sales": "小李"}
TIMES = 7
# Written without models: what comes is what the document promises all the same.
SHAPES: dict[str, Any] = {"/radar/feed": Page[FeedLine], "/radar/people": Page[PersonLine]}


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Scene]:
    """The scene, committed, so that the owner role sees it too."""
    yield scene(cast.company())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE radar_event, platform_outbox, platform_push_out")


def _filled(stage: Scene, people: int, events: int) -> int:
    world = stage.world
    with world.inside():
        staff = world.staff["小李"].pk
        values = {"m": world.merchant.pk, "now": clock.now(), "many": people, "owner": staff,
                  "first": 10**15}  # fmt: skip
        sql.do(crowd.PEOPLE, values)
    return trail.load(world.merchant.pk, events)


def _facts(stage: Scene) -> dict[str, dict[str, list[str]]]:
    with stage.world.inside():
        return {"visitors": trail.visitors()}


def test_what_is_loaded_is_what_pages_show(stage: Scene) -> None:
    known = _filled(stage, 60, 3_000)
    api = stage.world.api("王总")
    with stage.world.inside():
        visits = Visit.objects.aggregate(n=Count("id"), events=Sum("event_count"))
        assert (Event.objects.count(), visits["events"]) == (known, known)
    assert 2_000 < known < 4_000
    for name, _, path in answers.feed({}):
        status, body = api.get(path)
        assert (status, bool(body["items"])) == (200, True), name
        shape = SHAPES.get(path)
        assert shape is None or shape.model_validate(body).model_dump(mode="json") == body
    often = _facts(stage)["visitors"]["often"][0]
    with stage.world.inside():
        mine = Visit.objects.filter(customer_id=int(often)).count()
    assert api.get(f"/customers/{often}/portrait")[1]["trail"]["visits"] == mine


def _slowest(stage: Scene, asked: list[answers.Question]) -> float:
    """The middle time of the slowest question, in milliseconds."""
    apis: dict[str, Api] = {seat: stage.world.api(name) for seat, name in SEATS.items()}
    spent: dict[str, list[float]] = {}
    for _ in range(TIMES):
        for name, seat, path in asked:
            begun = time.perf_counter()
            status, _ = apis[seat].get(path)
            spent.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
            assert status == 200
    return round(max(median(some[1:]) for some in spent.values()), 1)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_ten_million_events(stage: Scene) -> None:
    known = _filled(stage, 100_000, 10_000_000)
    feed, portrait = (
        _slowest(stage, asked(_facts(stage))) for asked in (answers.feed, answers.portrait)
    )
    assert feed <= 50
    assert portrait <= 100
    proofs.tell("feed.events", known)
    proofs.tell("feed.ms", feed)
    proofs.tell("portrait.ms", portrait)
