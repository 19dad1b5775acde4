"""A merchant's own apps at WeChat and what is needed to speak for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantModel


class Account(MerchantModel):
    """微信账号: one official account or mini program that a merchant has connected.

    `callback_key` is the last part of the address WeChat pushes to; a Route of the kind
    `wechat_push` leads from it to this row before the merchant is known.
    """

    class Kind(models.TextChoices):
        OFFICIAL = "oa", "公众号"
        MINI = "mini", "小程序"

    class Type(models.TextChoices):
        PERSONAL = "personal", "个人主体"
        SUBSCRIPTION = "subscription", "订阅号"
        SERVICE = "service", "服务号"
        MINI = "mini", "小程序"

    class Mode(models.TextChoices):
        SAFE = "safe", "安全模式"
        COMPATIBLE = "compatible", "兼容模式"
        PLAIN = "plain", "明文模式"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    type = models.CharField(max_length=12, choices=Type.choices)
    verified = models.BooleanField(default=False)  # 已认证
    name = models.CharField(max_length=60)
    appid = models.CharField(max_length=40)
    original_id = models.CharField(max_length=40)  # gh_…
    subject = models.CharField(max_length=60, blank=True)  # the open platform it is bound to
    secret_sealed = SealedField()
    push_token_sealed = SealedField()
    aes_key_sealed = SealedField()
    aes_key_before_sealed = SealedField(null=True)  # until WeChat has stopped using it
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.SAFE)
    callback_key = models.CharField(max_length=40)
    is_default = models.BooleanField(default=False)  # the one used when nobody chooses
    enabled = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)  # WeChat's GET check was answered
    last_push_at = models.DateTimeField(null=True)
    last_push = models.CharField(max_length=40, blank=True)  # kind or event
    last_call_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)  # a key of the table of causes
    problem_code = models.IntegerField(null=True)  # WeChat's errcode
    problem_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "appid"],
                condition=Q(deleted_at__isnull=True),
                name="wechat_account_once",
            ),
            models.UniqueConstraint(
                fields=["merchant", "kind"],
                condition=Q(is_default=True, deleted_at__isnull=True),
                name="wechat_account_one_default",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["oa", "mini"]), name="wechat_account_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["safe", "compatible", "plain"]),
                name="wechat_account_mode_known",
            ),
        ]
