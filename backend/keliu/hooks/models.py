"""Endpoints of other systems and what is on its way to them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Hook(MerchantModel):
    """推送地址: where one other system listens, and to what.

    `busy_until` is the lease of the worker that speaks to it now; `rests_until` leaves alone one
    that can not be reached.
    """

    class Off(models.TextChoices):
        NO = "", "启用中"
        PERSON = "person", "被人停用"
        FAILING = "failing", "三天都推不过去"
        GONE = "gone", "对方说不再接收"

    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=30), default=list)
    carries_sealed = models.BooleanField(default=False)
    secret_sealed = SealedField()
    old_secret_sealed = SealedField(null=True)
    old_secret_until = models.DateTimeField(null=True)
    off = models.CharField(max_length=7, choices=Off.choices, default=Off.NO, blank=True)
    failing_since = models.DateTimeField(null=True)
    unreached = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(off__in=["", "person", "failing", "gone"]), name="hook_off_known"
            )
        ]


class HookDelivery(MerchantModel):
    """推送: one event on its way to one endpoint; told again with the same number.

    `tries` counts every attempt and is what a worker claims by; `failures` are those since it was
    written or replayed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待推送"
        DONE = "done", "已送达"
        FAILED = "failed", "未送达"

    hook = MerchantFK("hooks.Hook", models.CASCADE)
    entry_id = models.BigIntegerField()  # of the outbox; a trial's own number
    kind = models.CharField(max_length=30)
    record = models.CharField(max_length=40)  # customer:7301…: what must arrive in order
    customer_id = models.BigIntegerField(null=True)
    body_sealed = SealedField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    deadline_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    trouble = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=1024, blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "hook", "entry_id"], name="hook_told_once_of_an_event"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done", "failed"]), name="hook_delivery_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "hook", "-id"], name="hook_delivery_newest"),
            models.Index(
                fields=["merchant", "hook", "record", "id"],
                name="hook_delivery_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["merchant", "customer_id"],
                name="hook_delivery_customer",
                condition=Q(customer_id__isnull=False),
            ),
        ]
