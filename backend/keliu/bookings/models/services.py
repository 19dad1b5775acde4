"""What can be booked, and what it needs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Service(MerchantModel):
    """服务项目: how long it takes, what it costs, and the rules of booking it.

    A `group` service is a class: up to `places` people share the same time and resources.
    """

    class State(models.TextChoices):
        ON = "on", "可约"
        OFF = "off", "停约"

    class Late(models.TextChoices):
        """What a customer may do when it is too late to cancel for free."""

        KEEP = "keep", "可以取消,定金不退"
        REFUSE = "refuse", "不能自己取消"

    name = models.CharField(max_length=40)
    summary = models.CharField(max_length=200, blank=True)
    picture_id = models.BigIntegerField(null=True)
    product = MerchantFK("catalog.Product", models.SET_NULL, null=True)
    minutes = models.PositiveSmallIntegerField()
    before_minutes = models.PositiveSmallIntegerField(default=0)
    after_minutes = models.PositiveSmallIntegerField(default=0)
    step_minutes = models.PositiveSmallIntegerField(default=30)
    price_fen = models.BigIntegerField(default=0)
    deposit_fen = models.BigIntegerField(default=0)
    group = models.BooleanField(default=False)
    places = models.PositiveSmallIntegerField(default=1)
    auto_confirm = models.BooleanField(default=True)
    notice_minutes = models.PositiveIntegerField(default=60)
    ahead_days = models.PositiveSmallIntegerField(default=30)
    cancel_hours = models.PositiveSmallIntegerField(default=24)
    late_cancel = models.CharField(max_length=6, choices=Late.choices, default=Late.KEEP)
    moves = models.PositiveSmallIntegerField(default=2)  # how often a customer may reschedule
    state = models.CharField(max_length=3, choices=State.choices, default=State.ON)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "position", "id"], name="service_in_order"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["on", "off"]), name="service_state_known"
            ),
            models.CheckConstraint(
                condition=Q(late_cancel__in=["keep", "refuse"]), name="service_late_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, step_minutes__gte=5, places__gte=1),
                name="service_times_sound",
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0, deposit_fen__gte=0), name="service_not_negative"
            ),
        ]


class Resource(MerchantModel):
    """资源: a person, seat, room or piece of equipment; `capacity` bookings at the same time.

    `week` holds seven lists of [from, to] minutes, Monday first; without it the shop's hours hold.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "人员"
        SEAT = "seat", "座位"
        ROOM = "room", "房间"
        EQUIPMENT = "equipment", "设备"

    class State(models.TextChoices):
        ON = "on", "可约"
        OFF = "off", "停约"

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.PERSON)
    intro = models.CharField(max_length=200, blank=True)
    picture_id = models.BigIntegerField(null=True)
    staff = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    capacity = models.PositiveSmallIntegerField(default=1)
    week = models.JSONField(null=True)
    state = models.CharField(max_length=3, choices=State.choices, default=State.ON)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "position", "id"], name="resource_in_order"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "seat", "room", "equipment"]),
                name="resource_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["on", "off"]), name="resource_state_known"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="resource_takes_one"),
        ]


class ServiceNeed(MerchantModel):
    """A service takes one resource of each part; part 0 is what the customer chooses."""

    service = MerchantFK("bookings.Service", models.CASCADE)
    resource = MerchantFK("bookings.Resource", models.CASCADE)
    part = models.PositiveSmallIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "resource"], name="service_need_of_resource"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "service", "resource"], name="service_need_once"
            ),
        ]
