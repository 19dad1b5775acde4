"""The timeline and the plans. Reach follows the customer's owner, so rows join the customer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Interaction(MerchantModel):
    """One line of a customer's timeline. `ref_kind`/`ref_id` point at the record it tells of."""

    class Kind(models.TextChoices):
        FOLLOWUP = "followup", "跟进"
        VISIT = "visit", "访问"
        SHARE = "share", "转发"
        CONSENT = "consent", "同意"
        OPPORTUNITY = "opportunity", "商机"
        PLAN = "plan", "计划"
        CUSTOMER = "customer", "客户"
        ORDER = "order", "订单"

    customer = MerchantFK("customers.Customer", models.CASCADE)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    staff = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    ref_kind = models.CharField(max_length=20, blank=True)
    ref_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer", "-at", "-id"], name="interaction_of_one"),
            models.Index(fields=["merchant", "staff", "-at", "-id"], name="interaction_of_staff"),
            models.Index(fields=["merchant", "kind", "-at", "-id"], name="interaction_of_kind"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "ref_kind", "ref_id", "kind"],
                condition=Q(ref_id__isnull=False),
                name="interaction_one_per_ref",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["followup", "visit", "share", "consent", "opportunity", "plan",
                              "customer", "order"]
                ),
                name="interaction_kind_known",
            ),
        ]  # fmt: skip


class Plan(MerchantModel):
    """计划: somebody means to follow a customer up at `due_at`, and is reminded then."""

    class State(models.TextChoices):
        PENDING = "pending", "待跟进"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    customer = MerchantFK("customers.Customer", models.CASCADE)
    staff = MerchantFK("accounts.Staff", models.PROTECT)
    due_at = models.DateTimeField()
    text = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    interaction = MerchantFK("interactions.Interaction", models.SET_NULL, null=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # Set when deleting the follow-up took the plan along, so that undoing brings it back.
    cancelled_with_followup = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "staff", "due_at", "id"], name="plan_of_staff"),
            models.Index(fields=["merchant", "customer", "due_at"], name="plan_of_customer"),
            models.Index(
                fields=["merchant", "due_at", "id"],
                condition=Q(state="pending"),
                name="plan_pending",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "done", "cancelled"]), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | Q(done_at__isnull=True) & ~Q(state="done"),
                name="plan_done_has_time",
            ),
        ]
