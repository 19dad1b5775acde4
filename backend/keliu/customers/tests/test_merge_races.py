"""Merging against everything else, on connections of their own: nothing is lost or stuck."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from keliu.customers.models import Contact, Customer, Ownership
from keliu.customers.tests.factories import add
from keliu.interactions.models import Interaction
from keliu.platform import sql
from tests import cast
from tests.cast import Api, World

ROUNDS = 4


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """远航集团, committed, so that other connections see it."""
    yield cast.company()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE platform_outbox, platform_push_out")


def together(*works: Callable[[], Any]) -> list[Any]:
    """Every work in a thread with its own database backend, from one start line."""
    line, backends = threading.Barrier(len(works)), set[int]()

    def run(work: Callable[[], Any]) -> Any:
        try:
            backends.add(sql.one("SELECT pg_backend_pid()")[0])
            line.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        found = list(pool.map(run, works))
    assert len(backends) == len(works)
    return found


def body(keep: dict[str, Any], *gone: dict[str, Any]) -> dict[str, Any]:
    return {
        "keep_id": keep["id"],
        "keep_version": keep["version"],
        "merge": [{"id": one["id"], "version": one["version"]} for one in gone],
    }


def merging(token: str, keep: dict[str, Any], *gone: dict[str, Any]) -> Callable[[], Any]:
    return lambda: Api(token).post("/customers/merge", body(keep, *gone))


def pair(world: World, at: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
    api = world.api("小李")
    return add(api, f"张三{at}"), add(api, f"张三丰{at}")


def test_two_merges_that_cross_leave_one_customer(world: World) -> None:
    token = world.token("王总")
    for at in range(ROUNDS):
        a, b = pair(world, at)
        answers = together(merging(token, a, b), merging(token, b, a))
        assert sorted(status for status, _ in answers) == [200, 404], answers
        with world.inside():
            both = Customer.objects.filter(pk__in=[a["id"], b["id"]])
            assert both.filter(deleted_at__isnull=True).count() == 1
            assert both.filter(merged_into_id__isnull=False).count() == 1


def test_three_merges_in_a_ring_never_wait_for_each_other(world: World) -> None:
    token = world.token("王总")
    for at in range(ROUNDS):
        a, b = pair(world, at)
        c = add(world.api("小李"), f"张散{at}")
        answers = together(
            merging(token, a, b, c), merging(token, b, c, a), merging(token, c, a, b)
        )
        assert sorted(status for status, _ in answers) == [200, 404, 404], answers


def test_an_edit_is_in_the_merge_or_is_told(world: World) -> None:
    token, mine = world.token("王总"), world.token("小李")
    for at in range(ROUNDS):
        a, b = pair(world, at)
        patch = {"note": "改过", "version": b["version"]}
        merge, edit = together(
            merging(token, a, b), partial(Api(mine).patch, f"/customers/{b['id']}", patch)
        )
        outcome = (merge[0], edit[0])
        assert outcome in {(200, 404), (409, 200), (200, 409)}, (merge, edit)
        with world.inside():
            gone = Customer.objects.get(pk=b["id"])
            assert (gone.note == "改过") == (edit[0] == 200)
            assert (gone.deleted_at is None) == (edit[0] == 200)


def test_what_is_added_meanwhile_is_never_stranded(world: World) -> None:
    """A follow-up and a contact written to the one that goes: moved along, or refused."""
    token, mine = world.token("王总"), world.token("小李")
    for at in range(ROUNDS):
        a, b = pair(world, at)
        note = {"customer_id": b["id"], "text": "聊过"}
        answers = together(
            merging(token, a, b),
            partial(Api(mine).post, "/interactions", note),
            partial(Api(mine).post, f"/customers/{b['id']}/contacts", {"name": "助理"}),
        )
        assert all(status in {200, 404, 409} for status, _ in answers), answers
        with world.inside():
            gone = Customer.objects.get(pk=b["id"])
            keeper = int(a["id"]) if gone.deleted_at else gone.pk
            for model, status in ((Interaction, answers[1][0]), (Contact, answers[2][0])):
                manager: Any = model._default_manager
                rows = manager.filter(customer_id__in=[a["id"], b["id"]])
                if model is Interaction:
                    rows = rows.filter(kind="followup")
                where = set(rows.values_list("customer_id", flat=True))
                assert where == ({keeper} if status == 200 else set()), answers


def test_a_hand_over_and_a_merge_take_turns(world: World) -> None:
    token = world.token("王总")
    to = str(world.staff["小赵"].pk)
    for at in range(ROUNDS):
        a, b = pair(world, at)
        give = {"owner_id": to, "version": a["version"]}
        merge, given = together(
            merging(token, a, b),
            partial(Api(token).post, f"/customers/{a['id']}/assign", give),
        )
        assert {merge[0], given[0]} == {200, 409}, (merge, given)
        with world.inside():
            kept = Customer.objects.get(pk=a["id"])
            owners = Ownership.objects.filter(customer_id=a["id"], until__isnull=True)
            assert list(owners.values_list("owner_id", flat=True)) == [kept.owner_id]
            assert (kept.owner_id == int(to)) == (given[0] == 200)


def test_a_claim_and_a_merge_take_turns(world: World) -> None:
    token, mine = world.token("王总"), world.token("小赵")
    api = world.api("王总")
    for at in range(ROUNDS):
        kept, gone = (add(api, f"{name}{at}") for name in ("公海张三", "公海张三丰"))
        for one in (kept, gone):
            status, answer = api.post(f"/customers/{one['id']}/return", {"reason": "不跟了"})
            assert status < 300, answer
        now = [api.get(f"/customers/{one['id']}")[1] for one in (kept, gone)]
        with world.inside():
            pool = Customer.objects.get(pk=gone["id"]).pool_id
        claim_it = {"customer_ids": [gone["id"]]}
        merge, claim = together(
            merging(token, *now),
            partial(Api(mine).post, f"/pools/{pool}/claim", claim_it),
        )
        assert {merge[0], claim[0]} in ({200, 404}, {200, 409}), (merge, claim)
        with world.inside():
            row = Customer.objects.get(pk=gone["id"])
            assert (row.owner_id is not None) == (claim[0] == 200)
            assert (row.deleted_at is not None) == (merge[0] == 200)
            open_ones = Ownership.objects.filter(customer_id=row.pk, until__isnull=True)
            assert open_ones.count() == int(claim[0] == 200)
