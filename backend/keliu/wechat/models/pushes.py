"""What WeChat has pushed to us, once each, whatever the number of deliveries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class ReceivedPush(MerchantModel):
    """收到的推送: a message or an event; its row is the claim that makes it count once.

    A push that could not be worked on in time stays `pending` until a job has done it. What
    somebody wrote is kept as long as the merchant may answer it, then only that something came.
    """

    class State(models.TextChoices):
        PENDING = "pending", "等待处理"
        DONE = "done", "已处理"
        FAILED = "failed", "没有成功"

    account = MerchantFK("wechat.Account", models.CASCADE)
    follower = MerchantFK("wechat.Follower", models.SET_NULL, null=True)
    dedupe = models.BinaryField()  # blind: repeated deliveries meet, nobody can go back
    kind = models.CharField(max_length=40)  # text, image, …, event
    event = models.CharField(max_length=60, blank=True)
    body_sealed = SealedField(null=True)  # the fields as WeChat named them
    reply_sealed = SealedField(null=True)  # what was answered, for a further delivery
    media_id = models.CharField(max_length=200, blank=True)
    file_id = models.BigIntegerField(null=True)  # the picture, voice or film, once fetched
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    deliveries = models.PositiveSmallIntegerField(default=1)
    late = models.BooleanField(default=False)  # worked on after WeChat had its answer
    problem = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()  # by WeChat's clock
    received_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "account", "-id"], name="push_newest"),
            models.Index(
                fields=["merchant", "follower", "-id"],
                condition=Q(follower__isnull=False),
                name="push_of_follower",
            ),
            models.Index(
                fields=["merchant", "received_at"],
                condition=~Q(state="done"),
                name="push_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "account", "dedupe"], name="push_once"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "done", "failed"]), name="push_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | ~Q(state="done") & Q(done_at__isnull=True),
                name="push_done_has_time",
            ),
        ]
