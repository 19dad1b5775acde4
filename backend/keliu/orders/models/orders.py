"""Orders, their lines, and what happened to them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from keliu.kit import clock
from keliu.orders.rules import states
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Order(MerchantModel):
    """订单: what was agreed when somebody bought, and how far it has come."""

    class Kind(models.TextChoices):
        GOODS = "goods", "商品订单"
        CASHIER = "cashier", "收银"
        DEPOSIT = "deposit", "预约定金"
        TOPUP = "topup", "会员充值"

    class State(models.TextChoices):
        PENDING = "pending", "待付款"
        PAID = "paid", "已付款"
        SHIPPED = "shipped", "已发货"
        DONE = "done", "已完成"
        CLOSED = "closed", "已关闭"
        REFUNDED = "refunded", "已退款"

    class Delivery(models.TextChoices):
        SHIP = "ship", "快递"
        PICKUP = "pickup", "自提"
        NONE = "none", "到店"

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.GOODS)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    customer = MerchantFK("customers.Customer", models.PROTECT, null=True)
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    department_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=120)
    subject_id = models.BigIntegerField(null=True)  # the booking or top-up it pays for

    goods_fen = models.BigIntegerField(default=0)
    shipping_fen = models.BigIntegerField(default=0)
    discount_fen = models.BigIntegerField(default=0)
    offers = models.JSONField(default=list, db_default=[])  # [{kind, id, label, fen}]
    adjust_fen = models.BigIntegerField(default=0)  # 改价: what a person added or took off
    total_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)

    delivery = models.CharField(max_length=6, choices=Delivery.choices, default=Delivery.NONE)
    contact_name = models.CharField(max_length=40, blank=True)
    phone_sealed = SealedField(null=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    address_sealed = SealedField(null=True)
    address_masked = models.CharField(max_length=120, blank=True)
    pickup_place = models.JSONField(null=True)  # {id, name, address, hours, phone} as it was
    pickup_code = models.CharField(max_length=12, null=True)  # noqa: DJ001  several have none
    express_company = models.CharField(max_length=40, blank=True)
    express_number = models.CharField(max_length=40, blank=True)
    remark = models.CharField(max_length=200, blank=True)
    invoice = models.JSONField(null=True)  # {title, tax_no, email}

    source_staff_id = models.BigIntegerField(null=True)
    source_code_id = models.BigIntegerField(null=True)
    source_channel = models.CharField(max_length=40, blank=True)
    source_share_id = models.BigIntegerField(null=True)
    source_campaign_id = models.BigIntegerField(null=True)
    first_staff_id = models.BigIntegerField(null=True)
    first_code_id = models.BigIntegerField(null=True)
    first_channel = models.CharField(max_length=40, blank=True)
    first_share_id = models.BigIntegerField(null=True)

    created_by_id = models.BigIntegerField(null=True)  # the colleague at the till
    method = models.CharField(max_length=8, blank=True)  # how it was paid
    pay_until = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-created_at", "-id"], name="order_newest"),
            models.Index(fields=["merchant", "state", "-id"], name="order_by_state"),
            models.Index(fields=["merchant", "customer", "-id"], name="order_of_customer"),
            models.Index(fields=["merchant", "owner", "-id"], name="order_of_owner"),
            models.Index(fields=["merchant", "paid_at"], name="order_by_payment"),
            models.Index(fields=["merchant", "kind", "subject_id"], name="order_of_subject"),
            models.Index(
                fields=["merchant", "pay_until"], condition=Q(state="pending"), name="order_due"
            ),
            models.Index(
                fields=["merchant", "shipped_at"], condition=Q(state="shipped"), name="order_sent"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "number"], name="order_one_number"),
            models.UniqueConstraint(
                fields=["merchant", "pickup_code"],
                condition=Q(state="paid", pickup_code__isnull=False),
                name="order_one_pickup_code",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.STATES), name="order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["goods", "cashier", "deposit", "topup"]),
                name="order_kind_known",
            ),
            models.CheckConstraint(condition=Q(total_fen__gte=1), name="order_costs_something"),
            models.CheckConstraint(
                condition=Q(
                    goods_fen__gte=0, shipping_fen__gte=0, discount_fen__gte=0, paid_fen__gte=0,
                    refunded_fen__gte=0, refunded_fen__lte=F("paid_fen"),
                ),
                name="order_amounts_sound",
            ),
            models.CheckConstraint(
                condition=Q(
                    total_fen=F("goods_fen") + F("shipping_fen") - F("discount_fen")
                    + F("adjust_fen")
                ),
                name="order_adds_up",
            ),
        ]  # fmt: skip


class OrderLine(MerchantModel):
    """订单行: one thing bought, as it was then."""

    order = MerchantFK("orders.Order", models.CASCADE)
    position = models.PositiveSmallIntegerField()
    sku_id = models.BigIntegerField(null=True)
    product_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=80)
    spec = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    picture_url = models.CharField(max_length=200, blank=True)
    price_fen = models.BigIntegerField()
    quantity = models.PositiveIntegerField()
    amount_fen = models.BigIntegerField()  # after its share of discounts and changes of price
    refunded_quantity = models.PositiveIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "order", "position"], name="order_line_in_order"),
            models.Index(fields=["merchant", "product_id", "-id"], name="order_line_of_product"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, price_fen__gte=0, amount_fen__gte=0),
                name="order_line_sound",
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded_quantity__lte=F("quantity"),
                    refunded_fen__gte=0,
                    refunded_fen__lte=F("amount_fen"),
                ),
                name="order_line_refund_sound",
            ),
        ]


class OrderEvent(MerchantModel):
    """经过: one thing that happened to an order. Rows are only added."""

    order = MerchantFK("orders.Order", models.PROTECT)
    kind = models.CharField(max_length=20)
    staff_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "order", "id"], name="order_event_in_order")
        ]


class AfterSale(MerchantModel):
    """售后: somebody wants money back, with or without sending things back."""

    class Kind(models.TextChoices):
        REFUND = "refund", "仅退款"
        RETURN = "return", "退货退款"

    class State(models.TextChoices):
        ASKED = "asked", "待处理"
        AGREED = "agreed", "已同意"
        REFUSED = "refused", "已拒绝"
        WITHDRAWN = "withdrawn", "已撤销"
        DONE = "done", "已完成"

    order = MerchantFK("orders.Order", models.PROTECT)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    lines = models.JSONField(default=list)  # [{line_id, quantity}]
    fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    picture_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    asked_by_staff_id = models.BigIntegerField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "order", "id"], name="after_sale_of_order"),
            models.Index(
                fields=["merchant", "id"],
                condition=Q(state__in=["asked", "agreed"]),
                name="after_sale_open",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "order"],
                condition=Q(state__in=["asked", "agreed"]),
                name="after_sale_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.AFTER_SALE_STATES), name="after_sale_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["refund", "return"]), name="after_sale_kind_known"
            ),
            models.CheckConstraint(condition=Q(fen__gte=1), name="after_sale_asks_something"),
        ]
