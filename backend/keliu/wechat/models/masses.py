"""Mass messages: one text to many followers, in parts as WeChat takes them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class MassSend(MerchantModel):
    """群发: a text, a picture or an article, who it is for, and what became of it."""

    class Kind(models.TextChoices):
        TEXT = "text", "文字"
        IMAGE = "image", "图片"
        NEWS = "news", "图文"

    class State(models.TextChoices):
        SENDING = "sending", "正在发送"
        TAKEN = "taken", "微信正在发"
        DONE = "done", "已发完"
        FAILED = "failed", "没有发出"
        UNKNOWN = "unknown", "结果不明"

    account = MerchantFK("wechat.Account", models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    text = models.CharField(max_length=680)  # of an article its title
    content = models.JSONField(default=dict)  # picture and article, and what WeChat calls them
    tag_id = models.BigIntegerField(null=True)  # a FanTag; none: everybody
    tag_name = models.CharField(max_length=30, blank=True)
    people = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0)  # opted out, or got enough already
    sent = models.PositiveIntegerField(default=0)  # as WeChat counted
    failed = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENDING)
    reason = models.CharField(max_length=16, blank=True)
    code = models.IntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["merchant", "-id"], name="mass_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["sending", "taken", "done", "failed", "unknown"]),
                name="mass_state_known",
            )
        ]


class MassPart(MerchantModel):
    """At most 10,000 of its people; its id is the `clientmsgid`, which WeChat knows for a day."""

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "正在发送"
        TAKEN = "taken", "微信正在发"
        DONE = "done", "已发完"
        FAILED = "failed", "没有发出"
        UNKNOWN = "unknown", "结果不明"

    mass = MerchantFK("wechat.MassSend", models.CASCADE)
    position = models.PositiveSmallIntegerField()
    follower_ids = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    msg_id = models.CharField(max_length=40, blank=True)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "mass", "position"], name="mass_part_once")
        ]
