"""Many hands at once, each on a database connection of its own: the database settles it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

from keliu.accounts.models import Account
from keliu.accounts.services import sessions
from keliu.accounts.services import staff as people
from keliu.accounts.services.sessions import Device
from keliu.customers.models import ClaimDay, Customer, Ownership, ViewDay
from keliu.customers.services.pools import nights
from keliu.customers.tests.pool_cast import default_pool, deliver, lonely, owned, rules
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.platform.models import AuditEntry
from tests import cast
from tests.cast import Api, World

_T = TypeVar("_T")
HANDS, CLAIMANTS = 50, 200
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


@pytest.fixture
def pool(world: World) -> int:
    return default_pool(world)


def together(works: list[Callable[[], _T]], hands: int = HANDS) -> tuple[list[_T], set[int]]:
    """Do all `works` on `hands` connections that start together; the answers and the backends."""
    line, backends = threading.Barrier(min(hands, len(works))), set[int]()

    def hand(number: int) -> list[_T]:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backends.add(cursor.fetchone()[0])
            line.wait(30)
            return [work() for work in works[number::hands]]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(hands) as threads:
        parts = list(threads.map(hand, range(min(hands, len(works)))))
    return [one for part in parts for one in part], backends


def sellers(world: World, count: int) -> list[str]:
    """Tokens of so many sellers."""
    found = []
    with world.inside():
        place = world.staff["小李"].department
        for number in range(count):
            account = people.account_open(f"claimant{number}@far", "")
            people.staff_add(
                account=account, name=f"销售{number}", role=world.roles["sales"], department=place
            )
    for number in range(count):
        account = Account.objects.get(login=f"claimant{number}@far")
        device = Device("127.0.0.1", "test")
        found.append(sessions.sign_in(account, device=device, merchant_id=world.merchant.pk).token)
    return found


def claim(token: str, pool: int, *ids: int) -> Callable[[], tuple[int, Any]]:
    body = {"customer_ids": [str(one) for one in ids]}
    return lambda: Api(token).post(f"/pools/{pool}/claim", body)


def test_two_hundred_claimants_one_winner(world: World, pool: int) -> None:
    (zhang,) = lonely(world, "张阿姨")
    deliver(world)
    tokens = sellers(world, CLAIMANTS)
    answers, backends = together([claim(token, pool, zhang) for token in tokens])
    assert len(backends) >= 40
    assert Counter(status for status, _ in answers) == {200: 1, 409: CLAIMANTS - 1}
    refused = Counter(body["code"] for status, body in answers if status == 409)
    assert refused == {"already_claimed": CLAIMANTS - 1}
    with world.inside():
        row = Customer.objects.select_related("owner").get(pk=zhang)
        intervals = list(Ownership.objects.filter(customer_id=zhang))
        assert [(one.owner_id, one.until) for one in intervals] == [(row.owner_id, None)]
        assert row.version == 2
        assert [one.taken for one in ClaimDay.objects.all()] == [1]
        assert AuditEntry.objects.filter(action="customer.claim").count() == 1
        assert row.owner is not None
        said = {body["detail"] for status, body in answers if status == 409}
        assert said == {f"晚了一步,{row.owner.name}刚刚领走了这位客户"}
    assert deliver(world) == ["CustomerClaimed"]
    with world.inside():
        lines = Interaction.objects.filter(customer_id=zhang, title__contains="领取")
        assert lines.count() == 1


def test_a_quota_of_seven_gives_exactly_seven(world: World, pool: int) -> None:
    rules(world, pool, daily_claims=7)
    ids = lonely(world, *[f"客户{n}" for n in range(50)])
    token = world.token("小李")
    answers, backends = together([claim(token, pool, one) for one in ids])
    assert len(backends) >= 40
    assert Counter(status for status, _ in answers) == {200: 7, 409: 43}
    assert {b["detail"] for s, b in answers if s == 409} == {"名额已用完(今天 7/7),明天 0 点恢复"}
    with world.inside():
        assert Customer.objects.filter(owner=world.staff["小李"]).count() == 7
        assert ClaimDay.objects.get().taken == 7
        assert Ownership.objects.count() == 7


def test_seven_looks_are_exactly_seven_customers(world: World, pool: int) -> None:
    """Fifty openings at once, each customer twice: a second look takes no second place."""
    rules(world, pool, daily_views=7)
    ids = lonely(world, *[f"客户{n}" for n in range(25)])
    token = world.token("小李")
    works = [look(token, pool, one) for one in [*ids, *ids]]
    answers, backends = together(works)
    assert len(backends) >= 40
    opened = {body["id"] for status, body in answers if status == 200}
    assert len(opened) == 7
    refused = [body for status, body in answers if status != 200]
    assert {body["code"] for body in refused} == {"view_quota_spent"}
    assert {body["detail"] for body in refused} == {
        "今天已经看了 7 位(上限 7),明天 0 点恢复;看过的还可以再看"
    }
    with world.inside():
        assert sorted(ViewDay.objects.get().customer_ids) == sorted(int(one) for one in opened)
        looks = AuditEntry.objects.filter(action="customer.look")
        assert looks.values("object_id").distinct().count() == 7
    again = [Api(token).post(f"/pools/{pool}/customers/{one}/open") for one in opened]
    assert {status for status, _ in again} == {200}


def look(token: str, pool: int, one: int) -> Callable[[], tuple[int, Any]]:
    return lambda: Api(token).post(f"/pools/{pool}/customers/{one}/open")


def test_a_capacity_holds_over_several_pools(world: World, pool: int) -> None:
    """The quota's row is per pool; the person is one all the same."""
    rules(world, pool, person_holds=5)
    boss = world.api("王总")
    other = int(boss.post("/pools", {"name": "沉睡", "rules": {"person_holds": 5}})[1]["id"])
    ids = lonely(world, *[f"客户{n}" for n in range(40)])
    moving = {"customer_ids": [str(one) for one in ids[::2]], "pool_id": str(other)}
    assert boss.post(f"/pools/{pool}/move", moving)[0] == 200
    token = world.token("小李")
    works = [claim(token, other if at % 2 == 0 else pool, one) for at, one in enumerate(ids)]
    answers, _ = together(works, 40)
    assert Counter(status for status, _ in answers) == {200: 5, 409: 35}
    assert {body["code"] for status, body in answers if status == 409} == {"holding_full"}
    with world.inside():
        assert Customer.objects.filter(owner=world.staff["小李"]).count() == 5


