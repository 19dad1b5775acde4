"""A member, the days they checked in, and what they paid in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Member(MerchantModel):
    """会员: a customer's card with its balances; each is the sum of its ledger.

    When customers become one, the second card stays beside the main one until somebody folds it in.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "正常"
        FROZEN = "frozen", "已冻结"

    customer = MerchantFK("customers.Customer", models.PROTECT)
    main = models.BooleanField(default=True)
    code = models.CharField(max_length=10)
    level = MerchantFK("membership.Level", models.SET_NULL, null=True)
    growth = models.IntegerField(default=0)
    points = models.IntegerField(default=0)
    balance_fen = models.BigIntegerField(default=0)
    gift_fen = models.BigIntegerField(default=0)  # the part of it that was given on top
    state = models.CharField(max_length=6, choices=State.choices, default=State.ACTIVE)
    frozen_reason = models.CharField(max_length=100, blank=True)
    streak = models.SmallIntegerField(default=0)
    checked_on = models.DateField(null=True)
    joined_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-joined_at", "-id"], name="member_newest"),
            models.Index(fields=["merchant", "-points", "-id"], name="member_by_points"),
            models.Index(fields=["merchant", "-balance_fen", "-id"], name="member_by_balance"),
            models.Index(fields=["merchant", "-growth", "-id"], name="member_by_growth"),
            models.Index(fields=["merchant", "customer"], name="member_of_customer"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "code"], name="member_code_once"),
            models.UniqueConstraint(
                fields=["merchant", "customer"], condition=Q(main=True), name="member_one_main"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, growth__gte=0, gift_fen__gte=0)
                & Q(balance_fen__gte=F("gift_fen")),
                name="member_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "frozen"]), name="member_state_known"
            ),
        ]


class CheckIn(MerchantModel):
    """签到: one a day."""

    member = MerchantFK("membership.Member", models.PROTECT)
    day = models.DateField()
    streak = models.SmallIntegerField()
    points = models.IntegerField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "member", "day"], name="check_in_once")
        ]


class TopUp(MerchantModel):
    """充值: what a member pays in, as it was offered then; its order brings the money."""

    class State(models.TextChoices):
        OPEN = "open", "待支付"
        PAID = "paid", "已到账"
        CLOSED = "closed", "已取消"

    member = MerchantFK("membership.Member", models.PROTECT)
    order_id = models.BigIntegerField(null=True)
    pay_fen = models.BigIntegerField()
    gift_fen = models.BigIntegerField(default=0)
    gift_points = models.IntegerField(default=0)
    back_fen = models.BigIntegerField(default=0)  # given back, or on its way
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    paid_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "member", "-id"], name="top_up_of_member"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pay_fen__gte=1, gift_fen__gte=0, gift_points__gte=0)
                & Q(back_fen__gte=0, back_fen__lte=F("pay_fen")),
                name="top_up_sound",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "paid", "closed"]), name="top_up_state_known"
            ),
        ]
