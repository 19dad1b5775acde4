"""WeChat's own tags of followers, as far as they are used."""

from typing import ClassVar

from django.db import models

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class FanTag(MerchantModel):
    """微信标签: a tag at WeChat, for menus and mass messages.

    With `segment_id` it follows one of our segments: who is in it gets the tag, who left loses it.
    """

    account = MerchantFK("wechat.Account", models.CASCADE)
    number = models.PositiveIntegerField()  # WeChat's tagid
    name = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=0)  # followers, as WeChat counted last
    segment_id = models.BigIntegerField(null=True)
    filled_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account", "number"], name="wechat_fan_tag_once"
            )
        ]
