"""The front with its editions, Moments and who likes them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class ShopFront(MerchantModel):
    """店面: one of each merchant. `blocks` are the draft; strangers see the edition `shown`."""

    blocks = models.JSONField(default=list)
    shown = MerchantFK("shopfront.FrontEdition", models.SET_NULL, null=True)
    last_number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="front_one_per_merchant")
        ]


class FrontEdition(MerchantModel):
    """店面版本: what was published once; its blocks never change."""

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        PUBLISHED = "published", "已发布"
        REFUSED = "refused", "未通过"

    number = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "published", "refused"]),
                name="edition_state_known",
            ),
        ]


class Moment(MerchantModel):
    """动态: a few words with pictures, in the name of a member of staff."""

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        SHOWN = "shown", "已公开"
        HIDDEN = "hidden", "未公开"

    owner = MerchantFK("accounts.Staff", models.PROTECT)
    department_id = models.BigIntegerField(null=True)
    text = models.CharField(max_length=1000, blank=True)
    picture_ids = ArrayField(models.BigIntegerField(), default=list)
    product = MerchantFK("catalog.Product", models.SET_NULL, null=True)
    pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    likes = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-created_at", "-id"], name="moment_newest"),
            models.Index(fields=["merchant", "owner", "-created_at"], name="moment_of_staff"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "shown", "hidden"]), name="moment_state_known"
            )
        ]


class MomentLike(MerchantModel):
    """赞: once per person, or per phone of somebody unknown.

    `who` is a digest that differs from Moment to Moment, so that likes tell nobody's habits.
    """

    moment = MerchantFK("shopfront.Moment", models.CASCADE)
    who = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "moment", "who"], name="moment_liked_once")
        ]
