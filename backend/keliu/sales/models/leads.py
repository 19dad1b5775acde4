"""Leads, and who they were given to by which rule."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel
from keliu.sales.rules import leads as law

ALIVE = Q(deleted_at__isnull=True)
OPEN = Q(state__in=law.OPEN_STATES)


class Lead(MerchantModel):
    """线索: somebody who may become a customer. Phone and e-mail are sealed, masks stand beside.

    It is converted once; from then on it only tells where the customer came from.
    """

    class State(models.TextChoices):
        NEW = "new", "新线索"
        FOLLOWING = "following", "跟进中"
        CONVERTED = "converted", "已转化"
        INVALID = "invalid", "无效"

    class Source(models.TextChoices):
        MANUAL = "manual", "手工录入"
        FORM = "form", "表单"
        IMPORT = "import", "导入"
        API = "api", "接口"
        SCAN = "scan", "扫码"
        CHAT = "chat", "聊天"
        CARD = "card", "名片"
        OTHER = "other", "其他"

    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=80)  # pinyin, for sorting
    company = models.CharField(max_length=80, blank=True)
    position = models.CharField(max_length=60, blank=True)
    phone_sealed = SealedField(null=True)
    phone_index = models.BinaryField(null=True)  # blind, the same as a customer's
    phone_masked = models.CharField(max_length=20, blank=True)
    email_sealed = SealedField(null=True)
    email_masked = models.CharField(max_length=100, blank=True)
    wechat = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=6, blank=True)  # 省市区; `region` is its name
    industry = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=8, blank=True)
    intent = models.CharField(max_length=6, default="medium")
    note = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.MANUAL)
    source_detail = models.CharField(max_length=80, blank=True)
    form = MerchantFK("sales.LeadForm", models.PROTECT, null=True)
    source_code_id = models.BigIntegerField(null=True)  # the card code that brought them
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    department = MerchantFK("accounts.Department", models.SET_NULL, null=True)
    owner_since = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.NEW)
    reason = models.CharField(max_length=200, blank=True)  # why it is invalid
    last_followup_at = models.DateTimeField(null=True)
    next_followup_at = models.DateTimeField(null=True)
    custom = models.JSONField(default=dict)
    customer = MerchantFK("customers.Customer", models.PROTECT, null=True)
    opportunity = MerchantFK("sales.Opportunity", models.PROTECT, null=True)
    converted_at = models.DateTimeField(null=True)
    converted_by_id = models.BigIntegerField(null=True)
    search = ArrayField(models.TextField(), default=list)
    created_by_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-updated_at", "-id"], name="lead_updated"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="lead_newest"),
            models.Index(fields=["merchant", "name_key", "id"], name="lead_by_name"),
            models.Index(fields=["merchant", "next_followup_at", "id"], name="lead_next"),
            models.Index(fields=["merchant", "owner", "-updated_at", "-id"], name="lead_of_owner"),
            models.Index(
                fields=["merchant", "department", "-updated_at", "-id"], name="lead_of_department"
            ),
            models.Index(
                fields=["merchant", "-created_at", "-id"],
                condition=Q(owner__isnull=True) & ALIVE,
                name="lead_unassigned",
            ),
            models.Index(
                fields=["merchant", "customer"],
                condition=Q(customer__isnull=False),
                name="lead_of_customer",
            ),
            GinIndex(fields=["merchant", "search"], fastupdate=False, name="lead_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "phone_index"],
                condition=Q(phone_index__isnull=False) & ALIVE & OPEN,
                name="lead_one_open_per_phone",
            ),
            models.CheckConstraint(condition=Q(intent__in=law.INTENTS), name="lead_intent_known"),
            models.CheckConstraint(condition=Q(size__in=law.SIZES), name="lead_size_known"),
            models.CheckConstraint(condition=Q(source__in=law.SOURCES), name="lead_source_known"),
            models.CheckConstraint(
                condition=(Q(state="invalid") & ~Q(reason=""))
                | Q(state__in=["new", "following", "converted"], reason=""),
                name="lead_invalid_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="converted", customer__isnull=False, converted_at__isnull=False,
                    deleted_at__isnull=True,
                )
                | (~Q(state="converted") & Q(customer__isnull=True, converted_at__isnull=True)),
                name="lead_converted_to_a_customer",
            ),
        ]  # fmt: skip


class AssignmentRule(MerchantModel):
    """分配规则: which leads go to whom. The first active rule in order that fits decides."""

    name = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    active = models.BooleanField(default=True)
    filter = models.JSONField(default=dict)  # empty: every lead
    mode = models.CharField(max_length=11)
    staff_ids = ArrayField(models.BigIntegerField(), default=list)
    regions = models.JSONField(default=list)  # mode region: [{"region": "310000", "staff_id": 1}]
    turn = models.BigIntegerField(default=0)  # how many this rule has given away
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "position", "id"], name="assignment_rule_order")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mode__in=law.MODES), name="assignment_mode_known")
        ]


class AssignmentLog(MerchantModel):
    """分配记录: one decision about one lead, and why."""

    lead = MerchantFK("sales.Lead", models.CASCADE)
    at = models.DateTimeField(default=clock.now)
    rule_id = models.BigIntegerField(null=True)
    rule_name = models.CharField(max_length=40, blank=True)
    staff = MerchantFK("accounts.Staff", models.PROTECT, null=True)  # null: nobody fitted
    why = models.CharField(max_length=200)
    by_id = models.BigIntegerField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "lead", "-id"], name="assignment_of_lead"),
            models.Index(fields=["merchant", "-id"], name="assignment_newest"),
        ]
