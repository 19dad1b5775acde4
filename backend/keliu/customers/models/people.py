"""Contacts and addresses of customers; pairs of customers that may be the same."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Contact(MerchantModel):
    """联系人: somebody to talk to at a customer, found by name and by pieces of the number."""

    class Role(models.TextChoices):
        DECIDES = "decides", "拍板人"
        USES = "uses", "使用人"
        BUYS = "buys", "采购"
        PAYS = "pays", "财务"
        HELPS = "helps", "支持者"
        OTHER = "other", "其他"

    customer = MerchantFK("customers.Customer", models.CASCADE)
    person = MerchantFK("customers.Customer", models.SET_NULL, null=True)  # known as a customer too
    name = models.CharField(max_length=60)
    position = models.CharField(max_length=60, blank=True)
    phone_sealed = SealedField(null=True)
    phone_index = models.BinaryField(null=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    email_sealed = SealedField(null=True)
    email_masked = models.CharField(max_length=100, blank=True)
    wechat = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=8, choices=Role.choices, blank=True)
    is_main = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    search = ArrayField(models.TextField(), default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer", "id"], name="contact_of_customer"),
            models.Index(
                fields=["merchant", "person"],
                condition=Q(person__isnull=False),
                name="contact_who_is",
            ),
            models.Index(
                fields=["merchant", "phone_index"],
                condition=Q(phone_index__isnull=False),
                name="contact_by_phone",
            ),
            GinIndex(fields=["merchant", "search"], fastupdate=False, name="contact_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "customer"],
                condition=Q(is_main=True, deleted_at__isnull=True),
                name="contact_one_main",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", "decides", "uses", "buys", "pays", "helps", "other"]),
                name="contact_role_known",
            ),
        ]


class Address(MerchantModel):
    """地址: where a customer wants things brought, or where they are."""

    customer = MerchantFK("customers.Customer", models.CASCADE)
    label = models.CharField(max_length=20, blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    detail_sealed = SealedField()
    receiver = models.CharField(max_length=60, blank=True)
    phone_sealed = SealedField(null=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer", "id"], name="address_of_customer")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "customer"],
                condition=Q(is_default=True, deleted_at__isnull=True),
                name="address_one_default",
            )
        ]


class DuplicatePair(MerchantModel):
    """疑似重复: two customers that may be one, and why. `low` has the smaller id."""

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        DISMISSED = "dismissed", "不是同一个"
        MERGED = "merged", "已合并"

    low = MerchantFK("customers.Customer", models.CASCADE)
    high = MerchantFK("customers.Customer", models.CASCADE)
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    strength = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "state", "-strength", "-id"], name="duplicatepair_strongest"
            ),
            models.Index(fields=["merchant", "high"], name="duplicatepair_of_high"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "low", "high"], name="duplicatepair_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="duplicatepair_in_order"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["dismissed", "merged"], decided_at__isnull=False),
                name="duplicatepair_decided_has_time",
            ),
        ]


class DuplicateScan(MerchantModel):
    """查重进度: how far the search for duplicates has come; one row per merchant."""

    seen_at = models.DateTimeField(null=True)  # customers changed later are still to be looked at
    seen_id = models.BigIntegerField(default=0)
    looked = models.IntegerField(default=0)  # customers in this round
    total = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    running = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    step_at = models.DateTimeField(null=True)  # the last sign of life of a running search
    finished_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="duplicatescan_one_per_merchant")
        ]
