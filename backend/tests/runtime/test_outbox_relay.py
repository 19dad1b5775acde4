"""Events go on at least once, in order per aggregate, and a failing one holds only its own back."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from keliu.config.relay.leader import keep_running, lead
from keliu.config.relay.outbox import ALONE, OutboxRelay, Payloads, Together
from tests.runtime.conftest import FRUIT_SHOP, Urls, quickest, wait_for

Handled = list[tuple[int, int, str]]


class Reactions:
    """Stands where config.subscriptions.deliver stands."""

    def __init__(self) -> None:
        self.handled: Handled = []
        self.before: Callable[[str, int], None] = lambda kind, n: None

    def deliver(self, kind: str, merchant_id: int, payload: dict[str, Any], entry_id: int) -> None:
        self.before(kind, payload["n"])
        self.handled.append((merchant_id, payload["n"], kind))

    @property
    def numbers(self) -> list[int]:
        return [n for _, n, _ in self.handled]


class Company(Reactions):
    """Reactions of which those to OpportunityWon take many events at once, all or none."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[list[int]] = []

    def deliver_together(self, kind: str, merchant_id: int, payloads: Payloads) -> None:
        numbers = [payload["n"] for _, payload in payloads]
        self.groups.append(numbers)
        for n in numbers:
            self.before(kind, n)
        self.handled += [(merchant_id, n, kind) for n in numbers]

    @property
    def together(self) -> Together:
        return Together(lambda kind: kind == "OpportunityWon", self.deliver_together)


def publish(
    owner: psycopg.Connection,
    n: int,
    aggregate: int = 1,
    merchant: int = FRUIT_SHOP,
    kind: str = "OpportunityWon",
) -> None:
    with owner.transaction():
        owner.execute(
            "INSERT INTO platform_outbox (id, merchant_id, kind, aggregate_id, payload)"
            " VALUES (%s, %s, %s, %s, %s)",
            [n, merchant, kind, aggregate, json.dumps({"n": n})],
        )
        owner.execute("SELECT pg_notify('keliu_outbox', '')")


@contextmanager
def relaying(urls: Urls, reactions: Reactions) -> Iterator[threading.Event]:
    stop = threading.Event()
    together = reactions.together if isinstance(reactions, Company) else ALONE
    relay = OutboxRelay(reactions.deliver, together)
    thread = keep_running(relay.name, lambda s: lead(relay, urls.relay, s), stop)
    try:
        yield stop
    finally:
        stop.set()
        thread.join(5)
        assert not thread.is_alive()


def _delivered(owner: psycopg.Connection, reactions: Reactions, n: int) -> float:
    """Seconds until event `n`, published now, has been handled."""
    began = time.monotonic()
    publish(owner, n)
    wait_for(lambda: len(reactions.handled) >= n)
    return time.monotonic() - began


def test_events_are_delivered_once_each_in_order(owner: psycopg.Connection, urls: Urls) -> None:
    reactions = Reactions()
    for n in range(1, 121):
        publish(owner, n, aggregate=n % 7)
    with relaying(urls, reactions):
        wait_for(lambda: len(reactions.handled) >= 120)
        after = iter(range(121, 131))
        woken = quickest(lambda: _delivered(owner, reactions, next(after)), 0.9, 10)
    assert woken < 0.9, "it is not woken: it looks once a second"
    assert reactions.numbers == list(range(1, len(reactions.numbers) + 1))
    left = owner.execute("SELECT count(*) FROM platform_outbox WHERE done_at IS NULL").fetchone()
    assert left == (0,)


def test_a_failing_event_holds_back_only_its_aggregate(
    owner: psycopg.Connection, urls: Urls
) -> None:
    reactions = Reactions()
    failures: list[int] = []

    def fail_first(kind: str, n: int) -> None:
        if n == 1 and len(failures) < 2:
            failures.append(n)
            raise RuntimeError("库存服务没有应答")

    reactions.before = fail_first
    publish(owner, 1, aggregate=1)
    publish(owner, 2, aggregate=1)
    publish(owner, 3, aggregate=2)
    with relaying(urls, reactions):
        wait_for(lambda: reactions.numbers == [3])
        row = owner.execute(
            "SELECT tries, last_error, next_try_at - now() < interval '1.1 s'"
            " FROM platform_outbox WHERE id = 1"
        ).fetchone()
        assert row == (1, "RuntimeError: 库存服务没有应答", True)
        wait_for(lambda: len(reactions.handled) == 3)
    assert reactions.numbers == [3, 1, 2]
    assert failures == [1, 1]


def test_waiting_grows_to_an_hour_at_most(owner: psycopg.Connection, urls: Urls) -> None:
    reactions = Reactions()

    def fail(kind: str, n: int) -> None:
        raise RuntimeError("还是不行")

    reactions.before = fail
    publish(owner, 1)
    owner.execute("UPDATE platform_outbox SET tries = 40")
    with relaying(urls, reactions):
        wait_for(lambda: _tries(owner) == 41)
    row = owner.execute(
        "SELECT next_try_at - now() BETWEEN interval '59 min' AND interval '60 min'"
        " FROM platform_outbox"
    ).fetchone()
    assert row == (True,)


