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
    short_name = models.CharField(max_length=12, blank=True, default="", db_default="")
    brand_color = models.CharField(max_length=7, default="#137A63")
    logo_id = models.BigIntegerField(null=True)  # of public files, see platform.brand
    cover_id = models.BigIntegerField(null=True)
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
    """Who did what to which record, field by field. Rows are only ever added.

    The last three columns are the relay's: it links each row to the one before (`audit_chain`).
    """

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60, db_default="")
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    object_name = models.CharField(max_length=120, db_default="")
    ip = models.CharField(max_length=45, db_default="")
    changes = models.JSONField(db_default=models.Value([], models.JSONField()))
    seq = models.BigIntegerField(null=True)
    prev_hash = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta(MerchantModel.Meta):
        db_table = "platform_audit"
        indexes: ClassVar = [
            models.Index(fields=["merchant", "object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["merchant", "actor_id", "-id"], name="audit_of_person"),
            models.Index(fields=["id"], condition=Q(seq__isnull=True), name="audit_unlinked"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "seq"], name="audit_one_per_place")
        ]


class AuditHead(MerchantModel):
    """Where a merchant's chain ends, kept apart from it: a cut-off tail is missed. The relay's."""

    seq = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        db_table = "platform_audit_head"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="audit_one_head")
        ]


class AuditCheck(MerchantModel):
    """What a walk along the whole chain found."""

    at = models.DateTimeField(default=clock.now)
    seq = models.BigIntegerField()  # the last row that was right
    waiting = models.BigIntegerField(default=0)  # rows not yet linked
    ok = models.BooleanField()
    broken_seq = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta(MerchantModel.Meta):
        db_table = "platform_audit_check"
        indexes: ClassVar = [models.Index(fields=["merchant", "-id"], name="audit_check_newest")]


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
    """Something somebody uploaded. A public one is found by its random key alone; a private one
    only by a signed address that soon ends."""

    class Kind(models.TextChoices):
        PICTURE = "picture", "图片"
        VOICE = "voice", "语音"
        VIDEO = "video", "视频"
        DOCUMENT = "document", "文档"

    kind = models.CharField(
        max_length=8, choices=Kind.choices, default="picture", db_default="picture"
    )
    private = models.BooleanField(default=False, db_default=False)
    key = models.CharField(max_length=32, default=_file_key)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=100)
    size = models.IntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    seconds = models.PositiveIntegerField(null=True)  # of a voice note, as the phone said
    words = models.TextField(blank=True, db_default="")  # of a voice note, as a recogniser heard
    thumbnail = models.BooleanField(default=False, db_default=False)
    attached_at = models.DateTimeField(null=True)  # null: nobody has used a private one yet
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        db_table = "platform_file"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "key"], name="file_key_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "created_at"],
                condition=Q(private=True, attached_at__isnull=True),
                name="file_unused",
            )
        ]

    @property
    def url(self) -> str:
        """Public address; the key is 128 random bits."""
        return f"/files/{self.key}/{self.name}"


class Operation(MerchantModel):
    """任务: work on many records at once, with progress; most can be undone for thirty days."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "停下了"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    params = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # rows an undo left as people changed them since
    problem = models.CharField(max_length=200, blank=True)
    undoable = models.BooleanField(default=True)
    undo_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "by_id", "-id"], name="operation_of_person"),
            models.Index(fields=["merchant", "-id"], name="operation_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "waiting",
                        "running",
                        "done",
                        "cancelled",
                        "failed",
                        "undoing",
                        "undone",
                    ]
                ),
                name="operation_state_known",
            )
        ]


class OperationItem(MerchantModel):
    """One record, or one row of a file, that an operation works on."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        DONE = "done", "完成"
        FAILED = "failed", "没做成"
        SKIPPED = "skipped", "跳过"

    operation_id = models.BigIntegerField()
    position = models.PositiveIntegerField()
    record_id = models.BigIntegerField(null=True)
    payload = models.JSONField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    message = models.CharField(max_length=300, blank=True)

    class Meta(MerchantModel.Meta):
        db_table = "platform_operation_item"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "operation_id", "position"], name="operation_item_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "operation_id", "state", "position"], name="operation_item_next"
            )
        ]


class UndoEntry(MerchantModel):
    """How one row looked before an operation and after it.

    `before` is null for a row the operation made (then `print`, an MD5 of the row, tells whether
    it changed since); `gone` says that the operation removed it.
    """

    operation_id = models.BigIntegerField()
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    print = models.CharField(max_length=32, blank=True)
    gone = models.BooleanField(default=False)
    outcome = models.CharField(max_length=4, blank=True)  # back, part or kept, once undone
    kept = models.JSONField(default=list)  # columns that people changed since and that stay

    class Meta(MerchantModel.Meta):
        db_table = "platform_undo"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "operation_id", "table", "row_id"], name="undo_row_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "operation_id", "outcome", "-id"], name="undo_order")
        ]
