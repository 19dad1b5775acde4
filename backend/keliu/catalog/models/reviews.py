"""What strangers may see only after a look."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class ContentReview(MerchantModel):
    """内容审核: words or pictures for strangers that wait for a person, or that one has judged."""

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        PASSED = "passed", "已通过"
        REFUSED = "refused", "未通过"

    kind = models.CharField(max_length=10)  # card, product, shop, moment
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
                condition=Q(kind__in=["card", "product", "shop", "moment"]),
                name="review_kind_known",
            ),
        ]
