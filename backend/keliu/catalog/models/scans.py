"""How often codes are opened, day by day."""

from typing import ClassVar

from django.db import models

from keliu.platform.tenancy import MerchantFK, MerchantModel


class CodeDay(MerchantModel):
    """扫码数: how often a code was opened on one local day. Nobody knows by whom."""

    code = MerchantFK("catalog.CardCode", models.PROTECT)
    day = models.DateField()
    opens = models.IntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "code", "day"], name="code_day_once")
        ]
