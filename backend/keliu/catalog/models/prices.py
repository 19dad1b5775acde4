"""Other prices than the products' own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class PriceList(MerchantModel):
    """价目表: other prices than the products' own, for a group of customers or a while."""

    name = models.CharField(max_length=40)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "name"],
                condition=Q(deleted_at__isnull=True),
                name="price_list_one_name",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=models.F("from_on")),
                name="price_list_ends_after_it_begins",
            ),
        ]


class PriceItem(MerchantModel):
    """A product's price in one price list."""

    price_list = MerchantFK("catalog.PriceList", models.CASCADE)
    product = MerchantFK("catalog.Product", models.CASCADE)
    price_fen = models.BigIntegerField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "price_list", "product"], name="price_item_once"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0), name="price_item_price_not_negative"
            ),
        ]
