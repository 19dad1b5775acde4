"""Codes with a scene: who scans one follows, and we know which one it was."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class SceneCode(MerchantModel):
    """参数二维码: one picture for one place, channel or colleague."""

    account = MerchantFK("wechat.Account", models.PROTECT)
    scene = models.CharField(max_length=64)
    name = models.CharField(max_length=40)
    channel = models.CharField(max_length=40, blank=True)
    staff = MerchantFK("accounts.Staff", models.SET_NULL, null=True)
    permanent = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)
    ticket = models.CharField(max_length=200)
    url = models.CharField(max_length=300)  # what the picture says
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account", "scene"], name="scene_code_once"
            ),
            models.CheckConstraint(
                condition=Q(permanent=True, expires_at__isnull=True)
                | Q(permanent=False, expires_at__isnull=False),
                name="scene_code_ends_or_not",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "-created_at", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="scene_code_newest",
            )
        ]


class SceneVisitor(MerchantModel):
    """One person who scanned a code, however often."""

    code = MerchantFK(SceneCode, models.CASCADE)
    follower = MerchantFK("wechat.Follower", models.CASCADE)
    scans = models.PositiveIntegerField(default=1)
    followed = models.BooleanField(default=False)  # became a follower by this code
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "code", "follower"], name="scene_visitor_once"
            )
        ]
