"""What a merchant decides once for all members."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class MemberRules(MerchantModel):
    """会员规则: one row of a merchant. Zero switches a thing off."""

    active = models.BooleanField(default=False)
    auto_join = models.BooleanField(default=True)  # with the first order that is done
    card_name = models.CharField(max_length=20, default="会员卡")
    notice = models.CharField(max_length=500, blank=True)  # what members should know
    earn_fen = models.IntegerField(default=100)  # so many fen bring a point
    growth_fen = models.IntegerField(default=100)
    point_fen = models.IntegerField(default=1)  # what a point pays
    points_least = models.IntegerField(default=100)
    points_share = models.SmallIntegerField(default=50)  # percent of an order
    points_months = models.SmallIntegerField(default=12)
    join_points = models.IntegerField(default=0)
    birthday_points = models.IntegerField(default=0)
    check_in_points = models.IntegerField(default=0)
    check_in_steps = models.JSONField(default=list)  # [{"days": 7, "points": 20}]
    top_up = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="member_rules_once"),
            models.CheckConstraint(
                condition=Q(
                    earn_fen__gte=0, growth_fen__gte=0, point_fen__gte=0, points_least__gte=0,
                    points_share__gte=1, points_share__lte=100, points_months__gte=0,
                    join_points__gte=0, birthday_points__gte=0, check_in_points__gte=0,
                ),
                name="member_rules_sound",
            ),
        ]  # fmt: skip


class Level(MerchantModel):
    """等级: reached by growth; what it brings."""

    name = models.CharField(max_length=20)
    growth = models.IntegerField(default=0)
    permille = models.SmallIntegerField(default=1_000)  # 950 is 9.5 折
    member_price = models.BooleanField(default=True)
    points_percent = models.SmallIntegerField(default=100)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "growth"],
                condition=Q(deleted_at__isnull=True),
                name="level_growth_once",
            ),
            models.UniqueConstraint(
                fields=["merchant", "name"],
                condition=Q(deleted_at__isnull=True),
                name="level_name_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    growth__gte=0, permille__gte=1, permille__lte=1_000, points_percent__gte=0
                ),
                name="level_sound",
            ),
        ]


class TopUpPlan(MerchantModel):
    """充值档: pay so much, get so much on top."""

    pay_fen = models.BigIntegerField()
    gift_fen = models.BigIntegerField(default=0)
    gift_points = models.IntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pay_fen__gte=1, gift_fen__gte=0, gift_points__gte=0),
                name="top_up_plan_sound",
            )
        ]