def test_a_department_capacity_holds_for_all_its_people(world: World, pool: int) -> None:
    rules(world, pool, department_holds=6)
    ids = lonely(world, *[f"客户{n}" for n in range(40)])
    tokens = [world.token("小李"), world.token("小赵"), world.token("周经理")]
    works = [claim(tokens[at % 3], pool, one) for at, one in enumerate(ids)]
    answers, _ = together(works, 40)
    assert Counter(status for status, _ in answers) == {200: 6, 409: 34}
    assert {body["code"] for status, body in answers if status == 409} == {"department_full"}


def test_many_at_once_in_any_order_never_wait_for_each_other(world: World, pool: int) -> None:
    ids = lonely(world, *[f"客户{n}" for n in range(20)])
    tokens = sellers(world, 40)
    works = [claim(t, pool, *(ids if at % 2 else ids[::-1])) for at, t in enumerate(tokens)]
    answers, _ = together(works, 40)
    assert {status for status, _ in answers} <= {200, 409}
    assert sum(len(body["ids"]) for status, body in answers if status == 200) == 20
    with world.inside():
        assert Ownership.objects.filter(until__isnull=True).count() == 20


def neglected(world: World, pool: int, count: int) -> list[int]:
    """小李's customers whose last day was long ago."""
    rules(world, pool, followup_days={"": 10}, extension_days=100, warn_days=0)
    past = clock.now() - timedelta(days=60)
    return owned(
        world, "小李", *[f"客户{n}" for n in range(count)], owner_since=past, created_at=past
    )


