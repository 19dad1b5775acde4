"""Bookings, the time they take, and who waits for one."""

from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from keliu.bookings.rules.states import STATES
from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Booking(MerchantModel):
    """预约: a customer comes at `starts_at`. Price and rules are those of the day it was made."""

    class State(models.TextChoices):
        PENDING = "pending", "待确认"
        CONFIRMED = "confirmed", "已约好"
        ARRIVED = "arrived", "已到店"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"
        NO_SHOW = "no_show", "爽约"

    class Deposit(models.TextChoices):
        NONE = "none", "不收定金"
        DUE = "due", "待付定金"
        PAID = "paid", "已付定金"
        REFUNDED = "refunded", "定金已退"
        KEPT = "kept", "定金不退"

    service = MerchantFK("bookings.Service", models.PROTECT)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    resource = MerchantFK("bookings.Resource", models.PROTECT)  # what was chosen (part 0)
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField(default=1)
    price_fen = models.BigIntegerField(default=0)
    deposit_fen = models.BigIntegerField(default=0)
    deposit = models.CharField(max_length=8, choices=Deposit.choices, default=Deposit.NONE)
    order_id = models.BigIntegerField(null=True)
    hold_until = models.DateTimeField(null=True)  # unpaid deposits keep the time until then
    code = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    source = models.CharField(max_length=8, default="customer")
    remark = models.CharField(max_length=200, blank=True)
    staff_note = models.CharField(max_length=200, blank=True)
    moved = models.PositiveSmallIntegerField(default=0)  # by the customer
    reminded = models.PositiveSmallIntegerField(default=0)  # how many reminders went out
    end_reason = models.CharField(max_length=80, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "starts_at", "id"], name="booking_by_time"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="booking_newest"),
            models.Index(fields=["merchant", "customer", "-starts_at"], name="booking_of_customer"),
            models.Index(fields=["merchant", "owner_id", "starts_at"], name="booking_of_owner"),
            models.Index(fields=["merchant", "resource", "starts_at"], name="booking_of_resource"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="booking_state_known"),
            models.CheckConstraint(
                condition=Q(deposit__in=["none", "due", "paid", "refunded", "kept"]),
                name="booking_deposit_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["merchant", "code"],
                condition=Q(state__in=["pending", "confirmed"]),
                name="booking_one_code",
            ),
            models.UniqueConstraint(
                fields=["merchant", "order_id"],
                condition=Q(order_id__isnull=False),
                name="booking_one_order",
            ),
        ]


class BookedTime(MerchantModel):
    """占用: one seat of one resource for a while, buffers included; the database refuses two.

    `session` is empty but for classes: people of one class share its resources, nobody else does.
    """

    booking = MerchantFK("bookings.Booking", models.CASCADE)
    resource = MerchantFK("bookings.Resource", models.PROTECT)
    part = models.PositiveSmallIntegerField(default=0)
    seat = models.PositiveSmallIntegerField(default=1)
    session = models.CharField(max_length=40, blank=True)
    span = DateTimeRangeField()

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "booking"], name="booked_time_of_booking"),
        ]


class BookingStep(MerchantModel):
    """经过: what happened to a booking, in order. Rows are only added."""

    booking = MerchantFK("bookings.Booking", models.CASCADE)
    kind = models.CharField(max_length=16)
    text = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "booking", "id"], name="booking_step_in_order"),
        ]


class Waiting(MerchantModel):
    """候补: a customer takes the first free time of a day between two minutes of that day."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        BOOKED = "booked", "已约上"
        LEFT = "left", "已退出"
        GONE = "gone", "没有等到"

    service = MerchantFK("bookings.Service", models.PROTECT)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    resource = MerchantFK("bookings.Resource", models.PROTECT, null=True)
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    day = models.DateField()
    from_minute = models.PositiveSmallIntegerField(default=0)
    to_minute = models.PositiveSmallIntegerField(default=1440)
    people = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    booking = MerchantFK("bookings.Booking", models.SET_NULL, null=True)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "day", "id"], condition=Q(state="waiting"), name="waiting_line"
            ),
            models.Index(fields=["merchant", "-id"], name="waiting_newest"),
            models.Index(fields=["merchant", "customer", "-id"], name="waiting_of_customer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "booked", "left", "gone"]),
                name="waiting_state_known",
            ),
            models.UniqueConstraint(
                fields=["merchant", "customer", "service", "day"],
                condition=Q(state="waiting"),
                name="waiting_once_a_day",
            ),
        ]
