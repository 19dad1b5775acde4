"""An ERP next door that listens, and what the relay and the worker do about it."""

from typing import Any

from keliu.accounts import public as accounts
from keliu.accounts.public import Device
from keliu.config.subscriptions import deliver
from keliu.customers.models import Customer
from keliu.hooks.rules import signing
from keliu.hooks.services import sending
from keliu.hooks.tests.receiver import Heard
from keliu.platform.models import OutboxEntry
from tests.cast import Api, World

ALL = ["customer.created", "customer.updated", "customer.deleted"]


def add_hook(world: World, url: str, **more: Any) -> dict[str, Any]:
    asked = {"name": "ERP", "url": url, "kinds": ALL, **more}
    status, body = world.api("王总").post("/hooks", asked)
    assert status == 200, body
    return dict(body)


def relay(world: World) -> None:
    """What the relay does, each event twice: it promises no less than once."""
    with world.inside():
        rows = list(OutboxEntry.objects.order_by("id"))
    for row in rows:
        deliver(row.kind, world.merchant.pk, dict(row.payload), row.pk)
        deliver(row.kind, world.merchant.pk, dict(row.payload), row.pk)


def work(world: World, hook: dict[str, Any]) -> None:
    """What the worker does."""
    sending.run(world.merchant.pk, int(hook["id"]))


def told(world: World, hook: dict[str, Any]) -> None:
    relay(world)
    work(world, hook)


def add_customer(world: World, name: str = "张阿姨", **more: Any) -> dict[str, Any]:
    status, body = world.api("小李").post("/customers", {"name": name, **more})
    assert status == 200, body
    return dict(body)


def change(world: World, customer: dict[str, Any], **fields: Any) -> dict[str, Any]:
    asked = {"version": customer["version"], **fields}
    status, body = world.api("小李").patch(f"/customers/{customer['id']}", asked)
    assert status == 200, body
    return dict(body)


def aunt(world: World) -> tuple[Api, int]:
    """张阿姨 on her own phone."""
    with world.inside():
        row = Customer.objects.create(
            name="访客", name_key="访客", owner=world.staff["小李"], source="wechat"
        )
        token = accounts.visitor_session(
            merchant_id=world.merchant.pk, customer_id=row.pk, name="访客",
            device=Device(ip="", agent=""),
        )  # fmt: skip
    return Api(token), row.pk


def log(world: World, hook: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    status, body = world.api("王总").get(f"/hooks/{hook['id']}/deliveries{query}")
    assert status == 200, body
    return list(body["items"])


def signed(heard: Heard, secret: str) -> bool:
    """What the guide tells developers to check."""
    number, stamp = heard.headers["webhook-id"], int(heard.headers["webhook-timestamp"])
    mine = signing.sign(secret, number, stamp, heard.body)
    return mine in heard.headers["webhook-signature"].split()
