"""When the shop and its resources are open."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from keliu.bookings.rules.hours import usual_week
from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


def usual_reminders() -> list[int]:
    """A day before and two hours before."""
    return [24, 2]


class BookingRules(MerchantModel):
    """预约规则 of one merchant: the shop's hours, holidays, reminders, the waiting list."""

    class Holidays(models.TextChoices):
        OPEN = "open", "照常营业"
        CLOSED = "closed", "法定节假日休息"
        WEEKEND = "weekend", "节假日按周日、调休上班日按周一"

    week = models.JSONField(default=usual_week)
    holidays = models.CharField(max_length=7, choices=Holidays.choices, default=Holidays.OPEN)
    remind_hours = ArrayField(models.PositiveSmallIntegerField(), default=usual_reminders)
    pay_minutes = models.PositiveSmallIntegerField(default=15)
    waiting = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)  # what customers read before they book
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="booking_rules_one"),
            models.CheckConstraint(
                condition=Q(holidays__in=["open", "closed", "weekend"]),
                name="booking_rules_holidays_known",
            ),
        ]


class SpecialDay(MerchantModel):
    """特殊日期: other hours than usual on some days, of the shop or of one resource.

    `spans` are [from, to] minutes of the day; none at all means closed.
    """

    resource = MerchantFK("bookings.Resource", models.CASCADE, null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    spans = models.JSONField(default=list)
    note = models.CharField(max_length=40, blank=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "last_on", "id"], name="special_day_by_end"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="special_day_ends_after_start"
            ),
        ]
