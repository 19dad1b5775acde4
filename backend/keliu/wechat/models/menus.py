"""Menus of official accounts: what is being written, what was published, how often it is tapped."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Menu(MerchantModel):
    """自定义菜单: the draft of one official account; `content` as menus.shape reads it."""

    account = MerchantFK("wechat.Account", models.CASCADE)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "account"], name="wechat_menu_once")
        ]


class MenuPublication(MerchantModel):
    """发布记录: one try to make a menu live, and how it ended.

    `failed`: WeChat refused; what it took before that is live. `unknown`: no answer came.
    """

    class State(models.TextChoices):
        DONE = "done", "已发布"
        FAILED = "failed", "没有发布"
        UNKNOWN = "unknown", "不知道结果"

    class Action(models.TextChoices):
        PUBLISH = "publish", "发布"
        WITHDRAW = "withdraw", "停用"

    account = MerchantFK("wechat.Account", models.CASCADE)
    action = models.CharField(max_length=8, choices=Action.choices)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices)
    step = models.CharField(max_length=30, blank=True)  # the call that did not go well
    errcode = models.IntegerField(null=True)
    rid = models.CharField(max_length=60, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed", "unknown"]),
                name="wechat_publication_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "account", "-id"], name="wechat_publication_newest")
        ]


class MenuTap(MerchantModel):
    """点击数: how often followers tapped one button on one day of the merchant."""

    account = MerchantFK("wechat.Account", models.CASCADE)
    day = models.DateField()
    key = models.CharField(max_length=1024)  # the key, or the address of a page
    taps = models.PositiveIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account", "day", "key"], name="wechat_menu_tap_once"
            )
        ]
