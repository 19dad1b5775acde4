"""A small shop for the tests of orders: 老王's grapes and cherries, and 张阿姨 who buys them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from keliu.accounts import public as accounts
from keliu.accounts.public import Device
from keliu.catalog.models import Product, Sku
from keliu.customers.models import Customer
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.orders import public as orders
from keliu.orders.models import Order
from keliu.orders.rules.carts import Cart
from tests.cast import Api, World

GRAPES, CHERRIES, HAIRCUT = "阳光玫瑰", "车厘子", "剪发"


@dataclass
class Shop:
    """SKU ids by name, and who buys."""

    world: World
    skus: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)

    def cart(self, *lines: tuple[str, int], **rest: Any) -> Cart:
        """A cart of things by name; fetched at the shop unless said otherwise."""
        chosen = {"delivery": "pickup", **rest}
        return Cart(lines=tuple((self.skus[name], many) for name, many in lines), **chosen)

    def place(self, *lines: tuple[str, int], who: str = "张阿姨", **rest: Any) -> Order:
        """An order at the price of the moment."""
        cart, customer_id = self.cart(*lines, **rest), self.customers[who]
        total = orders.quote(customer_id, cart).total_fen
        with self.buying(who):
            return orders.place(customer_id, cart, expected_total_fen=total, given_source={})

    @contextmanager
    def buying(self, who: str = "张阿姨") -> Iterator[None]:
        """As a customer."""
        with actor.acting(Actor(staff_id=None, name=who, customer_id=self.customers[who])):
            yield

    def phone(self, who: str = "张阿姨") -> Api:
        """A customer's signed-in phone."""
        merchant = self.world.merchant.pk
        device = Device("127.0.0.1", "test")
        return Api(accounts.visitor_session(
            merchant_id=merchant, customer_id=self.customers[who], name=who, device=device
        ))  # fmt: skip

    def stock(self, name: str) -> int | None:
        return Sku.objects.get(pk=self.skus[name]).stock


def open_shop(world: World, owner: str) -> Shop:
    """Three things to sell; call it inside the merchant's scope."""
    shop = Shop(world)
    for name, price, stock, kind in (
        (GRAPES, 3980, 10, "goods"),
        (CHERRIES, 12800, None, "goods"),
        (HAIRCUT, 6800, None, "service"),
    ):
        product = Product(name=name, price_fen=price, kind=kind)
        product.save()
        row = Sku(product=product, values=[], price_fen=price, stock=stock)
        row.save()
        shop.skus[name] = row.pk
    staff = world.staff[owner]
    for name in ("张阿姨", "李叔叔"):
        row_ = Customer(name=name, name_key=name, owner=staff, department_id=staff.department_id)
        row_.save()
        shop.customers[name] = row_.pk
    return shop
