"""Short texts that people use again and again in follow-ups."""

from typing import ClassVar

from django.db import models

from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class Phrase(MerchantModel):
    """常用语: one tap puts it into a follow-up; everybody of the merchant has the same ones."""

    text = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "text"], name="phrase_once")
        ]
