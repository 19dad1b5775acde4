"""Rights through a working life: roles, moves, superiors, shares that end, people who leave.

The reference knows people, departments and records as plain Python and answers who sees what in a
few lines, without sets that anybody prepared. After every step everybody sees exactly that, by the
list and one by one; and taking a right away never shows anybody more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from django.core.exceptions import EmptyResultSet
from django.db import connection
from hypothesis.stateful import invariant, precondition, rule

from keliu.accounts import public as accounts
from keliu.accounts.models import Department, Role, Session, Staff
from keliu.accounts.services import carried
from keliu.accounts.services import staff as people
from keliu.customers.models import Customer
from keliu.customers.services.pools import home
from keliu.kit import actor, clock
from keliu.kit.actor import SCOPES, Actor
from keliu.kit.errors import Invalid, NotFound
from tests import cast
from tests.machines import Machine, machine, run

READ = "customer.read"
CARRIED = ("name", "grants", "department_id", "fields", "shared", *carried.LISTS)
START = datetime.fromisoformat("2026-11-21T08:00:00+00:00")
NAMES = ("周经理", "小李", "小赵", "小孙", "小吴")
PLACES = ("华东部", "华南部", "上海组")
OWNERS = (*NAMES, None)


class Reference:
    """Who sees what, said the slow way."""

    def __init__(self) -> None:
        self.place: dict[str, str | None] = {}
        self.above: dict[str, str | None] = dict.fromkeys(NAMES)
        self.leader: dict[str, str | None] = dict.fromkeys(PLACES)
        self.parent: dict[str, str | None] = {"上海组": "华东部", "华东部": None, "华南部": None}
        self.scope: dict[str, str | None] = {}
        self.listed: dict[str, set[str]] = {name: set() for name in NAMES}
        self.records: dict[str, tuple[str | None, str | None]] = {}
        self.shares: dict[tuple[str, str], datetime] = {}

    def chain(self, place: str | None) -> list[str]:
        return [] if place is None else [place, *self.chain(self.parent[place])]

    def boss(self, name: str) -> str | None:
        led = [self.leader[place] for place in self.chain(self.place[name])]
        return self.above[name] or next((one for one in led if one and one != name), None)

    def is_below(self, name: str, other: str) -> bool:
        """Whether `name` is under `other`, by climbing."""
        seen, one = {name}, self.boss(name)
        while one is not None and one not in seen:
            if one == other:
                return True
            seen.add(one)
            one = self.boss(one)
        return False

    def sees(self, name: str, record: str, now: datetime) -> bool:
        owner, place = self.records[record]
        scope = self.scope[name]
        if scope is None:
            return False
        if scope == "all" or owner == name or self.shares.get((record, name), START) > now:
            return True
        here = self.place[name]
        return {
            "own": False,
            "subordinates": owner is not None and self.is_below(owner, name),
            "department": here is not None and place == here,
            "tree": here is not None and here in self.chain(place),
            "listed": bool(self.listed[name] & set(self.chain(place))),
        }[scope]


class House:
    """The company that every run begins with."""

    def __init__(self) -> None:
        self.reference = Reference()
        self.world = cast.company()
        with self.world.inside():
            east = Department.objects.get(name="华东部")
            people.department_save(None, name="上海组", parent=east, leader_id=None)
            self.places = dict(Department.objects.values_list("name", "id"))
            for name in NAMES:
                self._person(name)
            for number, owner in enumerate(OWNERS):
                self._record(f"客户{number}", owner, PLACES[number % 3])

    def _person(self, name: str) -> None:
        staff = Staff.objects.get(pk=self.world.staff[name].pk)
        role = people.role_add(name=f"{name}的角色", grants={READ: "own"})
        people.staff_update(staff, version=staff.version, changes={"role_id": role.pk})
        self.reference.scope[name] = "own"
        self.reference.place[name] = staff.department.name if staff.department else None
        self.world.token(name)

    def _record(self, name: str, owner: str | None, place: str) -> None:
        pool = {} if owner else {"pool_id": home.default_id(), "pool_since": START}
        owner_id = self.world.staff[owner].pk if owner else None
        here = self.places[place]
        Customer.objects.create(
            name=name, name_key=name, owner_id=owner_id, department_id=here, **pool
        )
        self.reference.records[name] = (owner, place)


class Rights(Machine):
    """The real thing beside the reference; every person keeps one session all along."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.reference = deepcopy(self.house.reference)
        self.world = replace(self.house.world, tokens=dict(self.house.world.tokens))
        self.places = self.house.places

    @contextmanager
    def inside(self) -> Iterator[None]:
        """In the company, at the moment that the reference has come to."""
        with self.world.inside(), clock.frozen(self.now):
            yield

    def _staff(self, name: str) -> Staff:
        return Staff.objects.get(pk=self.world.staff[name].pk)

    def _id(self, name: str | None) -> int | None:
        return self.world.staff[name].pk if name else None

    def _role(self, name: str) -> Role:
        return Role.objects.get(name=f"{name}的角色")

    @rule(name=st.sampled_from(NAMES), scope=st.sampled_from([*SCOPES, None]),
          listed=st.sets(st.sampled_from(PLACES), max_size=2))  # fmt: skip
    def change_role(self, name: str, scope: str | None, listed: set[str]) -> None:
        grants = {READ: scope} if scope else {}
        places = [self.places[one] for one in listed]
        with self.inside():
            role, seen = self._role(name), self._everything_seen()
            changes: dict[str, Any] = {"grants": grants, "departments": places}
            people.role_update(role, version=role.version, changes=changes)
            self.reference.scope[name], self.reference.listed[name] = scope, listed
            if scope is None:  # taking a right away never adds a record, for anybody
                now = self._everything_seen()
                assert all(now[one] <= seen[one] for one in NAMES)

    @rule(name=st.sampled_from(NAMES), place=st.sampled_from([*PLACES, None]))
    def move(self, name: str, place: str | None) -> None:
        with self.inside():
            staff = self._staff(name)
            here = self.places[place] if place else None
            people.staff_update(staff, version=staff.version, changes={"department_id": here})
        self.reference.place[name] = place

    @rule(name=st.sampled_from(NAMES), above=st.sampled_from(OWNERS))
    def put_under(self, name: str, above: str | None) -> None:
        with self.inside():
            staff, boss = self._staff(name), self._id(above)
            try:
                people.staff_update(staff, version=staff.version, changes={"superior_id": boss})
            except Invalid:
                one = above
                while one is not None and one != name:
                    one = self.reference.above[one]
                assert one == name  # refused only to keep the line free of circles
                return
        self.reference.above[name] = above

    @rule(place=st.sampled_from(PLACES), leader=st.sampled_from(OWNERS))
    def lead(self, place: str, leader: str | None) -> None:
        with self.inside():
            row = Department.objects.get(name=place)
            people.department_save(
                row, name=place, parent=row.parent, leader_id=self._id(leader), version=row.version
            )
        self.reference.leader[place] = leader

    @rule(place=st.sampled_from(["上海组"]), parent=st.sampled_from(["华东部", "华南部", None]))
    def hang(self, place: str, parent: str | None) -> None:
        with self.inside():
            row = Department.objects.get(name=place)
            above = Department.objects.filter(name=parent).first()
            people.department_save(
                row, name=place, parent=above, leader_id=row.leader_id, version=row.version
            )
        self.reference.parent[place] = parent

    @rule(record=st.integers(0, len(OWNERS) - 1), to=st.sampled_from(NAMES),
          hours=st.integers(1, 48))  # fmt: skip
    def share(self, record: int, to: str, hours: int) -> None:
        until, name = self.now + timedelta(hours=hours), f"客户{record}"
        with self.inside():
            pk = Customer.objects.get(name=name).pk
            staff_id = self.world.staff[to].pk
            accounts.share_give(kind="customer", record_id=pk, staff_id=staff_id, until=until)
        self.reference.shares[name, to] = until

    @precondition(lambda self: self.reference.shares)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        name, to = data.draw(st.sampled_from(sorted(self.reference.shares)))
        with self.inside():
            pk = Customer.objects.get(name=name).pk
            accounts.share_take_back(
                kind="customer", record_id=pk, staff_id=self.world.staff[to].pk
            )
            try:
                accounts.share_take_back(
                    kind="customer", record_id=pk, staff_id=self.world.staff[to].pk
                )
            except NotFound:
                del self.reference.shares[name, to]

    @rule(record=st.integers(0, len(OWNERS) - 2), to=st.sampled_from(NAMES))
    def hand_over(self, record: int, to: str) -> None:
        with self.inside():
            staff, row = self._staff(to), Customer.objects.get(name=f"客户{record}")
            Customer.objects.filter(pk=row.pk).update(
                owner_id=staff.pk, department_id=staff.department_id
            )
        self.reference.records[f"客户{record}"] = (to, self.reference.place[to])

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(name=st.sampled_from(NAMES))
    def leave_and_come_back(self, name: str) -> None:
        with self.inside():
            for state in ("disabled", "active"):
                staff = self._staff(name)
                people.staff_set_state(staff, version=staff.version, state=state)
                if state == "disabled":
                    assert not Session.objects.filter(staff_id=staff.pk).exists()
        del self.world.tokens[name]
        with clock.frozen(self.now):
            self.world.token(name)

    def _actors(self) -> dict[str, Actor]:
        """What everybody's open session says, not what is known now."""
        people = {self.world.staff[name].pk: name for name in NAMES}
        rows = Session.objects.filter(staff_id__in=people).values("staff_id", *CARRIED)
        return {
            people[row["staff_id"]]: carried.actor(row.pop("staff_id"), row) for row in list(rows)
        }

    def _everything_seen(self) -> dict[str, set[str]]:
        """What each session gets from the list, in one question."""
        parts, values = [], list[Any]()
        for name, who in self._actors().items():
            with clock.frozen(self.now), actor.acting(who):
                rows = accounts.within_reach(Customer.objects.all(), READ).values_list("name")
                try:
                    text, given = rows.query.sql_with_params()
                except EmptyResultSet:  # nothing at all, and Django knows it
                    continue
            parts.append(f"SELECT %s, x.name FROM ({text}) x")
            values += [name, *given]
        seen: dict[str, set[str]] = {name: set() for name in NAMES}
        if parts:
            with connection.cursor() as cursor:
                cursor.execute(" UNION ALL ".join(parts), values)
                for name, record in cursor.fetchall():
                    seen[name].add(record)
        return seen

    @invariant()
    def everybody_sees_what_the_reference_says(self) -> None:
        with self.inside():
            seen = self._everything_seen()
        for name in NAMES:
            records = self.reference.records
            expected = {one for one in records if self.reference.sees(name, one, self.now)}
            assert seen[name] == expected, name


@machine
def test_rights_through_a_working_life(transactional_db: None, part: int) -> None:
    Rights.house = House()
    run(Rights, "rights", part, length=30)
