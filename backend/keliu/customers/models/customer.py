"""Customers with their owners in time, their WeChat identities and what they agreed to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Customer(MerchantModel):
    """客户: a person or a company. Phone, e-mail and address are sealed; masks stand beside.

    The summary columns are kept by whoever changes their inputs, in the same transaction.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "个人"
        COMPANY = "company", "企业"

    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    class Level(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    class Source(models.TextChoices):
        CARD = "card", "名片"
        MANUAL = "manual", "手工录入"
        IMPORT = "import", "导入"
        REFERRAL = "referral", "转介绍"
        WECHAT = "wechat", "微信"
        OTHER = "other", "其他"

    class Lifecycle(models.TextChoices):
        POTENTIAL = "potential", "潜在"
        ENGAGED = "engaged", "意向"
        CUSTOMER = "customer", "成交"
        LOYAL = "loyal", "复购"
        SILENT = "silent", "沉睡"
        LOST = "lost", "流失"

    class Deal(models.TextChoices):
        NONE = "none", "没有商机"
        OPEN = "open", "跟进中"
        WON = "won", "已成交"

    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=80)  # pinyin, for sorting
    # What possible duplicates share: the sound of a person's name, the core of a company's.
    match_key = models.CharField(max_length=80, blank=True, default="", db_default="")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    type = models.CharField(
        max_length=20, blank=True, default="", db_default=""
    )  # kinds.RecordType
    gender = models.CharField(max_length=6, choices=Gender.choices, blank=True)
    company = models.CharField(max_length=80, blank=True)
    position = models.CharField(max_length=60, blank=True)
    phone_sealed = SealedField(null=True)
    phone_index = models.BinaryField(null=True)  # blind: equal numbers meet, nobody can go back
    phone_masked = models.CharField(max_length=20, blank=True)
    email_sealed = SealedField(null=True)
    email_index = models.BinaryField(null=True)
    email_masked = models.CharField(max_length=100, blank=True)
    address_sealed = SealedField(null=True)
    region = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=6, blank=True, db_default="", default="")
    birthday = models.DateField(null=True)
    industry = models.CharField(max_length=40, blank=True)
    lifecycle = models.CharField(
        max_length=9, choices=Lifecycle.choices, default=Lifecycle.POTENTIAL, db_default="potential"
    )
    note = models.TextField(blank=True)
    level = models.CharField(max_length=1, choices=Level.choices, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.MANUAL)
    source_code_id = models.BigIntegerField(null=True)  # the card code that brought them
    wechat_name = models.CharField(max_length=60, blank=True)
    avatar_url = models.CharField(max_length=500, blank=True)
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    department = MerchantFK("accounts.Department", models.SET_NULL, null=True)
    owner_since = models.DateTimeField(null=True)
    pool = MerchantFK("customers.Pool", models.PROTECT, null=True)  # where one without owner lies
    pool_since = models.DateTimeField(null=True)
    previous_owner_id = models.BigIntegerField(null=True)  # who had to let go last
    last_followup_at = models.DateTimeField(null=True)
    next_followup_at = models.DateTimeField(null=True)
    last_visit_at = models.DateTimeField(null=True)
    visit_count = models.PositiveIntegerField(default=0)
    deal_state = models.CharField(max_length=4, choices=Deal.choices, default=Deal.NONE)
    deal_since = models.DateTimeField(null=True)  # when the state of business last changed
    contract_until = models.DateField(null=True)  # last day of the contract that runs longest
    order_count = models.PositiveIntegerField(default=0, db_default=0)  # paid and not given back
    order_total_fen = models.BigIntegerField(default=0, db_default=0)  # paid less refunds
    last_order_at = models.DateTimeField(null=True)  # when the latest of them was paid
    score = models.PositiveSmallIntegerField(default=0)
    scored_at = models.DateTimeField(default=clock.now)  # the moment the score's reasons refer to
    deeds = models.JSONField(default=dict, db_default={})  # rules.Deeds, as the radar counted them
    profiling_off_at = models.DateTimeField(null=True)  # the customer wants no scores and guesses
    search = ArrayField(models.TextField(), default=list)
    custom = models.JSONField(default=dict, db_default={})  # values of custom fields by slug
    created_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)
    merged_into_id = models.BigIntegerField(null=True)  # the customer that goes on for this one

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-updated_at", "-id"], name="customer_updated"),
            *(
                # What lists are narrowed to every day, in their usual order.
                models.Index(fields=["merchant", name, "-updated_at", "-id"], name=f"customer_{by}")
                for name, by in (
                    ("level", "of_level"),
                    ("source", "of_source"),
                    ("deal_state", "of_state"),
                )
            ),
            models.Index(fields=["merchant", "match_key", "id"], name="customer_by_match"),
            models.Index(
                fields=["merchant", "email_index"],
                condition=Q(email_index__isnull=False),
                name="customer_by_email",
            ),
            models.Index(
                fields=["merchant", "owner", "-updated_at", "-id"], name="customer_of_owner"
            ),
            models.Index(
                fields=["merchant", "department", "-updated_at", "-id"],
                name="customer_of_department",
            ),
            models.Index(
                fields=["merchant", "pool", "-pool_since", "-id"],
                condition=Q(pool__isnull=False),
                name="customer_of_pool",
            ),
            models.Index(
                fields=["merchant", "industry", "-updated_at", "-id"],
                condition=~Q(industry=""),
                name="customer_of_industry",
            ),
            models.Index(fields=["merchant", "-created_at", "-id"], name="customer_newest"),
            models.Index(fields=["merchant", "name_key", "id"], name="customer_by_name"),
            models.Index(fields=["merchant", "-score", "-id"], name="customer_hottest"),
            models.Index(fields=["merchant", "next_followup_at", "id"], name="customer_next"),
            models.Index(fields=["merchant", "last_order_at", "id"], name="customer_bought"),
            models.Index(fields=["merchant", "-order_total_fen", "-id"], name="customer_best"),
            models.Index(
                F("merchant"),
                F("last_visit_at").desc(nulls_last=True),
                F("id").desc(),
                name="customer_visited",
            ),
            # Forty words a customer, taken in by batches: a search reads at most 32 pages more.
            GinIndex(
                fields=["merchant", "search"],
                fastupdate=True,
                gin_pending_list_limit=256,
                name="customer_search",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "phone_index"],
                condition=Q(phone_index__isnull=False, deleted_at__isnull=True),
                name="customer_one_per_phone",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "company"]), name="customer_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["", "A", "B", "C"]), name="customer_level_known"
            ),
            models.CheckConstraint(
                condition=Q(deal_state__in=["none", "open", "won"]), name="customer_deal_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    lifecycle__in=["potential", "engaged", "customer", "loyal", "silent", "lost"]
                ),
                name="customer_lifecycle_known",
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="customer_score_to_100"),
            # Everybody has a home: an owner, or exactly one pool.
            models.CheckConstraint(
                condition=Q(owner__isnull=True, pool__isnull=False, pool_since__isnull=False)
                | Q(owner__isnull=False, pool__isnull=True, pool_since__isnull=True),
                name="customer_owner_or_pool",
            ),
            models.CheckConstraint(
                condition=Q(merged_into_id__isnull=True) | Q(deleted_at__isnull=False),
                name="customer_merged_is_gone",
            ),
        ]


