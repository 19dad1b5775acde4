"""One timeline for customers and leads: follow-ups with all they carry, comments, system lines."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


def _ids() -> Any:
    """Ids of other rows, none by default, in hand-written inserts too."""
    numbers: Any = ArrayField(models.BigIntegerField())
    return ArrayField(
        models.BigIntegerField(), default=list, db_default=Value([], output_field=numbers)
    )


class Interaction(MerchantModel):
    """One line of a timeline. `ref_kind`/`ref_id` point at the record it tells of.

    It belongs to a customer, or to a lead (线索) that is not converted yet; a converted lead's
    lines have both.
    """

    class Kind(models.TextChoices):
        FOLLOWUP = "followup", "跟进"
        VISIT = "visit", "访问"
        SHARE = "share", "转发"
        CONSENT = "consent", "同意"
        OPPORTUNITY = "opportunity", "商机"
        PLAN = "plan", "计划"
        CUSTOMER = "customer", "客户"
        ORDER = "order", "订单"
        LEAD = "lead", "线索"
        WECHAT = "wechat", "微信"

    class Way(models.TextChoices):
        """跟进方式: how colleague and customer met; blank on lines that are no follow-up."""

        NOTE = "note", "记录"
        CALL = "call", "电话"
        MESSAGE = "message", "消息"
        EMAIL = "email", "邮件"
        MEETING = "meeting", "面谈"
        VISIT = "visit", "上门"

    class Result(models.TextChoices):
        """跟进结果."""

        REACHED = "reached", "联系上了"
        MISSED = "missed", "没联系上"
        AGREED = "agreed", "有进展"
        REFUSED = "refused", "暂无意向"

    customer = MerchantFK("customers.Customer", models.CASCADE, null=True)
    lead_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    way = models.CharField(max_length=8, choices=Way.choices, blank=True, db_default="")
    direction = models.CharField(max_length=3, blank=True, db_default="")
    result = models.CharField(max_length=8, choices=Result.choices, blank=True, db_default="")
    minutes = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    staff = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    ref_kind = models.CharField(max_length=20, blank=True)
    ref_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    file_ids = _ids()
    mention_ids = _ids()
    place = models.JSONField(null=True)  # {"lat", "lng", "name"} of the colleague's phone
    comment_count = models.PositiveIntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer", "-at", "-id"], name="interaction_of_one"),
            models.Index(
                fields=["merchant", "lead_id", "-at", "-id"],
                condition=Q(lead_id__isnull=False),
                name="interaction_of_lead",
            ),
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
                              "customer", "order", "lead", "wechat"]
                ),
                name="interaction_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(lead_id__isnull=False),
                name="interaction_has_subject",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["", "note", "call", "message", "email", "meeting", "visit"])
                & Q(direction__in=["", "in", "out"])
                & Q(result__in=["", "reached", "missed", "agreed", "refused"]),
                name="interaction_way_known",
            ),
        ]  # fmt: skip


class Comment(MerchantModel):
    """评论: what a colleague adds to a follow-up; those it mentions are told."""

    interaction = MerchantFK("interactions.Interaction", models.CASCADE)
    staff = MerchantFK("accounts.Staff", models.PROTECT)
    text = models.CharField(max_length=500)
    mention_ids = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "interaction", "id"], name="comment_of_line")
        ]
