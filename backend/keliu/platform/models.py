"""Tables of the platform. The first four are global: what is needed before a merchant is known."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from keliu.kit import clock, ids
from keliu.platform.tenancy import MerchantModel


class Merchant(models.Model):
    """One shop or company (商户)."""

    class Mode(models.TextChoices):
        SHOP = "shop", "小店"
        COMPANY = "company", "企业"

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.SHOP)
    trade = models.CharField(max_length=20, default="other")
    brand_color = models.CharField(max_length=7, default="#137A63")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    keys = models.JSONField(default=dict)  # wrapped data keys, see platform.keys
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)


class Route(models.Model):
    """From something the outside knows (a code, an appid) to the merchant it belongs to."""

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="+")
    target_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="route_one_per_key")
        ]


class Ticket(models.Model):
    """A secret good for one use and a short time: socket, sign-in link, OAuth state."""

    token_hash = models.BinaryField(primary_key=True)
    kind = models.CharField(max_length=20)
    merchant_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="ticket_expiry")]


class OutboxEntry(MerchantModel):
    """An event waiting to be handed on; written in the transaction of the change itself."""

    kind = models.CharField(max_length=60)
    aggregate_id = models.BigIntegerField()
    payload = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    tries = models.IntegerField(db_default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    last_error = models.TextField(db_default="")
    done_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        db_table = "platform_outbox"
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=Q(done_at__isnull=True), name="outbox_waiting"
            ),
            models.Index(
                fields=["merchant", "aggregate_id", "id"],
                condition=Q(done_at__isnull=True),
                name="outbox_in_order",
            ),
        ]


class InboxEntry(MerchantModel):
    """Something from outside, or one reaction to one event, that must count once."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    received_at = models.DateTimeField(db_default=Now())

    class Meta(MerchantModel.Meta):
        db_table = "platform_inbox"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "source", "key"], name="inbox_once")
        ]


class PushOut(MerchantModel):
    """A live message not yet in its topic's order."""

    topic = models.CharField(max_length=80)
    type = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta(MerchantModel.Meta):
        db_table = "platform_push_out"
        indexes: ClassVar = [models.Index(fields=["id"], name="push_out_order")]


class IdempotencyKey(MerchantModel):
    """The answer to a POST, so that a double tap gets it again instead of a second effect."""

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    body_hash = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.TextField(null=True)  # noqa: DJ001  null until the work is done
    created_at = models.DateTimeField(db_default=Now())

    class Meta(MerchantModel.Meta):
        db_table = "platform_idempotency"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "actor", "key"], name="idempotency_once")
        ]


class AuditEntry(MerchantModel):
    """Who did what to which record, field by field. Rows are only ever added."""

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60, db_default="")
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    object_name = models.CharField(max_length=120, db_default="")
    ip = models.CharField(max_length=45, db_default="")
    changes = models.JSONField(db_default=models.Value([], models.JSONField()))

    class Meta(MerchantModel.Meta):
        db_table = "platform_audit"
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-id"], name="audit_newest"),
            models.Index(fields=["merchant", "object_kind", "object_id"], name="audit_object"),
        ]


class Notification(MerchantModel):
    """A line in a person's in-app inbox; it opens the record it is about."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", "提醒"
        RADAR = "radar", "雷达"
        SYSTEM = "system", "系统"

    staff_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=400, blank=True)
    link_kind = models.CharField(max_length=20, blank=True)
    link_id = models.BigIntegerField(null=True)
    dedupe_key = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "staff_id", "-id"], name="notification_newest")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "staff_id", "dedupe_key"], name="notification_once"
            )
        ]


def _file_key() -> str:
    return secrets.token_urlsafe(16)


class StoredFile(MerchantModel):
    """A picture somebody uploaded; its random key is what makes its address unguessable."""

    key = models.CharField(max_length=32, default=_file_key)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=60)
    size = models.IntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        db_table = "platform_file"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "key"], name="file_key_once")
        ]

    @property
    def url(self) -> str:
        """Public address; the key is 128 random bits."""
        return f"/files/{self.key}/{self.name}"
