"""Many at once, on connections of their own: each event once, one visit, no half withdrawal."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, connections
from django.db.models import Q, Sum

from keliu.catalog.models import CardCode, Product
from keliu.customers.models import Consent, Customer
from keliu.kit import clock
from keliu.radar.models import (
    AnonymousCount,
    Event,
    HourCount,
    Interest,
    Share,
    ShareOpening,
    Visit,
    Visitor,
)
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests import cast
from tests.cast import Api

_T = TypeVar("_T")
AT_ONCE = 6


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Scene]:
    """The scene, committed, so that other connections see it."""
    yield scene(cast.company())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE radar_event, platform_outbox, platform_push_out")


def together(work: Callable[[int], _T]) -> list[_T]:
    """Run `work` AT_ONCE times, each in a thread with its own connection, from one start line."""
    line = threading.Barrier(AT_ONCE)

    def run(at: int) -> _T:
        try:
            line.wait(10)
            return work(at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_the_same_batch_six_times_at_once_is_stored_once(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.token(zhang)
    batch = [event("card_view"), *(looks(stage.gift) for _ in range(9))]
    answers = together(lambda at: stage.send(batch if at % 2 else batch[::-1], zhang))
    assert {status for status, _ in answers} == {200}
    assert sum(body["stored"] for _, body in answers) == 10
    assert sum(body["repeated"] for _, body in answers) == 10 * (AT_ONCE - 1)
    with stage.world.inside():
        assert Event.objects.count() == 10
        visit = Visit.objects.get()
        assert (visit.event_count, visit.times) == (10, 1)
        assert Interest.objects.get(object_kind="product").views == 9
        assert Product.objects.get(pk=stage.gift.pk).view_count == 9
        assert Customer.objects.get().visit_count == 1
        assert CardCode.objects.get().visitors == 1


def test_different_batches_at_once_all_count_in_one_visit(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.token(zhang)
    things = [stage.gift, stage.tea]
    batches = [
        [looks(things[(at + turn) % 2], dwell_ms=1000 * turn) for turn in range(8)]
        for at in range(AT_ONCE)
    ]
    answers = together(lambda at: stage.send(batches[at], zhang))
    assert [body["stored"] for _, body in answers] == [8] * AT_ONCE
    with stage.world.inside():
        visit = Visit.objects.get()
        assert (visit.event_count, visit.dwell_ms) == (48, AT_ONCE * 28_000)
        assert sum(Interest.objects.values_list("dwell_ms", flat=True)) == AT_ONCE * 28_000
        assert sum(Product.objects.values_list("view_count", flat=True)) == AT_ONCE


def test_anonymous_batches_at_once_add_up(stage: Scene) -> None:
    shared = [event("card_view") for _ in range(5)]
    answers = together(lambda at: stage.send([*shared, event("list_view"), event("card_view")]))
    assert sum(body["stored"] for _, body in answers) == 5 + 2 * AT_ONCE
    with stage.world.inside():
        counts = dict(AnonymousCount.objects.values_list("kind", "count"))
        assert counts == {"card_view": 5 + AT_ONCE, "list_view": AT_ONCE}


def test_a_withdrawal_among_batches_leaves_nobody_behind(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    token = stage.token(zhang)
    stage.send([event("card_view")], zhang)

    def work(at: int) -> int:
        if at == 2:
            return Api(token).post("/visitor/consents/withdraw", {"purpose": "radar"})[0]
        return max(stage.send([looks(stage.gift)], zhang)[0] for _ in range(5))

    assert set(together(work)) <= {200, 204}
    with stage.world.inside():
        assert Event.objects.count() == 1 + 5 * (AT_ONCE - 1)
        assert not Event.objects.filter(customer_id__isnull=False).exists()
        assert not Visit.objects.filter(customer_id__isnull=False).exists()
        assert not Visitor.objects.exists()
        assert not Interest.objects.exists()


def test_the_same_share_prepared_and_opened_by_many_is_one(stage: Scene) -> None:
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    stage.token(zhang), stage.token(li)
    answers = together(lambda at: stage.share(zhang))
    assert len({body["share_id"] for _, body in answers}) == 1
    share_id = answers[0][1]["share_id"]
    together(lambda at: stage.send([event("share_open")], li, share_id=share_id))
    with stage.world.inside():
        assert Share.objects.get().opens == 1
        assert ShareOpening.objects.get().customer_id == li.pk


def test_who_comes_back_within_the_hour_is_one_visitor_again(stage: Scene) -> None:
    """The digest remembers whom it has counted, and forgets it with the person's consent."""
    zhang = customer(stage.world, "张阿姨")
    at = clock.now() - timedelta(seconds=2)
    hour = Sum("visitors", filter=Q(hour=at.replace(minute=0, second=0, microsecond=0)))

    def visitors() -> int | None:
        with stage.world.inside():
            found: int | None = HourCount.objects.aggregate(n=hour)["n"]
        return found

    for _ in range(2):
        stage.send([event("card_view", at=at)], zhang)
        assert visitors() == 1
    Api(stage.token(zhang)).post("/visitor/consents/withdraw", {"purpose": "radar"})
    assert visitors() == 0
    with stage.world.inside():
        Consent(customer=zhang, purpose="radar", text_version="1", text_hash="x").save()
    for _ in range(2):
        stage.send([event("card_view", at=at)], zhang)
        assert visitors() == 1
