"""Products, what is really bought of them, and their stock."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.catalog.rules import sheet
from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Category(MerchantModel):
    """分类: a shelf of the shop; products of a deleted one stand under no category."""

    name = models.CharField(max_length=20)
    picture = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    position = models.IntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "name"],
                condition=Q(deleted_at__isnull=True),
                name="category_one_name",
            )
        ]


class Product(MerchantModel):
    """产品: goods or a service to sell; its price is the lowest one of its live SKUs.

    It stands on the shelf while its state is `on`, from `on_at` until `off_at`.
    """

    class State(models.TextChoices):
        ON = "on", "上架"
        OFF = "off", "下架"

    class Kind(models.TextChoices):
        GOODS = "goods", "商品"
        SERVICE = "service", "服务"

    kind = models.CharField(
        max_length=7, choices=Kind.choices, default=Kind.GOODS, db_default="goods"
    )
    category = MerchantFK("catalog.Category", models.PROTECT, null=True)
    video = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    share_picture = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    specs = models.JSONField(default=list, db_default=[])  # [{"name", "values"}] in their order
    on_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    pickup = models.BooleanField(default=True, db_default=True)  # may be fetched in the shop
    ship = models.BooleanField(default=True, db_default=True)  # may be sent
    warn_at = models.PositiveIntegerField(default=5, db_default=5)  # few left; 0 warns of nothing

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
            models.CheckConstraint(
                condition=Q(kind__in=["goods", "service"]), name="product_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(on_at__isnull=True)
                | Q(off_at__isnull=True)
                | Q(off_at__gt=models.F("on_at")),
                name="product_off_after_on",
            ),
        ]

    @property
    def category_name(self) -> str:
        """As sheets have it; a deleted category is none."""
        row = self.category
        return row.name if row is not None and row.deleted_at is None else ""

    @property
    def skus_text(self) -> str:
        """Its live SKUs as sheets have them."""
        rows = Sku.objects.alive().filter(product=self).order_by("position", "id")
        return sheet.written(self.specs, rows)


class Sku(MerchantModel):
    """规格: what is really bought. Every product has at least one.

    `stock` is None when nobody counts it; only `services.stock` changes it.
    """

    product = MerchantFK("catalog.Product", models.PROTECT)
    values = ArrayField(models.CharField(max_length=30), default=list)  # in the order of the specs
    code = models.CharField(max_length=40, blank=True)  # 货号
    price_fen = models.BigIntegerField()
    member_price_fen = models.BigIntegerField(null=True)
    stock = models.IntegerField(null=True)
    position = models.IntegerField(default=0)
    picture = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "product", "position"], name="sku_of_product")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "code"],
                condition=Q(deleted_at__isnull=True) & ~Q(code=""),
                name="sku_code_once",
            ),
            models.UniqueConstraint(
                fields=["merchant", "product", "values"],
                condition=Q(deleted_at__isnull=True),
                name="sku_values_once",
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0)
                & (Q(member_price_fen__isnull=True) | Q(member_price_fen__gte=0)),
                name="sku_price_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(stock__gte=0), name="sku_stock_not_negative"
            ),
        ]


class StockEntry(MerchantModel):
    """库存流水: one change of a stock and what was there after it; only ever added."""

    class Reason(models.TextChoices):
        OPENING = "opening", "开始计数"
        SOLD = "sold", "卖出"
        RETURNED = "returned", "退回"
        EDITED = "edited", "编辑产品"
        CORRECTED = "corrected", "盘点更正"

    sku_id = models.BigIntegerField()  # outlives a SKU whose making was taken back
    change = models.IntegerField()
    after = models.IntegerField()
    reason = models.CharField(max_length=9, choices=Reason.choices)
    ref = models.CharField(max_length=60)  # what it belongs to; one entry of a reason for each
    note = models.CharField(max_length=100, blank=True)
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "sku_id", "-created_at", "-id"], name="stock_of_sku"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="stock_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "sku_id", "ref", "reason"], name="stock_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["opening", "sold", "returned", "edited", "corrected"]),
                name="stock_reason_known",
            ),
            models.CheckConstraint(condition=Q(after__gte=0), name="stock_after_not_negative"),
        ]
