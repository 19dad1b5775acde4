"""The log of what colleagues were told, held back or spared, and why."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Delivery(MerchantModel):
    """A message to one member of staff on its way through the gate."""

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        DELAYED = "delayed", "勿扰后再发"
        SENT = "sent", "已送达"
        SKIPPED = "skipped", "未发送"
        FAILED = "failed", "没送到"

    class Reason(models.TextChoices):
        QUIET = "quiet_hours", "勿扰时段"
        DUPLICATE = "duplicate", "已经发过"
        DISABLED = "staff_disabled", "员工已停用"
        UNREACHABLE = "unreachable", "邮件服务器没有收下"
        NO_ADDRESS = "no_address", "没有确认过的邮箱"
        NOT_BOUND = "not_bound", "没有绑定微信"
        UNFOLLOWED = "unfollowed", "没有关注公众号"
        REFUSED = "refused", "在微信里拒收"
        BOUND_ANEW = "bound_anew", "微信绑定失效"
        TEMPLATE = "template", "模板消息配置不对"
        WORDS = "words", "内容被微信拦下"
        OTHER = "other", "微信没有收下"

    staff = MerchantFK("accounts.Staff", models.PROTECT)
    channel = models.CharField(max_length=12, default="in_app")
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=400, blank=True)
    link_kind = models.CharField(max_length=20, blank=True)
    link_id = models.BigIntegerField(null=True)
    dedupe_key = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    code = models.IntegerField(null=True)  # what WeChat answered when it refused
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=clock.now)
    release_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "staff", "-id"], name="delivery_newest")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "staff", "channel", "dedupe_key"],
                condition=~Q(state="skipped"),
                name="delivery_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "delayed", "sent", "skipped", "failed"]),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(sent_at__isnull=True) & ~Q(state="sent"),
                name="delivery_sent_has_time",
            ),
        ]


class NotifyChoice(MerchantModel):
    """通知设置: whether one person wants one kind of message by one channel."""

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    wanted = models.BooleanField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "staff", "kind", "channel"], name="notify_choice_once"
            )
        ]


class MailAddress(MerchantModel):
    """接收邮箱 of one person; mail goes there only after they typed in the code we sent to it."""

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    email_sealed = SealedField()
    email_masked = models.CharField(max_length=80)
    code_hash = models.BinaryField(null=True)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "staff"], name="mail_address_one")
        ]


class WeChatBinding(MerchantModel):
    """接收微信: the WeChat user behind one member of staff; and how the last notice went."""

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    appid = models.CharField(max_length=40)
    openid = models.CharField(max_length=64)
    bound_at = models.DateTimeField(default=clock.now)
    last_sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=20, choices=Delivery.Reason.choices, blank=True)
    problem_code = models.IntegerField(null=True)
    problem_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "staff"], name="wechat_binding_one"),
            models.UniqueConstraint(
                fields=["merchant", "appid", "openid"], name="wechat_binding_of_one_person"
            ),
        ]