def _tries(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT tries FROM platform_outbox").fetchone()
    return int(row[0]) if row else 0


def test_what_was_not_marked_is_delivered_again(owner: psycopg.Connection, urls: Urls) -> None:
    """Killed between reaction and mark: the reaction's own claim makes the repeat harmless."""
    reactions = Reactions()

    def die(kind: str, n: int) -> None:
        if n == 2 and reactions.numbers == [1]:
            with psycopg.connect(urls.admin) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'keliu outbox relay'"
                    " AND datname = current_database()"
                )

    reactions.before = die
    for n in (1, 2, 3):
        publish(owner, n)
    with relaying(urls, reactions):
        wait_for(lambda: len(reactions.numbers) == 6)
    assert reactions.numbers == [1, 2, 3, 1, 2, 3]


def test_entries_done_long_ago_are_tidied(owner: psycopg.Connection, urls: Urls) -> None:
    publish(owner, 1)
    publish(owner, 2)
    owner.execute("UPDATE platform_outbox SET done_at = now() - interval '8 days' WHERE id = 1")
    owner.execute("UPDATE platform_outbox SET done_at = now() - interval '6 days' WHERE id = 2")
    with relaying(urls, Reactions()):
        wait_for(lambda: _count(owner) == 1)


def _count(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT count(*) FROM platform_outbox").fetchone()
    return int(row[0]) if row else 0


def test_a_thread_that_fails_is_logged_and_starts_again(caplog: pytest.LogCaptureFixture) -> None:
    stop, runs = threading.Event(), []

    def work(stop: threading.Event) -> None:
        runs.append(1)
        if len(runs) < 3:
            raise RuntimeError("数据库断开了")
        stop.wait()

    thread = keep_running("push relay", work, stop)
    wait_for(lambda: len(runs) == 3)
    stop.set()
    thread.join(2)
    assert [r.exc_text is not None for r in caplog.records if r.name == "keliu.relay"] == [True] * 2


def test_neighbours_of_one_kind_go_together_in_order(owner: psycopg.Connection, urls: Urls) -> None:
    """Another kind between them is waited for, and no group has events of two merchants."""
    company = Company()
    for n in range(1, 7):
        publish(owner, n, aggregate=n % 2, merchant=FRUIT_SHOP + n % 2)
    publish(owner, 7, aggregate=7, kind="OpportunityLost")
    publish(owner, 8, aggregate=1)
    publish(owner, 9, aggregate=2)
    with relaying(urls, company):
        wait_for(lambda: len(company.handled) == 9)
    assert company.groups == [[2, 4, 6], [8, 9], [1, 3, 5]]
    assert company.numbers == [2, 4, 6, 7, 8, 9, 1, 3, 5]
    left = owner.execute("SELECT count(*) FROM platform_outbox WHERE done_at IS NULL").fetchone()
    assert left == (0,)


def test_what_comes_while_others_come_is_handed_on_at_once(
    owner: psycopg.Connection, urls: Urls
) -> None:
    """A first one never waits; of those that follow closely many share a transaction."""
    company = Company()
    with relaying(urls, company):
        for n in range(1, 201):
            publish(owner, n, aggregate=n)
        wait_for(lambda: len(company.handled) == 200)
    assert company.numbers == list(range(1, 201))
    assert len(company.groups) < 100, "hardly any group"


def test_one_that_fails_among_many_holds_back_only_its_aggregate(
    owner: psycopg.Connection, urls: Urls
) -> None:
    company, failures = Company(), list[int]()

    def fail_twice(kind: str, n: int) -> None:
        if n == 3 and len(failures) < 3:
            failures.append(n)
            raise RuntimeError("库存服务没有应答")

    company.before = fail_twice
    for n, aggregate in ((1, 1), (2, 2), (3, 3), (4, 1), (5, 3), (6, 6)):
        publish(owner, n, aggregate=aggregate)
    with relaying(urls, company):
        wait_for(lambda: len(company.handled) == 4)
        assert company.numbers == [1, 2, 4, 6], "those of the group, one by one, once each"
        row = owner.execute("SELECT tries, last_error FROM platform_outbox WHERE id = 3").fetchone()
        assert row == (1, "RuntimeError: 库存服务没有应答")
        publish(owner, 7, aggregate=7)
        publish(owner, 8, aggregate=8)
        wait_for(lambda: len(company.handled) == 8)
    assert company.numbers.index(3) < company.numbers.index(5), "their own order"
    assert sorted(company.numbers) == list(range(1, 9))
    assert company.groups[0] == [1, 2, 3, 4, 5, 6]
    assert all(3 not in group for group in company.groups[1:]), "who failed goes alone"


def test_a_group_that_was_not_marked_is_delivered_again(
    owner: psycopg.Connection, urls: Urls
) -> None:
    """Killed between the group's commit and the mark: claims make the repeat harmless."""
    company = Company()

    def die(kind: str, n: int) -> None:
        if n == 3 and company.handled == []:
            with psycopg.connect(urls.admin) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'keliu outbox relay'"
                    " AND datname = current_database()"
                )

    company.before = die
    for n in (1, 2, 3):
        publish(owner, n, aggregate=n)
    with relaying(urls, company):
        wait_for(lambda: len(company.numbers) == 6)
    assert company.numbers == [1, 2, 3, 1, 2, 3]
