"""Contracts, when they are to be paid, and what was paid."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Contract(MerchantModel):
    """合同: what was agreed, from when to when, and how much of it is paid."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ACTIVE = "active", "执行中"
        DONE = "done", "已完成"
        VOID = "void", "已作废"

    number = models.CharField(max_length=24)
    title = models.CharField(max_length=80)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    opportunity = MerchantFK("sales.Opportunity", models.PROTECT, null=True)
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    department_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    amount_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)  # the sum of its payments, kept with each
    signed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    file_ids = ArrayField(models.BigIntegerField(), default=list)
    note = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-updated_at", "-id"], name="contract_recent"),
            models.Index(fields=["merchant", "customer", "-id"], name="contract_of_customer"),
            models.Index(fields=["merchant", "opportunity", "-id"], name="contract_of_deal"),
            models.Index(fields=["merchant", "owner", "-id"], name="contract_of_owner"),
            models.Index(
                fields=["merchant", "ends_on"], condition=Q(state="active"), name="contract_ending"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "number"], name="contract_one_number"),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, paid_fen__gte=0), name="contract_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "active", "done", "void"]),
                name="contract_state_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
        ]


class Instalment(MerchantModel):
    """回款计划: a part of a contract's amount and the day it is due."""

    contract = MerchantFK("sales.Contract", models.CASCADE)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    due_on = models.DateField()
    amount_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "contract", "position"], name="instalment_in_order"),
            models.Index(
                fields=["merchant", "due_on", "id"],
                condition=Q(paid_fen__lt=F("amount_fen")),
                name="instalment_unpaid",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, paid_fen__gte=0), name="instalment_amounts_sound"
            )
        ]


class Payment(MerchantModel):
    """回款: money that came in, or went back. Rows are only added: a mistake is reversed."""

    contract = MerchantFK("sales.Contract", models.PROTECT)
    instalment_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField()  # paid on the contract after this
    received_on = models.DateField()
    method = models.CharField(max_length=10, default="transfer")
    note = models.CharField(max_length=200, blank=True)
    reverses = MerchantFK("sales.Payment", models.PROTECT, null=True)
    # Who owned the contract when the money came: targets count it there, whoever owns it later.
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "contract", "id"], name="payment_of_contract"),
            models.Index(fields=["merchant", "-received_on", "-id"], name="payment_by_day"),
            models.Index(fields=["merchant", "owner_id", "received_on"], name="payment_of_owner"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "reverses"],
                condition=Q(reverses__isnull=False),
                name="payment_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, reverses__isnull=True)
                | Q(amount_fen__lt=0, reverses__isnull=False),
                name="payment_negative_only_as_reversal",
            ),
            models.CheckConstraint(condition=Q(balance_fen__gte=0), name="payment_balance_sound"),
        ]
