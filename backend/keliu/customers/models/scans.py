"""Paper cards that somebody photographed, for the minutes until they have filled in a form."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class CardScan(MerchantModel):
    """扫名片: one picture on its way to a form; what was read is sealed and soon forgotten."""

    class State(models.TextChoices):
        QUEUED = "queued", "识别中"
        DONE = "done", "已识别"
        FAILED = "failed", "没认出"

    class Reason(models.TextChoices):
        EMPTY = "empty", "照片里没有文字"
        TIMEOUT = "timeout", "读得太久"
        BROKEN = "broken", "识别程序出错"

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    file_id = models.BigIntegerField()  # a private picture of the platform's files
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    result_sealed = SealedField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "staff"], name="cardscan_of_staff"),
            models.Index(fields=["merchant", "created_at"], name="cardscan_oldest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "done", "failed"]), name="cardscan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", result_sealed__isnull=False)
                | Q(result_sealed__isnull=True) & ~Q(state="done"),
                name="cardscan_done_has_result",
            ),
        ]
