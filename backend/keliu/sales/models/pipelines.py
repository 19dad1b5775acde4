"""What a merchant sets up beside its stages: rivals, and why deals are won and lost."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class Competitor(MerchantModel):
    """竞争对手: who else wants the deals, chosen on an opportunity and counted in the analysis."""

    name = models.CharField(max_length=40)
    strength = models.CharField(max_length=6, default="medium")
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "name"],
                condition=Q(deleted_at__isnull=True),
                name="competitor_one_name",
            ),
            models.CheckConstraint(
                condition=Q(strength__in=["high", "medium", "low"]),
                name="competitor_strength_known",
            ),
        ]


class CloseReason(MerchantModel):
    """输赢原因: one of the usual reasons for winning or losing."""

    kind = models.CharField(max_length=4)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "name"],
                condition=Q(deleted_at__isnull=True),
                name="close_reason_one_name",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["won", "lost"]), name="close_reason_kind_known"
            ),
        ]
