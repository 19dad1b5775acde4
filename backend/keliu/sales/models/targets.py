"""What should be reached in a month."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class Target(MerchantModel):
    """目标: a figure for one month of the company, a department or a person."""

    metric = models.CharField(max_length=12)  # won_amount, received, won_count
    subject = models.CharField(max_length=10)  # company, department, staff
    subject_id = models.BigIntegerField(default=0)  # 0 is the company
    month = models.DateField()  # its first day
    value = models.BigIntegerField()
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "metric", "subject", "subject_id", "month"],
                name="target_one_a_month",
            ),
            models.CheckConstraint(
                condition=Q(metric__in=["won_amount", "received", "won_count"]),
                name="target_metric_known",
            ),
            models.CheckConstraint(
                condition=Q(subject="company", subject_id=0)
                | (Q(subject__in=["department", "staff"]) & Q(subject_id__gt=0)),
                name="target_subject_known",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, month__day=1), name="target_value_and_month_sound"
            ),
        ]
