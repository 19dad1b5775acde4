"""Templates of messages as WeChat keeps them for an account."""

from typing import ClassVar

from django.db import models

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class MessageTemplate(MerchantModel):
    """模板: one template message (公众号) or subscribe message (订阅消息) an account may send."""

    class Kind(models.TextChoices):
        TEMPLATE = "template", "模板消息"
        SUBSCRIBE = "subscribe", "订阅消息"

    account = MerchantFK("wechat.Account", models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    template_id = models.CharField(max_length=64)
    title = models.CharField(max_length=60)
    content = models.TextField()
    example = models.TextField(blank=True)
    offered = models.BooleanField(default=False)  # our pages ask customers to subscribe to it
    synced_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField(null=True)  # WeChat does not list it any more

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account", "template_id"], name="message_template_once"
            )
        ]
