"""The ledgers: rows are only added, one for a cause, each with the balance it left."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class PointEntry(MerchantModel):
    """积分流水. What came in may run out; what goes out uses the oldest first."""

    member = MerchantFK("membership.Member", models.PROTECT)
    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=60)  # the cause; one entry of a kind for each
    change = models.IntegerField()
    after = models.IntegerField()
    expires_on = models.DateField(null=True)
    order_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "member", "-id"], name="points_of_member"),
            models.Index(fields=["merchant", "order_id"], name="points_of_order"),
            models.Index(
                fields=["merchant", "expires_on"],
                condition=Q(expires_on__isnull=False),
                name="points_running_out",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "member", "kind", "ref"], name="points_one_per_cause"
            ),
            models.CheckConstraint(condition=Q(after__gte=0), name="points_after_sound"),
        ]


class GrowthEntry(MerchantModel):
    """成长值流水."""

    member = MerchantFK("membership.Member", models.PROTECT)
    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=60)
    change = models.IntegerField()
    after = models.IntegerField()
    order_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "member", "-id"], name="growth_of_member"),
            models.Index(fields=["merchant", "order_id"], name="growth_of_order"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "member", "kind", "ref"], name="growth_one_per_cause"
            ),
            models.CheckConstraint(condition=Q(after__gte=0), name="growth_after_sound"),
        ]


class BalanceEntry(MerchantModel):
    """储值流水: `change` is all of it, `gift_change` the part that was given on top."""

    member = MerchantFK("membership.Member", models.PROTECT)
    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=60)
    change = models.BigIntegerField()
    gift_change = models.BigIntegerField(default=0)
    after = models.BigIntegerField()
    gift_after = models.BigIntegerField()
    order_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "member", "-id"], name="balance_of_member"),
            models.Index(fields=["merchant", "order_id"], name="balance_of_order"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "member", "kind", "ref"], name="balance_one_per_cause"
            ),
            models.CheckConstraint(
                condition=Q(gift_after__gte=0) & Q(after__gte=models.F("gift_after")),
                name="balance_after_sound",
            ),
        ]