def whole(world: World, ids: list[int]) -> Counter[bool]:
    """Every customer has an owner with an open interval, or a pool without one."""
    with world.inside():
        for row in Customer.objects.filter(pk__in=ids):
            open_ones = Ownership.objects.filter(customer_id=row.pk, until__isnull=True)
            owners = list(open_ones.values_list("owner_id", flat=True))
            assert owners == ([row.owner_id] if row.owner_id else [])
            assert (row.owner_id is None) == (row.pool_id is not None)
        rows = Customer.objects.filter(pk__in=ids).values_list("owner_id", flat=True)
        return Counter(one is None for one in rows)


def test_the_night_against_followups_and_extensions(world: World, pool: int) -> None:
    """Who was followed up or extended before the night came stays; nobody is half gone."""
    ids = neglected(world, pool, 30)
    api, merchant = world.token("小李"), world.merchant.pk
    saved: set[int] = set()

    def follow_up(one: int) -> Callable[[], Any]:
        def work() -> None:
            body = {"customer_id": str(one), "text": "聊过了"}
            if Api(api).post("/interactions", body)[0] == 200:
                saved.add(one)

        return work

    def extend(one: int) -> Callable[[], Any]:
        def work() -> None:
            if Api(api).post(f"/customers/{one}/extend")[0] == 200:
                saved.add(one)

        return work

    works: list[Callable[[], Any]] = [follow_up(one) for one in ids[:10]]
    works += [extend(one) for one in ids[10:20]]
    works += [lambda: nights.fall(merchant)] * 4
    together(works, 24)
    nights.fall(merchant)
    with world.inside():
        fallen = Customer.objects.filter(owner__isnull=True)
        gone = set(fallen.values_list("id", flat=True))
        ended = Ownership.objects.filter(end_how="fall").count()
    assert set(ids[20:]) <= gone
    assert ended == len(gone)
    for one in set(ids[10:20]) & saved:
        assert one not in gone
    whole(world, ids)


def test_the_night_against_claims(world: World, pool: int) -> None:
    """Falling and being claimed at the same time: an owner or a pool, and whole histories."""
    ids = neglected(world, pool, 20)
    merchant = world.merchant.pk
    tokens = sellers(world, 20)
    works: list[Callable[[], Any]] = [lambda: nights.fall(merchant)] * 3
    works += [claim(token, pool, one) for token, one in zip(tokens, ids, strict=True)]
    answers, _ = together(works, 23)
    nights.fall(merchant)
    kept = whole(world, ids)[False]
    assert kept == sum(1 for one in answers if one is not None and one[0] == 200)
    with world.inside():
        assert Ownership.objects.filter(end_how="fall").count() == 20


def test_returning_twice_happens_once(world: World) -> None:
    (zhang,) = owned(world, "小李", "张阿姨")
    tokens = [world.token("小李"), world.token("王总")]
    answers, _ = together(
        [
            lambda t=t: Api(t).post(f"/customers/{zhang}/return", {"reason": "不要了"})  # type: ignore[misc]
            for t in tokens * 4
        ],
        8,
    )
    statuses = Counter(status for status, _ in answers)
    assert statuses[204] == 1
    assert set(statuses) <= {204, 404, 409}
    with world.inside():
        assert Ownership.objects.get().end_how == "return"


def test_a_pool_is_not_deleted_under_a_customer(world: World, pool: int) -> None:
    boss = world.token("王总")
    made = world.api("王总").post("/pools", {"name": "沉睡"})[1]["id"]
    ids = owned(world, "小李", *[f"客户{n}" for n in range(10)])
    token = world.token("小李")
    works: list[Callable[[], Any]] = [
        lambda one=one: Api(token).post(  # type: ignore[misc]
            f"/customers/{one}/return", {"reason": "x", "pool_id": made}
        )
        for one in ids
    ]
    works.append(lambda: Api(boss).delete(f"/pools/{made}"))
    together(works, 11)
    with world.inside():
        inside = Customer.objects.filter(pool_id=int(made)).count()
    gone = world.api("王总").get(f"/pools/{made}")[0] == 404
    assert gone == (inside == 0)
