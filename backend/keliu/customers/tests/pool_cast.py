"""Pools for tests: made the way people make them, and the messages of the outbox delivered."""

from typing import Any

from keliu.config import subscriptions
from keliu.customers.models import Customer, Pool
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.platform import sql
from keliu.platform.outbox import Event
from tests.cast import World

PENDING = """DELETE FROM platform_outbox WHERE merchant_id = %s
 RETURNING id, kind, payload"""


def default_pool(world: World) -> int:
    """The pool that the merchant began with."""
    with world.inside():
        found: int = Pool.objects.get(is_default=True).pk
        return found


def rules(world: World, pool_id: int, **told: Any) -> None:
    """Tell a pool its rules, over the API."""
    api = world.api("王总")
    version = api.get(f"/pools/{pool_id}")[1]["version"]
    status, body = api.patch(f"/pools/{pool_id}", {"rules": told, "version": version})
    assert status == 200, body


def lonely(world: World, *names: str, **fields: Any) -> list[int]:
    """Customers that lie in the default pool."""
    from keliu.customers.services import customers

    with world.inside(), actor.acting(Actor(world.staff["王总"].pk, "王总")):
        rows = [customers.customer_create(fields={"name": name}, owner=None) for name in names]
        if fields:
            Customer.objects.filter(pk__in=[row.pk for row in rows]).update(**fields)
        return [row.pk for row in rows]


def owned(world: World, who: str, *names: str, **fields: Any) -> list[int]:
    """Customers of one person."""
    api = world.api(who)
    made = [int(api.post("/customers", {"name": name})[1]["id"]) for name in names]
    if fields:
        if "owner_since" in fields:
            fields.setdefault("created_at", fields["owner_since"])
        with world.inside():
            Customer.objects.filter(pk__in=made).update(**fields)
    return made


def deliver(world: World) -> list[str]:
    """Hand every waiting event to its reactions; returns the kinds."""
    with world.inside():
        rows = sql.rows(PENDING, [world.merchant.pk])
    for identifier, kind, payload in sorted(rows):
        assert kind in Event.kinds
        subscriptions.deliver(kind, world.merchant.pk, payload, identifier)
    return [kind for _, kind, _ in rows]
