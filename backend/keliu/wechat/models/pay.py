"""A merchant's number at WeChat Pay, the certificates that prove its answers, its notices."""

from typing import ClassVar

from django.db import models

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class PayMerchant(MerchantModel):
    """商户号: what signs our requests to WeChat Pay and what opens its notices.

    `notify_key` is the last part of the address notices come to; a Route of the kind `wechat_pay`
    leads from it to this row before the merchant is known.
    """

    mchid = models.CharField(max_length=32)
    name = models.CharField(max_length=60)
    appid = models.CharField(max_length=40)  # the bound app that test orders are made with
    serial = models.CharField(max_length=64)  # of the merchant's own API certificate
    certificate_until = models.DateTimeField()  # when that certificate ends
    private_key_sealed = SealedField()
    api_key_sealed = SealedField()  # APIv3
    old_key_sealed = SealedField(null=True)  # APIv2: opens the old notices of refunds only
    public_key_id = models.CharField(max_length=64, blank=True)  # PUB_KEY_ID_…
    public_key = models.TextField(blank=True)  # PEM; public
    notify_key = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when platform certificates were last asked for
    checked_at = models.DateTimeField(null=True)  # the last check by hand
    last_notice_at = models.DateTimeField(null=True)
    last_probe_at = models.DateTimeField(null=True)  # WeChat tried us with a false signature
    problem = models.CharField(max_length=40, blank=True)  # a key of the table of causes
    problem_code = models.CharField(max_length=40, blank=True)  # in WeChat Pay's words
    problem_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant"],
                condition=models.Q(deleted_at__isnull=True),
                name="wechat_pay_one",
            )
        ]


class PayCertificate(MerchantModel):
    """平台证书: a key with which WeChat Pay signs, by its serial."""

    pay = MerchantFK(PayMerchant, models.CASCADE)
    serial = models.CharField(max_length=64)
    pem = models.TextField()
    ends_at = models.DateTimeField()
    fetched_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "pay", "serial"], name="wechat_pay_certificate_once"
            )
        ]


class PayNotice(MerchantModel):
    """通知: one thing WeChat Pay told us, kept once however often it is delivered."""

    class Kind(models.TextChoices):
        PAID = "transaction", "付款"
        REFUND = "refund", "退款"

    class State(models.TextChoices):
        PENDING = "pending", "待处理"
        DONE = "done", "已处理"
        FAILED = "failed", "处理失败"

    pay = MerchantFK(PayMerchant, models.CASCADE)
    notice_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    event = models.CharField(max_length=40)
    out_trade_no = models.CharField(max_length=32)
    out_refund_no = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=20)  # trade_state or refund_status
    amount_fen = models.BigIntegerField(null=True)
    content_sealed = SealedField()  # what was told, decrypted
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=120, blank=True)  # of the last failure
    received_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "pay", "notice_id"], name="wechat_pay_notice_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["transaction", "refund"]),
                name="wechat_pay_notice_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "done", "failed"]),
                name="wechat_pay_notice_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "pay", "-id"], name="wechat_pay_notice_newest")
        ]
