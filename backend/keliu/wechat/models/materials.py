"""Files of the merchant that WeChat has a copy of."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Material(MerchantModel):
    """素材: what WeChat calls one of our files at one account, and until when it does.

    Permanent ones have no end. `role` is how WeChat keeps it: a picture may be there twice, whole
    and as a small cover.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "正在传"
        READY = "ready", "可以用"
        REFUSED = "refused", "微信没收"

    account = MerchantFK("wechat.Account", models.CASCADE)
    file_id = models.BigIntegerField()
    role = models.CharField(max_length=8)  # image, voice, video, thumb
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    media_id = models.CharField(max_length=200, blank=True)
    permanent = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account", "file_id", "role"], name="material_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["image", "voice", "video", "thumb"]),
                name="material_role_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(media_id=""), name="material_ready_has_id"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="material_ends",
            )
        ]
