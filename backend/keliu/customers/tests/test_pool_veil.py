"""What a pool hides stays hidden in lists, search, sheets and details; looking is counted."""

from typing import Any

import pytest

from keliu.accounts import public as accounts
from keliu.accounts.models import Role
from keliu.customers.models import Customer, ViewDay
from keliu.customers.tests.pool_cast import default_pool, lonely, rules
from keliu.kinds.models import Export
from keliu.kinds.services import exporting
from keliu.kit import actor
from keliu.platform.models import AuditEntry
from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


@pytest.fixture
def pool(world: World) -> int:
    return default_pool(world)


def _reader(world: World, who: str) -> None:
    """Somebody whose role reads every customer of the merchant, without running pools."""
    with world.inside():
        row = world.staff[who]
        grants = {**row.role.grants, "customer.read": "all", "data.export": "all"}
        grants.pop("pool.write", None)
        role = Role(name="看全部", grants=grants)
        role.save(force_insert=True)
        type(row).objects.filter(pk=row.pk).update(role=role)


def test_the_details_of_one_who_waits(world: World, pool: int) -> None:
    rules(world, pool, hidden=["phone_masked"], daily_views=1)
    zhang, wang = lonely(world, "张阿姨", "王阿姨", phone_masked="138****1234", note="老顾客")
    api = world.api("小李")
    status, body = api.post(f"/pools/{pool}/customers/{zhang}/open")
    assert (status, body["name"], body["phone_masked"], body["note"]) == (
        200, "张阿姨", "***", "老顾客",
    )  # fmt: skip
    assert (body["seen"], body["views"]) == (1, 1)
    status, refused = api.post(f"/pools/{pool}/customers/{wang}/open")
    assert (status, refused["code"]) == (409, "view_quota_spent")
    assert api.post(f"/pools/{pool}/customers/{zhang}/open")[0] == 200
    mine = api.get("/pools/mine")[1]["items"][0]
    assert (mine["seen"], mine["views"]) == (1, 1)
    boss = world.api("王总").post(f"/pools/{pool}/customers/{wang}/open")[1]
    assert boss["phone_masked"] == "138****1234"
    with world.inside():
        assert ViewDay.objects.get().customer_ids == [zhang]
        assert AuditEntry.objects.filter(action="customer.look").count() == 1


def test_the_role_counts_in_the_pool_too(world: World, pool: int) -> None:
    (zhang,) = lonely(world, "张阿姨", company="远景", note="老顾客")
    with world.inside():
        role = world.staff["小李"].role
        rules_of = {"customer": {"company": {"right": "none"}, "note": {"right": "none"}}}
        Role.objects.filter(pk=role.pk).update(fields=rules_of)
    api = world.api("小李")
    assert api.get(f"/pools/{pool}/customers")[1]["items"][0]["company"] == ""
    opened = api.post(f"/pools/{pool}/customers/{zhang}/open")[1]
    assert (opened["company"], opened["note"]) == ("", "")


def test_who_reads_everything_sees_pools_as_they_are_shown(world: World, pool: int) -> None:
    rules(world, pool, hidden=["phone_masked", "company"])
    (zhang,) = lonely(world, "张阿姨", phone_masked="138****1234", company="远景")
    _reader(world, "小李")
    api = world.api("小李")
    row = api.get("/customers")[1]["items"][0]
    assert (row["name"], row["phone_masked"], row["company"]) == ("张阿姨", "***", "***")
    assert api.get("/customers/search?q=张阿姨")[1]["items"] == []
    status, body = api.get(f"/customers/{zhang}")
    assert (status, body["code"], body["pool"]["id"]) == (403, "in_pool", str(pool))
    for path in ("contacts", "timeline", "owners", "identities"):
        assert api.get(f"/customers/{zhang}/{path}")[0] == 403
    boss = world.api("王总")
    assert boss.get("/customers")[1]["items"][0]["company"] == "远景"
    assert boss.get("/customers/search?q=张阿姨")[1]["items"][0]["id"] == str(zhang)


def test_a_sheet_hides_it_as_well(world: World, pool: int) -> None:
    rules(world, pool, hidden=["company", "name"])
    lonely(world, "张阿姨", company="远景")
    _reader(world, "小李")
    assert _cells(world, "小李") == [["张**", "***"]]
    assert _cells(world, "王总") == [["张阿姨", "远景"]]


def _cells(world: World, who: str) -> list[list[Any]]:
    with world.inside():
        row = Export(kind="customer", format="csv", columns=["name", "company"])
        acting = accounts.actor_of(world.staff[who].pk)
        assert acting is not None
        with actor.acting(acting):
            found = list(Customer.objects.filter(deleted_at__isnull=True))
            return list(exporting._cells(row, found))
