"""Many new customers at once: the same lines as one by one, once each, all or none."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from keliu.config import subscriptions
from keliu.config.subscriptions import On
from keliu.customers.events import CustomerCreated
from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.interactions.tests.factories import customer
from keliu.platform.models import InboxEntry, OutboxEntry
from keliu.platform.outbox import first_times
from tests import cast
from tests.cast import World

KIND = "CustomerCreated"
Letters = list[tuple[int, dict[str, Any]]]
Lines = list[tuple[Any, ...]]


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_inbox, platform_push_out")


def letters(world: World) -> Letters:
    """What waits in the outbox about new customers."""
    with world.inside():
        rows = OutboxEntry.objects.filter(kind=KIND).order_by("id")
        return list(rows.values_list("id", "payload"))


def hand_over(world: World, some: Letters) -> None:
    subscriptions.deliver_together(KIND, world.merchant.pk, some)


def lines(world: World) -> Lines:
    with world.inside():
        rows = Interaction.objects.order_by("ref_id")
        return list(
            rows.values_list("customer_id", "kind", "title", "data", "staff_id", "ref_kind",
                             "ref_id", "text", "version")
        )  # fmt: skip


def fresh(world: World) -> None:
    with world.inside():
        Interaction.objects.all().delete()
        InboxEntry.objects.all().delete()


def three(world: World) -> Letters:
    """Two customers of 小李 and one of 周经理, of whom the second was merged into the first."""
    first = int(customer(world.api("小李"), "甲"))
    second = int(customer(world.api("小李"), "乙"))
    customer(world.api("周经理"), "丙")
    with world.inside():
        now = Customer.objects.get(pk=first).created_at
        Customer.objects.filter(pk=second).update(merged_into_id=first, deleted_at=now)
    return letters(world)


def test_the_lines_are_those_of_one_by_one(far_sail: World) -> None:
    some = three(far_sail)
    for entry_id, payload in some:
        subscriptions.deliver(KIND, far_sail.merchant.pk, payload, entry_id)
    one_by_one = lines(far_sail)
    assert [row[2] for row in one_by_one] == [
        "小李新建了客户",
        "小李新建了客户",
        "周经理新建了客户",
    ]
    assert one_by_one[1][0] == one_by_one[0][0] != one_by_one[1][6], "on the one that goes on"
    fresh(far_sail)
    hand_over(far_sail, some)
    assert lines(far_sail) == one_by_one


def test_who_came_by_themselves_gets_no_line(far_sail: World) -> None:
    (entry_id, payload), *rest = three(far_sail)
    hand_over(far_sail, [(entry_id, {**payload, "by_id": None}), *rest])
    assert [row[6] for row in lines(far_sail)] == [one["customer_id"] for _, one in rest]


def test_a_second_time_changes_nothing(far_sail: World) -> None:
    """The relay was killed before it marked them: all again, and one that is new."""
    some = three(far_sail)
    hand_over(far_sail, some)
    customer(far_sail.api("小李"), "丁")
    hand_over(far_sail, letters(far_sail))
    for entry_id, payload in some:
        subscriptions.deliver(KIND, far_sail.merchant.pk, payload, entry_id)
    assert [row[8] for row in lines(far_sail)] == [1, 1, 1, 1]


def test_what_was_done_alone_is_not_done_again_together(far_sail: World) -> None:
    some = three(far_sail)
    entry_id, payload = some[1]
    subscriptions.deliver(KIND, far_sail.merchant.pk, payload, entry_id)
    hand_over(far_sail, some)
    assert [row[8] for row in lines(far_sail)] == [1, 1, 1]


def test_all_or_none_then_one_by_one(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reaction that cannot do one of them takes the first one's effects back."""
    some = three(far_sail)
    bad = some[1][1]["customer_id"]

    def picky(events: Sequence[CustomerCreated]) -> None:
        if bad in [one.customer_id for one in events]:
            raise RuntimeError("这一位不行")

    extra = On(CustomerCreated, "test.picky", lambda e: picky([e]), together=picky)
    monkeypatch.setattr(subscriptions, "REACTIONS", [*subscriptions.REACTIONS, extra])
    with pytest.raises(RuntimeError):
        hand_over(far_sail, some)
    assert lines(far_sail) == []
    with far_sail.inside():
        assert not InboxEntry.objects.exists(), "claims go back with the effects"
    failed = []
    for entry_id, payload in some:
        try:
            subscriptions.deliver(KIND, far_sail.merchant.pk, payload, entry_id)
        except RuntimeError:
            failed.append(payload["customer_id"])
    assert failed == [bad]
    assert len(lines(far_sail)) == 3, "the first reaction has done its part for all of them"


def test_kinds_go_together_only_if_every_reaction_takes_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert subscriptions.goes_together(KIND)
    assert subscriptions.goes_together("CustomerChanged"), "nobody reacts but other systems"
    assert not subscriptions.goes_together("HooksChanged"), "others behind it wait for it"
    assert not subscriptions.goes_together("OrderPaid")
    assert not subscriptions.goes_together("NobodyKnows")
    alone = On(CustomerCreated, "test.alone", lambda _: None)
    monkeypatch.setattr(subscriptions, "REACTIONS", [*subscriptions.REACTIONS, alone])
    assert not subscriptions.goes_together(KIND)


def test_two_relays_at_once_do_everything_once(world: World) -> None:
    """A second leader before the first has noticed: overlapping groups, each line once."""
    for number in range(12):
        customer(world.api("小李"), f"客{number}")
    some = letters(world)
    line = threading.Barrier(2)

    def relay(group: Letters) -> None:
        try:
            line.wait(10)
            hand_over(world, group)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(relay, [some[:9], some[3:]]))
    assert [row[8] for row in lines(world)] == [1] * 12
    with world.inside():
        assert InboxEntry.objects.count() == 12


def test_many_claims_at_once_are_those_of_one_by_one(far_sail: World) -> None:
    with far_sail.inside():
        assert first_times([("a", "1"), ("a", "2")]) == {("a", "1"), ("a", "2")}
        assert first_times([("a", "2"), ("b", "2"), ("a", "3")]) == {("b", "2"), ("a", "3")}
        assert first_times([]) == set()
