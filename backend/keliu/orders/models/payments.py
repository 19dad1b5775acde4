"""Money for orders: what was asked for and came in, and what is given back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Payment(MerchantModel):
    """付款: one attempt to pay an order. `refunding_fen` is what refunds hold of it."""

    class Method(models.TextChoices):
        WECHAT = "wechat", "微信支付"
        CASH = "cash", "现金"
        TRANSFER = "transfer", "转账"
        BALANCE = "balance", "储值余额"

    class State(models.TextChoices):
        OPEN = "open", "等待付款"
        PAID = "paid", "已收款"
        CLOSED = "closed", "已关闭"
        LATE = "late", "付晚了,已退回"
        UNKNOWN = "unknown", "待核实"

    order = MerchantFK("orders.Order", models.PROTECT)
    method = models.CharField(max_length=8, choices=Method.choices)
    channel = models.CharField(max_length=8, blank=True)  # mini, oa, native, h5
    mchid = models.CharField(max_length=32, blank=True)
    appid = models.CharField(max_length=40, blank=True)
    openid_sealed = SealedField(null=True)
    openid_index = models.BinaryField(null=True)
    amount_fen = models.BigIntegerField()
    refunding_fen = models.BigIntegerField(default=0)  # of refunds asked, under way and done
    out_trade_no = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    transaction_id = models.CharField(max_length=40, blank=True)
    prepay = models.CharField(max_length=600, blank=True)  # what opens the pay sheet
    expires_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)  # staff who took it
    tries = models.PositiveSmallIntegerField(default=0)
    ask_at = models.DateTimeField(null=True)  # when WeChat Pay is asked next what became of it
    asked_at = models.DateTimeField(null=True)  # when a person waiting last made us ask
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "order", "id"], name="order_payment_of_order"),
            models.Index(
                fields=["merchant", "ask_at"],
                condition=Q(ask_at__isnull=False),
                name="order_payment_due",
            ),
            models.Index(
                fields=["merchant", "-paid_at", "-id"],
                condition=Q(paid_at__isnull=False),
                name="order_payment_by_day",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "out_trade_no"], name="order_payment_one_number"
            ),
            models.UniqueConstraint(
                fields=["merchant", "order"],
                condition=Q(state="open"),
                name="order_payment_one_open",
            ),
            models.UniqueConstraint(
                fields=["merchant", "order"],
                condition=Q(state="paid"),
                name="order_payment_one_paid",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=1, refunding_fen__gte=0)
                & Q(refunding_fen__lte=F("amount_fen")),
                name="order_payment_amounts_sound",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "paid", "closed", "late", "unknown"]),
                name="order_payment_state_known",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["wechat", "cash", "transfer", "balance"]),
                name="order_payment_method_known",
            ),
        ]


class Refund(MerchantModel):
    """退款: money on its way back. Its number is kept before anybody is asked for the money."""

    class State(models.TextChoices):
        ASKED = "asked", "待退款"
        PROCESSING = "processing", "退款中"
        DONE = "done", "已退款"
        FAILED = "failed", "退款失败"

    payment = MerchantFK("orders.Payment", models.PROTECT)
    order = MerchantFK("orders.Order", models.PROTECT)
    after_sale_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField()
    out_refund_no = models.CharField(max_length=64)
    refund_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    automatic = models.BooleanField(default=False)  # of money that came too late
    lines = models.JSONField(default=list)  # [{line_id, quantity, fen}]
    reason = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=40, blank=True)  # WeChat Pay's word for what is wrong
    by_id = models.BigIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ask_at = models.DateTimeField(null=True)  # when it is asked for, or about, next
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "order", "id"], name="order_refund_of_order"),
            models.Index(fields=["merchant", "payment", "id"], name="order_refund_of_payment"),
            models.Index(
                fields=["merchant", "ask_at"],
                condition=Q(ask_at__isnull=False),
                name="order_refund_due",
            ),
            models.Index(
                fields=["merchant", "-done_at", "-id"],
                condition=Q(done_at__isnull=False),
                name="order_refund_by_day",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "out_refund_no"], name="order_refund_one_number"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=1), name="order_refund_amount_sound"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "processing", "done", "failed"]),
                name="order_refund_state_known",
            ),
        ]