class Ownership(MerchantModel):
    """归属: who looked after a customer, from when to when; the open interval is today's owner."""

    customer = MerchantFK("customers.Customer", models.CASCADE)
    owner = MerchantFK("accounts.Staff", models.PROTECT)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=8, db_default="", default="")  # claim, assign, handover
    end_how = models.CharField(max_length=8, db_default="", default="")  # return, fall, assign …
    reason = models.CharField(max_length=200, db_default="", default="")  # why it ended, in words
    extended_days = models.PositiveSmallIntegerField(db_default=0, default=0)
    warned_for = models.DateField(null=True)  # the day of falling that the owner was warned of

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer", "since"], name="ownership_history")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "customer"],
                condition=Q(until__isnull=True),
                name="ownership_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="ownership_forwards",
            ),
        ]


class Identity(MerchantModel):
    """身份: something that says who this customer is; found by a blind index, kept sealed."""

    class Kind(models.TextChoices):
        OPENID = "openid", "微信 openid"
        UNIONID = "unionid", "微信 unionid"
        PHONE = "phone", "其他手机号"
        EMAIL = "email", "其他邮箱"
        MEMBER = "member", "会员号"
        WECOM = "wecom", "企业微信"

    customer = MerchantFK("customers.Customer", models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    appid = models.CharField(max_length=40, blank=True)  # of openid and wecom, else blank
    value_index = models.BinaryField()
    value_sealed = SealedField()
    masked = models.CharField(max_length=100, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer"], name="identity_of_customer")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "appid", "value_index"], name="identity_one_customer"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["openid", "unionid", "phone", "email", "member", "wecom"]),
                name="identity_kind_known",
            ),
        ]


class Consent(MerchantModel):
    """同意: one grant of one purpose. Rows are added and closed, never changed or removed."""

    class Purpose(models.TextChoices):
        RADAR = "radar", "浏览记录"
        PROFILE = "profile", "微信昵称和头像"
        ORDER = "order", "订单和预约"
        EXCHANGE = "exchange", "交换名片"

    customer = MerchantFK("customers.Customer", models.CASCADE)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=8)  # h5 or mini
    granted_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer", "-granted_at"], name="consent_history")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "customer", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_live",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["radar", "profile", "order", "exchange"]),
                name="consent_purpose_known",
            ),
        ]
