"""What goes together: counted from orders that were paid, shown under the product."""

from keliu.catalog.models import Product, Sku
from keliu.catalog.selectors import goods
from keliu.orders.models import Order
from keliu.orders.selectors.bought_with import bought_with
from keliu.orders.tests.shop import CHERRIES, GRAPES, HAIRCUT, open_shop
from tests.cast import World


def test_what_was_paid_together_stands_together(far_sail: World) -> None:
    with far_sail.inside():
        shop = open_shop(far_sail, "小李")
        product = {name: Sku.objects.get(pk=sku).product_id for name, sku in shop.skus.items()}
        once = shop.place((GRAPES, 1), (HAIRCUT, 1))
        twice = [shop.place((GRAPES, 1), (CHERRIES, 2)) for _ in range(2)]
        assert bought_with(product[GRAPES], 5) == []
        Order.objects.filter(pk__in=[once.pk, *(one.pk for one in twice)]).update(state="paid")
        shop.place((GRAPES, 1), (HAIRCUT, 1))  # not paid
        assert bought_with(product[GRAPES], 5) == [product[CHERRIES], product[HAIRCUT]]
        assert bought_with(product[GRAPES], 1) == [product[CHERRIES]]
        grapes = Product.objects.get(pk=product[GRAPES])
        assert [one.name for one in goods.beside(grapes)][:2] == [CHERRIES, HAIRCUT]
