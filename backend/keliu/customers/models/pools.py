"""Pools of customers without an owner, and how much each person claimed on a day."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Pool(MerchantModel):
    """公海: where customers without an owner wait to be claimed.

    Nobody named as a member means everybody. A person's customers fall into the pool that names
    them, else the one that names their department or the nearest above it, else the default one.
    """

    name = models.CharField(max_length=40)
    is_default = models.BooleanField(default=False)
    staff_ids = ArrayField(models.BigIntegerField(), default=list)
    department_ids = ArrayField(models.BigIntegerField(), default=list)
    manager_ids = ArrayField(models.BigIntegerField(), default=list)
    rules = models.JSONField(default=dict)  # rules.pools.PoolRules
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "name"],
                condition=Q(deleted_at__isnull=True),
                name="pool_one_name",
            ),
            models.UniqueConstraint(
                fields=["merchant"], condition=Q(is_default=True), name="pool_one_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(deleted_at__isnull=True),
                name="pool_default_stays",
            ),
        ]


class ClaimDay(MerchantModel):
    """领取额度: how many customers a person took from a pool on one of the merchant's days."""

    pool = MerchantFK("customers.Pool", models.CASCADE)
    staff = MerchantFK("accounts.Staff", models.CASCADE)
    day = models.DateField()
    taken = models.PositiveIntegerField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "staff", "pool", "day"], name="claim_day_once"
            ),
            models.CheckConstraint(condition=Q(taken__gte=1), name="claim_day_counts"),
        ]


class ViewDay(MerchantModel):
    """查看额度: whose details a person opened in a pool on one of the merchant's days."""

    pool = MerchantFK("customers.Pool", models.CASCADE)
    staff = MerchantFK("accounts.Staff", models.CASCADE)
    day = models.DateField()
    customer_ids = ArrayField(models.BigIntegerField())

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "staff", "pool", "day"], name="view_day_once"
            )
        ]
