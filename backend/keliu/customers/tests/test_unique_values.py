"""A unique custom field: one winner, whoever saves at once, and nothing kept for the dead."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

from keliu.customers.models import Customer
from keliu.kinds.models import FieldDefinition, UniqueValue
from keliu.kinds.tests.factories import customer, field, wrong
from tests import cast
from tests.cast import Api, World

_T = TypeVar("_T")
AT_ONCE = 6


def test_a_value_belongs_to_one_record(far_sail: World) -> None:
    boss, stranger = far_sail.api("王总"), far_sail.api("小孙")
    field(boss, "会员号", "text", slug="card", unique=True)
    first = customer(boss, "张阿姨", card="VIP-1")
    refused = boss.post("/customers", {"name": "李叔", "custom": {"card": " vip-1 "}})
    assert (refused[0], refused[1]["code"]) == (409, "value_taken")
    assert wrong(refused) == {"custom.card": "不能重复,客户“张阿姨”已在用"}
    assert refused[1]["record"] == {"id": first["id"], "name": "张阿姨"}
    hidden = stranger.post("/customers", {"name": "李叔", "custom": {"card": "VIP-1"}})
    assert wrong(hidden) == {"custom.card": "这个内容不能重复,已有记录在用"}
    assert hidden[1]["record"] is None
    again = boss.patch(f"/customers/{first['id']}", {"version": 1, "custom": {"card": "VIP-1"}})
    assert again[0] == 200


def test_a_changed_or_deleted_record_lets_go(far_sail: World) -> None:
    boss = far_sail.api("王总")
    field(boss, "会员号", "number", slug="card", unique=True)
    first = customer(boss, "张阿姨", card=1)
    assert boss.patch(f"/customers/{first['id']}", {"version": 1, "custom": {"card": 2}})[0] == 200
    second = customer(boss, "李叔", card=1)
    assert boss.delete(f"/customers/{first['id']}")[0] == 204
    third = customer(boss, "小陈", card=2)
    back = boss.post(f"/customers/{first['id']}/restore")
    assert (back[0], back[1]["code"]) == (409, "value_taken")
    assert boss.delete(f"/customers/{third['id']}")[0] == 204
    assert boss.post(f"/customers/{first['id']}/restore")[0] == 200
    cleared = boss.patch(f"/customers/{second['id']}", {"version": 1, "custom": {"card": None}})
    assert cleared[0] == 200
    with far_sail.inside():
        assert UniqueValue.objects.get().record_id == int(first["id"])


def test_a_field_becomes_unique_when_nothing_repeats(far_sail: World) -> None:
    boss = far_sail.api("王总")
    made = field(boss, "会员号", "text", slug="card")
    path = f"/kinds/customer/fields/{made['id']}"
    rows = [customer(boss, name, card="A") for name in ("张阿姨", "李叔")]
    refused = boss.patch(path, {"version": 1, "unique": True})
    assert (refused[0], refused[1]["code"], refused[1]["count"]) == (409, "has_duplicates", 1)
    assert (
        boss.patch(f"/customers/{rows[1]['id']}", {"version": 1, "custom": {"card": "B"}})[0] == 200
    )
    assert boss.patch(path, {"version": 1, "unique": True})[1]["unique"] is True
    assert boss.post("/customers", {"name": "小陈", "custom": {"card": "b"}})[0] == 409
    assert boss.patch(path, {"version": 2, "unique": False})[1]["unique"] is False
    assert boss.post("/customers", {"name": "小陈", "custom": {"card": "b"}})[0] == 200


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def together(work: Callable[[int], _T]) -> list[_T]:
    """Run `work` AT_ONCE times, each on its own connection, from one start line."""
    line = threading.Barrier(AT_ONCE)

    def run(at: int) -> _T:
        try:
            line.wait(10)
            return work(at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def statuses(answers: list[tuple[int, Any]]) -> list[int]:
    return sorted(status for status, _ in answers)


def test_of_those_who_save_one_value_at_once_one_wins(world: World) -> None:
    boss = world.api("王总")
    field(boss, "会员号", "text", slug="card", unique=True)
    rows = [customer(boss, f"客户{at}")["id"] for at in range(AT_ONCE)]
    token = world.token("王总")
    body = {"version": 1, "custom": {"card": "VIP-1"}}
    answers = together(lambda at: Api(token).patch(f"/customers/{rows[at]}", body))
    assert statuses(answers) == [200, *[409] * (AT_ONCE - 1)]
    assert {body["code"] for status, body in answers if status == 409} == {"value_taken"}
    with world.inside():
        assert Customer.objects.filter(custom__card="VIP-1").count() == 1
        assert Customer.objects.filter(version=2).count() == 1


def test_of_those_who_take_over_a_lapsed_value_one_wins(world: World) -> None:
    boss = world.api("王总")
    field(boss, "会员号", "text", slug="card", unique=True)
    gone = customer(boss, "走了", card="VIP-1")["id"]
    assert boss.delete(f"/customers/{gone}")[0] == 204
    token = world.token("王总")
    answers = together(
        lambda at: Api(token).post("/customers", {"name": f"新{at}", "custom": {"card": "VIP-1"}})
    )
    assert statuses(answers) == [200, *[409] * (AT_ONCE - 1)]


def test_nobody_slips_in_a_repeat_while_a_field_becomes_unique(world: World) -> None:
    boss = world.api("王总")
    made = field(boss, "会员号", "text", slug="card")
    token = world.token("王总")

    def work(at: int) -> tuple[int, Any]:
        if at == 0:
            path = f"/kinds/customer/fields/{made['id']}"
            return Api(token).patch(path, {"version": 1, "unique": True})
        return Api(token).post("/customers", {"name": f"新{at}", "custom": {"card": "VIP-1"}})

    together(work)
    with world.inside():
        unique = FieldDefinition.objects.get().unique
        same = Customer.objects.filter(custom__card="VIP-1").count()
        assert not unique or (same, UniqueValue.objects.count()) == (1, 1)
