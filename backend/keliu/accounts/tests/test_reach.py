"""How far a role reaches: six scopes and temporary access, asked three ways with one answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from keliu.accounts import public as accounts
from keliu.accounts.models import Department, Role, Staff
from keliu.accounts.services import staff as people
from keliu.customers.models import Customer
from keliu.customers.services.pools import home
from keliu.kit import actor, clock, scope
from keliu.kit.actor import SCOPES, covers, narrowed, narrower
from keliu.platform import sql
from tests.cast import World

READ = "customer.read"


@pytest.fixture
def peopled(far_sail: World) -> World:
    """A customer of everybody, one in each department without an owner, one of nobody."""
    with far_sail.inside():
        far_sail.staff["小赵"].superior = far_sail.staff["小李"]
        far_sail.staff["小赵"].save()
        for name, staff in far_sail.staff.items():
            _customer(f"{name}的客户", staff.pk, staff.department_id)
        for place in Department.objects.all():
            _customer(f"{place.name}的客户", None, place.pk)
        _customer("谁的也不是", None, None)
    return far_sail


def _customer(name: str, owner_id: int | None, department_id: int | None) -> None:
    pool = {} if owner_id else {"pool_id": home.default_id(), "pool_since": clock.now()}
    Customer.objects.create(
        name=name, name_key=name, owner_id=owner_id, department_id=department_id, **pool
    )


def give(world: World, name: str, reach: str, *listed: str) -> None:
    """`name` reads customers with this scope."""
    with world.inside():
        staff = world.staff[name]
        role = Role.objects.get(pk=staff.role_id)
        places = list(Department.objects.filter(name__in=listed).values_list("id", flat=True))
        grants = {**role.grants, READ: reach}
        changes = {"grants": grants, "departments": places}
        people.role_update(role, version=role.version, changes=changes)


@contextmanager
def acting(world: World, name: str) -> Iterator[None]:
    """`name` acts with the rights of now."""
    with world.inside():
        who = accounts.actor_of(world.staff[name].pk)
        assert who is not None
        with actor.acting(who):
            yield


def seen(world: World, name: str) -> set[str]:
    """Whose customers `name` sees: by the ORM, by SQL, and record by record, all the same."""
    with acting(world, name):
        rows = set(
            accounts.within_reach(Customer.objects.all(), READ).values_list("name", flat=True)
        )
        condition, values = accounts.reach_sql(READ, "c", "customer")
        table = "SELECT name FROM customers_customer c WHERE merchant_id = %s AND "
        text = f"{table}{condition}"
        assert {row[0] for row in sql.rows(text, [scope.current(), *values])} == rows
        who = actor.current()
        single = {
            row.name
            for row in Customer.objects.all()
            if accounts.reaches(who, READ, row.owner_id, row.department_id, "customer", row.pk)
        }
        assert single == rows
    listed = world.api(name).get("/customers?limit=100")[1]["items"]
    assert {row["name"] for row in listed} == rows
    return {one.removesuffix("的客户") for one in rows}


def test_own_records(peopled: World) -> None:
    assert seen(peopled, "小李") == {"小李"}


def test_own_and_those_of_everybody_below(peopled: World) -> None:
    give(peopled, "小李", "subordinates")
    assert seen(peopled, "小李") == {"小李", "小赵"}
    assert seen(peopled, "小赵") == {"小赵"}


def test_the_department(peopled: World) -> None:
    give(peopled, "小李", "department")
    assert seen(peopled, "小李") == {"周经理", "小李", "小赵", "华东部"}


def test_the_department_and_those_below(peopled: World) -> None:
    with peopled.inside():
        south = Department.objects.get(name="华南部")
        east = Department.objects.get(name="华东部")
        people.department_save(south, name="华南部", parent=east, leader_id=None)
    assert seen(peopled, "周经理") == {
        "周经理", "小李", "小赵", "华东部", "小孙", "小吴", "华南部"
    }  # fmt: skip


def test_own_and_listed_departments(peopled: World) -> None:
    give(peopled, "小李", "listed", "华南部")
    assert seen(peopled, "小李") == {"小李", "小孙", "小吴", "华南部"}
    assert seen(peopled, "小孙") == {"小孙", "小吴", "华南部"}


def test_everything(peopled: World) -> None:
    assert len(seen(peopled, "王总")) == 9


def test_who_leads_a_department_is_above_its_people(peopled: World) -> None:
    give(peopled, "周经理", "subordinates")
    assert seen(peopled, "周经理") == {"周经理"}
    with peopled.inside():
        east = Department.objects.get(name="华东部")
        leader = peopled.staff["周经理"].pk
        people.department_save(
            east, name="华东部", parent=None, leader_id=leader, version=east.version
        )
    assert seen(peopled, "周经理") == {"周经理", "小李", "小赵"}


def test_a_new_superior_counts_at_once(peopled: World) -> None:
    give(peopled, "小孙", "subordinates")
    assert seen(peopled, "小孙") == {"小孙"}
    with peopled.inside():
        for name in ("小李", "小吴"):
            row = Staff.objects.get(pk=peopled.staff[name].pk)
            above = {"superior_id": peopled.staff["小孙"].pk}
            people.staff_update(row, version=row.version, changes=above)
    assert seen(peopled, "小孙") == {"小孙", "小李", "小赵", "小吴"}


def test_nobody_is_above_themselves(peopled: World) -> None:
    with peopled.inside():
        row = Staff.objects.get(pk=peopled.staff["小李"].pk)
        before = row.version
    for above in ("小李", "小赵"):
        status, problem = peopled.api("王总").patch(
            f"/staff/{row.pk}",
            {"superior_id": str(peopled.staff[above].pk), "version": before},
        )
        assert status == 422, (status, problem)
        assert problem["errors"][0]["field"] == "superior_id"
    with peopled.inside():
        row.refresh_from_db()
    assert (row.superior_id, row.version) == (None, before)


def _share(world: World, name: str, to: str, **given: Any) -> int:
    with acting(world, "王总"):
        pk = Customer.objects.get(name=name).pk
        accounts.share_give(kind="customer", record_id=pk, staff_id=world.staff[to].pk, **given)
    return pk


def test_temporary_access_opens_one_record_until_its_end(peopled: World) -> None:
    end = clock.now() + timedelta(days=1)
    _share(peopled, "小孙的客户", "小李", until=end)
    assert seen(peopled, "小李") == {"小李", "小孙"}
    with clock.frozen(end), acting(peopled, "小李"):
        assert accounts.within_reach(Customer.objects.all(), READ).count() == 1


def test_temporary_access_ends_at_once_when_taken_back(peopled: World) -> None:
    pk = _share(peopled, "小孙的客户", "小李")
    assert seen(peopled, "小李") == {"小李", "小孙"}
    with acting(peopled, "王总"):
        accounts.share_take_back(kind="customer", record_id=pk, staff_id=peopled.staff["小李"].pk)
    assert seen(peopled, "小李") == {"小李"}


def test_reading_is_not_changing(peopled: World) -> None:
    pk = _share(peopled, "小孙的客户", "小李", until=clock.now() + timedelta(hours=1))
    api = peopled.api("小李")
    status, row = api.get(f"/customers/{pk}")
    assert (status, "customer.write" in row["can"], "customer.phone" in row["can"]) == (
        200, False, False
    )  # fmt: skip
    change = {"position": "采购", "version": row["version"]}
    assert api.patch(f"/customers/{pk}", change)[0] == 404
    _share(peopled, "小孙的客户", "小李", level="write")
    assert api.patch(f"/customers/{pk}", change)[0] == 200
    assert api.post("/interactions", {"customer_id": str(pk), "text": "一起跟进"})[0] == 200
    assert api.delete(f"/customers/{pk}")[0] == 403


@pytest.mark.parametrize("name", ["周经理", "小李", "小孙"])
@pytest.mark.parametrize("reach", [one for one in SCOPES if one != "all"])
def test_every_scope_with_shares_says_the_same_three_ways(
    peopled: World, name: str, reach: str
) -> None:
    give(peopled, name, reach, "华南部")
    without = seen(peopled, name)
    _share(peopled, "谁的也不是", name)
    _share(peopled, "王总的客户", name, level="write")
    assert seen(peopled, name) == without | {"谁的也不是", "王总"}


def test_the_narrower_of_two_scopes_reaches_no_further_than_either() -> None:
    for one in SCOPES:
        for other in SCOPES:
            least = narrower(one, other)
            assert least is not None
            assert covers(one, least)
            assert covers(other, least)
    assert narrower("tree", "department") == "department"
    assert narrower("subordinates", "tree") == "own"
    assert narrowed({"a": "all", "b": "tree"}, "c") == {}
