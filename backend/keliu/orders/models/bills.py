"""WeChat Pay's bills of a day, what differs from our own books, and the day's closing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Bill(MerchantModel):
    """账单: WeChat Pay's word on one day, and the sums of both sides."""

    class State(models.TextChoices):
        WAITING = "waiting", "还没取到"
        FETCHED = "fetched", "已取回"
        EMPTY = "empty", "当天没有交易"

    day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=40, blank=True)
    theirs_paid_fen = models.BigIntegerField(default=0)
    theirs_paid_count = models.PositiveIntegerField(default=0)
    theirs_refunded_fen = models.BigIntegerField(default=0)
    theirs_refunded_count = models.PositiveIntegerField(default=0)
    ours_paid_fen = models.BigIntegerField(default=0)
    ours_paid_count = models.PositiveIntegerField(default=0)
    ours_refunded_fen = models.BigIntegerField(default=0)
    ours_refunded_count = models.PositiveIntegerField(default=0)
    fee_fen = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "day"], name="order_bill_one_a_day"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "fetched", "empty"]),
                name="order_bill_state_known",
            ),
        ]


class BillLine(MerchantModel):
    """账单明细: one row of a bill as it came. Rows are only added."""

    class Kind(models.TextChoices):
        PAID = "paid", "收款"
        REFUND = "refund", "退款"

    bill = MerchantFK("orders.Bill", models.PROTECT)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    number = models.CharField(max_length=64)  # out_trade_no, or out_refund_no
    out_trade_no = models.CharField(max_length=32)
    theirs = models.CharField(max_length=40)  # transaction_id, or refund_id
    fen = models.BigIntegerField()
    at = models.DateTimeField()
    trade_type = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=127, blank=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "bill", "id"], name="order_bill_line_of_bill"),
            models.Index(fields=["merchant", "number"], name="order_bill_line_number"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "bill", "kind", "number"], name="order_bill_line_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["paid", "refund"]), name="order_bill_line_kind_known"
            ),
        ]


class BillDifference(MerchantModel):
    """对账差异: where a bill and our books do not agree, and why."""

    bill = MerchantFK("orders.Bill", models.CASCADE)
    kind = models.CharField(max_length=6, choices=BillLine.Kind.choices)
    number = models.CharField(max_length=64)
    out_trade_no = models.CharField(max_length=32, blank=True)
    order_id = models.BigIntegerField(null=True)
    ours_fen = models.BigIntegerField(null=True)
    theirs_fen = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=24)  # a key of rules.reconcile.CAUSES
    explained = models.BooleanField(default=False)  # by the cause itself
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "bill", "id"], name="order_difference_of_bill")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "bill", "kind", "number"], name="order_difference_once"
            )
        ]


class DayClose(MerchantModel):
    """日结: cash that was counted in the evening beside what our books say. Only added."""

    day = models.DateField()
    cash_fen = models.BigIntegerField()  # counted
    expected_fen = models.BigIntegerField()  # taken minus given back, by our books
    sums = models.JSONField(default=dict)  # of every method at that moment
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-day", "-id"], name="order_day_close_newest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cash_fen__gte=0), name="order_day_close_sound")
        ]
