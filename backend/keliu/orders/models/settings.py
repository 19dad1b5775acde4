"""How a merchant trades."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class TradeRules(MerchantModel):
    """交易设置 of one merchant; without a row the defaults of `rules` hold."""

    pay_minutes = models.PositiveSmallIntegerField()
    ship_on = models.BooleanField()
    pickup_on = models.BooleanField()
    shipping_fen = models.BigIntegerField()
    free_from_fen = models.BigIntegerField(null=True)  # None: never free
    auto_done_days = models.PositiveSmallIntegerField()
    after_sale_days = models.PositiveSmallIntegerField()
    invoice_on = models.BooleanField()
    places = models.JSONField(default=list)  # [{id, name, address, hours, phone}]
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="trade_rules_one"),
            models.CheckConstraint(
                condition=Q(shipping_fen__gte=0, pay_minutes__gte=1), name="trade_rules_sound"
            ),
        ]
