"""Paper cards that somebody photographed, for the minutes until they have filled in a form."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class IdPurpose(MerchantModel):
    """身份证用途: what the merchant reads identity cards for, by what right; one at a time.

    What was recorded stays as it was; a new wording is a new row, and the old one withdrawn.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent", "客户本人同意"
        CONTRACT = "contract", "履行与客户的合同"
        LAW = "law", "法律法规要求"

    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    agreed_by = models.CharField(max_length=40)
    agreed_on = models.DateField()
    by_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant"],
                condition=Q(withdrawn_at__isnull=True),
                name="idpurpose_one_lives",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["consent", "contract", "law"]), name="idpurpose_basis_known"
            ),
        ]


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
        NOT_ID = "not_id", "不是身份证人像面"

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    file_id = models.BigIntegerField()  # a private picture of the platform's files
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    result_sealed = SealedField(null=True)
    # Set: the picture is an identity card's, read for this purpose and gone as soon as it is read.
    purpose = MerchantFK("customers.IdPurpose", models.CASCADE, null=True)
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
