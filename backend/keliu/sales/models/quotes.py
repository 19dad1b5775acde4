"""Quotes, and the counters their numbers come from."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Counter(MerchantModel):
    """编号: the last number given out for one kind of paper on one day."""

    kind = models.CharField(max_length=12)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "kind", "day"], name="counter_one_a_day")
        ]


class Quote(MerchantModel):
    """报价单: what is offered at which price until when. Sent ones no longer change."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SENT = "sent", "已发出"
        ACCEPTED = "accepted", "已接受"
        REJECTED = "rejected", "已拒绝"
        EXPIRED = "expired", "已过期"

    number = models.CharField(max_length=24)
    revision = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=80)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    opportunity = MerchantFK("sales.Opportunity", models.PROTECT, null=True)
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    department_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    lines = models.JSONField(default=list)
    reduction_fen = models.BigIntegerField(default=0)  # off the whole
    tax_rate = models.PositiveSmallIntegerField(default=0)  # percent, on top; 0 is none
    tax_fen = models.BigIntegerField(default=0)
    amount_fen = models.BigIntegerField(default=0)
    valid_until = models.DateField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    file_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])  # private ones
    replaced = models.BooleanField(default=False)  # a later revision took its place
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-updated_at", "-id"], name="quote_recent"),
            models.Index(fields=["merchant", "customer", "-id"], name="quote_of_customer"),
            models.Index(fields=["merchant", "opportunity", "-id"], name="quote_of_opportunity"),
            models.Index(fields=["merchant", "owner", "-id"], name="quote_of_owner"),
            models.Index(
                fields=["merchant", "valid_until"],
                condition=Q(state="sent"),
                name="quote_running_out",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "number", "revision"], name="quote_one_number"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, reduction_fen__gte=0, tax_fen__gte=0),
                name="quote_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "accepted", "rejected", "expired"]),
                name="quote_state_known",
            ),
        ]
