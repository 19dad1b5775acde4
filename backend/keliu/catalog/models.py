"""Cards, codes and products."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.catalog import rules
from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Card(MerchantModel):
    """名片: what a member of staff shows. Phone and e-mail are public but sealed at rest."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    owner = MerchantFK("accounts.Staff", models.PROTECT)
    department_id = models.BigIntegerField(null=True)
    template = models.CharField(max_length=10, default="classic")
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    company = models.CharField(max_length=60, blank=True)
    phone_sealed = SealedField(null=True)
    email_sealed = SealedField(null=True)
    wechat = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    intro = models.CharField(max_length=1000, blank=True)
    avatar = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    cover = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    hidden = ArrayField(models.CharField(max_length=10), default=list)
    product_ids = ArrayField(models.BigIntegerField(), default=list)  # in the order shown
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    view_count = models.IntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "owner"], name="card_of_staff"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="card_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published"]), name="card_state_known"
            ),
            models.CheckConstraint(
                condition=Q(template__in=rules.TEMPLATES), name="card_template_known"
            ),
        ]


class CardCode(MerchantModel):
    """码: a short public way to a card; the channel says where it hangs."""

    code = models.CharField(max_length=12)
    card = MerchantFK("catalog.Card", models.PROTECT)
    channel = models.CharField(max_length=40)
    opens = models.IntegerField(default=0)
    visitors = models.IntegerField(default=0)
    customers = models.IntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["merchant", "card"], name="code_of_card")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "code"], name="code_once")
        ]


class Product(MerchantModel):
    """产品: something to sell, with pictures and a price in fen."""

    class State(models.TextChoices):
        ON = "on", "上架"
        OFF = "off", "下架"

    name = models.CharField(max_length=60)
    summary = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    price_fen = models.BigIntegerField(default=0)
    unit = models.CharField(max_length=10, blank=True)
    picture_ids = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=3, choices=State.choices, default=State.ON)
    position = models.IntegerField(default=0)
    view_count = models.IntegerField(default=0)
    custom = models.JSONField(default=dict, db_default={})  # values of custom fields by slug
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "position", "id"], name="product_in_order"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="product_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["on", "off"]), name="product_state_known"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0), name="product_price_not_negative"
            ),
        ]


class PriceList(MerchantModel):
    """价目表: other prices than the products' own, for a group of customers or a while."""

    name = models.CharField(max_length=40)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "name"],
                condition=Q(deleted_at__isnull=True),
                name="price_list_one_name",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=models.F("from_on")),
                name="price_list_ends_after_it_begins",
            ),
        ]


class PriceItem(MerchantModel):
    """A product's price in one price list."""

    price_list = MerchantFK("catalog.PriceList", models.CASCADE)
    product = MerchantFK("catalog.Product", models.CASCADE)
    price_fen = models.BigIntegerField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "price_list", "product"], name="price_item_once"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0), name="price_item_price_not_negative"
            ),
        ]


class ContentReview(MerchantModel):
    """内容审核: words or pictures for strangers that wait for a person, or that one has judged."""

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        PASSED = "passed", "已通过"
        REFUSED = "refused", "未通过"

    kind = models.CharField(max_length=10)  # card, product
    record_id = models.BigIntegerField()
    record_version = models.PositiveIntegerField()  # what was looked at
    name = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=12)  # a key of rules.REVIEW_REASONS
    labels = ArrayField(models.IntegerField(), default=list)  # WeChat's
    words = ArrayField(models.CharField(max_length=40), default=list)  # of our own list
    traces = ArrayField(models.CharField(max_length=80), default=list)  # pictures still looked at
    trace_id = models.CharField(max_length=80, blank=True)  # of the words
    by_id = models.BigIntegerField(null=True)  # who judged; nobody when WeChat did
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "state", "-created_at", "-id"], name="review_newest"),
            models.Index(fields=["merchant", "kind", "record_id"], name="review_of_record"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "record_id"],
                condition=Q(state="waiting"),
                name="review_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "passed", "refused"]), name="review_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["card", "product"]), name="review_kind_known"
            ),
        ]
