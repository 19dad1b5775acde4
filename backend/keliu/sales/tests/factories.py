"""Customers and opportunities for the tests of sales."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from keliu.customers.models import Customer
from keliu.kit import actor
from keliu.kit.actor import Actor
from tests.cast import World

Deal = Callable[..., dict[str, Any]]


@contextmanager
def acting_as(world: World, name: str) -> Iterator[None]:
    """Services as one person, inside the merchant."""
    staff = world.staff[name]
    with world.inside():
        who = Actor(
            staff_id=staff.pk,
            name=name,
            grants=staff.role.grants,
            department_id=staff.department_id,
            departments=(staff.department_id,) if staff.department_id else (),
        )
        with actor.acting(who):
            yield


def add_customer(world: World, name: str, owner: str) -> Customer:
    staff = world.staff[owner]
    with world.inside():
        row: Customer = Customer.objects.create(
            name=name, name_key=name, owner=staff, department_id=staff.department_id
        )
    return row


def stages(world: World, name: str = "王总") -> dict[str, str]:
    """Stage ids by name."""
    _, body = world.api(name).get("/pipelines")
    return {stage["name"]: stage["id"] for stage in body["items"][0]["stages"]}
