"""What was said to customers, how much more may be said, and what they agreed to or refused."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class PersonDelivery(MerchantModel):
    """消息记录: one message to one customer, from being said to what became of it.

    `account_id` is the WeChat account that speaks. The openid is kept sealed, found by its blind
    index, and taken out when the person stops following.
    """

    class Channel(models.TextChoices):
        CUSTOM = "custom", "客服消息"
        TEMPLATE = "template", "模板消息"
        SUBSCRIBE = "subscribe", "订阅消息"

    class Purpose(models.TextChoices):
        REPLY = "reply", "自动回复"
        SERVICE = "service", "人工服务"
        NOTICE = "notice", "业务通知"
        MARKETING = "marketing", "营销"

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        DELAYED = "delayed", "稍后再发"
        SENDING = "sending", "正在发送"
        DONE = "done", "已发出"
        FAILED = "failed", "没有发出"
        UNKNOWN = "unknown", "结果不明"
        SKIPPED = "skipped", "没有发"

    class Result(models.TextChoices):
        """What WeChat reported afterwards about a message it had taken."""

        ARRIVED = "arrived", "已送达"
        BLOCKED = "blocked", "对方拒收"
        LOST = "lost", "微信没有送到"

    account_id = models.BigIntegerField()
    openid_index = models.BinaryField(null=True)
    openid_sealed = SealedField(null=True)
    customer = MerchantFK("customers.Customer", models.PROTECT, null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    kind = models.CharField(max_length=16)  # text, image, … or the template's own kind
    content = models.JSONField()
    summary = models.CharField(max_length=200)
    link_kind = models.CharField(max_length=20, blank=True)
    link_id = models.BigIntegerField(null=True)
    dedupe_key = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=16, blank=True)  # rules.people.REASONS
    code = models.IntegerField(null=True)  # WeChat's errcode
    rid = models.CharField(max_length=60, blank=True)
    msgid = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=8, choices=Result.choices, blank=True)
    window = models.CharField(max_length=8, blank=True)  # the grant a customer message used
    tries = models.PositiveSmallIntegerField(default=0)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    release_at = models.DateTimeField(null=True)  # not before
    first_at = models.DateTimeField(null=True)  # when it was handed to WeChat the first time
    claimed_at = models.DateTimeField(null=True)  # when it was handed over last
    settled_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=60, blank=True)  # who looked up an unknown one
    resolved_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-id"], name="said_newest"),
            models.Index(fields=["merchant", "state", "-id"], name="said_by_state"),
            models.Index(fields=["merchant", "customer", "-id"], name="said_to_customer"),
            models.Index(
                fields=["merchant", "account_id", "openid_index", "claimed_at"], name="said_to"
            ),
            models.Index(
                fields=["merchant", "account_id", "msgid"],
                condition=~Q(msgid=""),
                name="said_by_msgid",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account_id", "dedupe_key"],
                condition=~Q(state="skipped"),
                name="said_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "queued", "delayed", "sending", "done", "failed", "unknown", "skipped",
                    ]
                ),
                name="said_state_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["custom", "template", "subscribe"]),
                name="said_channel_known",
            ),
        ]  # fmt: skip


class Allowance(MerchantModel):
    """可回复: what one act of a person allows: so many customer messages until then."""

    account_id = models.BigIntegerField()
    openid_index = models.BinaryField()
    trigger = models.CharField(max_length=8)
    granted_at = models.DateTimeField()  # when the person did it, by WeChat's clock
    received_at = models.DateTimeField()  # when we learnt of it
    until = models.DateTimeField()
    most = models.PositiveSmallIntegerField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account_id", "openid_index", "trigger"],
                name="allowance_one_per_trigger",
            )
        ]


class TemplateConsent(MerchantModel):
    """订阅同意: how many messages of one template a person still takes."""

    account_id = models.BigIntegerField()
    openid_index = models.BinaryField()
    template_id = models.CharField(max_length=64)
    left = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=8)  # accept, reject, ban: the last thing they said
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account_id", "openid_index", "template_id"],
                name="template_consent_once",
            )
        ]


class OptOut(MerchantModel):
    """退订: a person who wants no marketing from an account. Only the blind index is kept."""

    account_id = models.BigIntegerField()
    openid_index = models.BinaryField()
    at = models.DateTimeField(default=clock.now)
    by_name = models.CharField(max_length=60, blank=True)  # blank: the person wrote it

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account_id", "openid_index"], name="opt_out_once"
            )
        ]


class SendRules(MerchantModel):
    """发送规则: when and how often a merchant lets marketing reach a customer."""

    quiet_from = models.TimeField(default=time(21))
    quiet_to = models.TimeField(default=time(9))
    most = models.PositiveSmallIntegerField(default=2)  # marketing messages to one person …
    days = models.PositiveSmallIntegerField(default=7)  # … in so many days
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="send_rules_one")
        ]
