"""Plans, and when the merchant wants people reminded of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Plan(MerchantModel):
    """计划: somebody means to follow a customer or lead up at `due_at`, and is reminded."""

    class State(models.TextChoices):
        PENDING = "pending", "待跟进"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    customer = MerchantFK("customers.Customer", models.CASCADE, null=True)
    lead_id = models.BigIntegerField(null=True)
    staff = MerchantFK("accounts.Staff", models.PROTECT)
    due_at = models.DateTimeField()
    text = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    interaction = MerchantFK("interactions.Interaction", models.SET_NULL, null=True)
    warned_at = models.DateTimeField(null=True)  # told some minutes before
    reminded_at = models.DateTimeField(null=True)  # told when it was due
    # How many superiors have heard that it is overdue: 0, 1 or 2.
    escalated = models.PositiveSmallIntegerField(default=0, db_default=0)
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
                fields=["merchant", "lead_id", "due_at"],
                condition=Q(lead_id__isnull=False),
                name="plan_of_lead",
            ),
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
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(lead_id__isnull=False),
                name="plan_has_subject",
            ),
        ]


class ReminderRules(MerchantModel):
    """提醒规则 of one merchant; without a row the defaults of `rules` hold."""

    plan_minutes = models.PositiveSmallIntegerField()
    opportunity_days = models.PositiveSmallIntegerField()
    escalate_hours = models.PositiveSmallIntegerField()  # 0: nobody is told
    silent_days = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="reminder_rules_one")
        ]
