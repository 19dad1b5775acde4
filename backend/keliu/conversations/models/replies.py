"""Rules that answer by themselves, how often they did, and whose turn is over for a while."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Reply(MerchantModel):
    """自动回复: answers a follow, a word, a tap on the menu, or whatever nobody else answered.

    `keys` are menu keys of a menu reply, and scenes of codes of a welcome; a welcome without any
    is everybody's. Rules are asked by `position`.
    """

    class Kind(models.TextChoices):
        WELCOME = "welcome", "关注欢迎"
        KEYWORD = "keyword", "关键词"
        MENU = "menu", "菜单点击"
        DEFAULT = "default", "默认回复"

    class Pick(models.TextChoices):
        ALL = "all", "全部发出"
        RANDOM = "random", "随机一条"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=40)
    account_id = models.BigIntegerField(null=True)  # null: every account of the merchant
    words = models.JSONField(default=list)  # [{"text": …, "match": contains|exact|regex}]
    keys = ArrayField(models.CharField(max_length=128), default=list)
    answers = models.JSONField(default=list)  # [{"kind": …, fields of the kind}]
    pick = models.CharField(max_length=8, choices=Pick.choices, default=Pick.ALL)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list)  # 1 Monday … 7 Sunday
    from_minute = models.PositiveSmallIntegerField(null=True)
    to_minute = models.PositiveSmallIntegerField(null=True)
    cooldown = models.PositiveIntegerField(default=0)  # minutes
    enabled = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["welcome", "keyword", "menu", "default"]),
                name="reply_kind_known",
            ),
            models.CheckConstraint(condition=Q(pick__in=["all", "random"]), name="reply_pick"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "position", "id"],
                condition=Q(deleted_at__isnull=True),
                name="reply_in_order",
            )
        ]


class ReplyCount(MerchantModel):
    """How often a reply answered on a day, in several parts so that nobody waits for a counter."""

    reply = MerchantFK(Reply, models.CASCADE)
    day = models.DateField()
    part = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "reply", "day", "part"], name="reply_count_once"
            )
        ]


class ReplyTurn(MerchantModel):
    """When a person last heard a reply that has to cool down; `person` is a blind index."""

    reply = MerchantFK(Reply, models.CASCADE)
    account_id = models.BigIntegerField()
    person = models.BinaryField()
    at = models.DateTimeField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "reply", "account_id", "person"], name="reply_turn_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "account_id", "person"], name="reply_turn_person")
        ]
