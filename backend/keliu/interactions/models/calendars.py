"""Calendar subscriptions: a secret address per person."""

from typing import ClassVar

from django.db import models

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class CalendarFeed(MerchantModel):
    """日历订阅: the secret of one person's calendar address; the row's end is the address's end."""

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    token_sealed = SealedField()
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "staff"], name="calendar_one_per_person")
        ]
