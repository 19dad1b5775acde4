"""Orders for the matrix: one to be paid, one to be sent, one with a request about it."""

from typing import Any

from keliu.catalog.models import Product, Sku
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.orders import public as orders
from keliu.orders.models import Order
from keliu.orders.rules.carts import Address, Cart
from keliu.orders.services import after_sales, fulfilment
from tests.cast import World

Ids = dict[str, int]
VARIANTS = ("小李", "小赵", "小孙", "周经理", "王总", "neighbour")


def sku_of(mark: str) -> int:
    """Something to buy that is never sold out; inside the merchant."""
    product = Product(name=f"{mark}橙子", price_fen=990)
    product.save()
    row = Sku(product=product, values=[], price_fen=990)
    row.save()
    return row.pk


def _placed(customer: int, sku: int, mark: str, delivery: str) -> Order:
    home = Address(f"{mark}张阿姨", "13800138000", "", f"{mark}桂庙路 1 号")
    cart = Cart(lines=((sku, 2),), delivery=delivery, address=home, remark=f"{mark}轻放")
    row = orders.place(customer, cart, expected_total_fen=1980, given_source={})
    if delivery == "ship":
        orders.pay_recorded(row.pk, method="cash", note="")
    return row


def orders_of(place: World, name: str, customer: int, mark: str) -> Ids:
    """What a person's customer bought, in every state that something can be done in."""
    with place.inside(), actor.acting(Actor(staff_id=place.staff[name].pk, name=name)):
        sku = sku_of(mark)
        pending, paid = (_placed(customer, sku, mark, way) for way in ("pickup", "ship"))
        sent, asked = (_placed(customer, sku, mark, "ship") for _ in range(2))
        version = Order.objects.values_list("version", flat=True).get(pk=sent.pk)
        fulfilment.ship(sent, company="顺丰", number="SF100200", version=version)
        found = after_sales.ask(asked, kind="refund", lines=[], fen=None, reason=f"{mark}有坏果")
    return {
        "order": pending.pk, "paid_order": paid.pk, "sent_order": sent.pk,
        "asked_order": asked.pk, "after_sale": found.pk, "order_sku": sku,
    }  # fmt: skip


def orders_into(world: Any) -> None:
    """What everybody's customer bought; 小李's customer is the visitor."""
    for variant in VARIANTS:
        next_door = variant == "neighbour"
        place, name = (world.shop, "老王") if next_door else (world.company, variant)
        customer = world.things["customer"][variant]
        for kind, one in orders_of(place, name, customer, "邻居机密" if next_door else "").items():
            world.put(kind, variant, one)
            if variant in {"小李", "neighbour"} and kind != "order_sku":
                world.put(f"own_{kind}", variant, one)
