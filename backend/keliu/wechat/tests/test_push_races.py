"""Deliveries of one push at the same time, on connections of their own: one effect, one answer."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection, connections
from django.test import Client

from keliu.platform import sql
from keliu.wechat.callback import intake
from keliu.wechat.models import Follower, ReceivedPush
from keliu.wechat.pushes import replies
from keliu.wechat.services import push_effects
from keliu.wechat.services.push_effects import Arrived
from keliu.wechat.tests.pusher import event, message, official
from tests import cast
from tests.cast import World

_T = TypeVar("_T")
ZHANG = "o-zhang-000000000000000001"


@pytest.fixture
def world(
    transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    settings.DATA = tmp_path
    monkeypatch.setattr(intake, "kick", lambda: None)
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An effect that takes a moment, says something, and counts."""
    counted: list[str] = []
    kept = list(push_effects.EFFECTS)

    def effect(arrived: Arrived) -> None:
        counted.append(arrived.push.text("Content") or arrived.push.text("EventKey"))
        sql.do("SELECT pg_sleep(0.15)")
        arrived.reply = replies.text(f"第{len(counted)}次")

    push_effects.EFFECTS[:] = [*kept, effect]
    yield counted
    push_effects.EFFECTS[:] = kept


def together(works: list[Callable[[], _T]]) -> list[_T]:
    """All of `works` at once, each in a thread with its own connection."""
    line = threading.Barrier(len(works))

    def run(work: Callable[[], _T]) -> _T:
        try:
            line.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_three_deliveries_at_once_are_one_push(world: World, done: list[str]) -> None:
    _, wechat = official(world)
    address, body = wechat.sealed(message(ZHANG, Content="在吗"))

    def deliver() -> str:
        answer = Client().post(address, body, content_type="text/xml")
        return wechat.opened(answer)["Content"]  # type: ignore[arg-type]  # the test client's type

    assert together([deliver] * 6) == ["第1次"] * 6
    assert done == ["在吗"]
    with world.inside():
        assert ReceivedPush.objects.get().deliveries == 6
        assert Follower.objects.get().messages == 1


def test_two_events_of_one_second_at_once(world: World, done: list[str]) -> None:
    """Two different events by somebody we have never heard of, each delivered three times."""
    _, wechat = official(world)
    sealed = [wechat.sealed(event(ZHANG, "CLICK", at=1_795_000_000, EventKey=k)) for k in "ab"]

    def deliver(one: tuple[str, bytes]) -> int:
        return Client().post(*one, content_type="text/xml").status_code

    works = [lambda one=one: deliver(one) for one in sealed * 3]
    assert together(works) == [200] * 6  # type: ignore[arg-type]  # lambdas with a default
    assert sorted(done) == ["a", "b"]
    with world.inside():
        assert (ReceivedPush.objects.count(), Follower.objects.count()) == (2, 1)


def test_a_delivery_that_waits_too_long_goes_to_the_disk(
    world: World, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hangs longer than WeChat waits: the second must neither hang nor do it again."""
    from keliu.wechat.callback import receiving, spool

    _, wechat = official(world)
    monkeypatch.setattr(receiving, "LEAST", 0.0)
    monkeypatch.setattr(receiving, "BUDGET", 0.05)
    hangs = {"first": True}

    def hang(arrived: Arrived) -> None:
        if hangs.pop("first", None):
            connection.cursor().execute("SET LOCAL statement_timeout = 0; SELECT pg_sleep(0.5)")

    push_effects.EFFECTS.insert(0, hang)
    address, body = wechat.sealed(message(ZHANG, Content="慢"))
    deliver = lambda: Client().post(address, body, content_type="text/xml").content  # noqa: E731
    assert together([deliver] * 2) == [b"success"] * 2
    assert spool.waiting() == 1
    push_effects.EFFECTS.remove(hang)
    assert intake.replay() == 1
    with world.inside():
        row = ReceivedPush.objects.get()
        assert (row.deliveries, row.state) == (2, "pending")
        receiving.work_off_push(row.pk)
    assert done == ["慢"]
