"""Accounts and sessions are global (needed before the merchant is known); the rest is fenced."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock, ids
from keliu.platform.keys import SealedField
from keliu.platform.models import Merchant
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Account(models.Model):
    """A sign-in name with its secrets; one person, possibly at work in several merchants."""

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    login = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=200, blank=True)  # argon2; blank: WeChat only
    totp_secret = models.BinaryField(null=True)  # sealed with the master key
    totp_pending = models.BinaryField(null=True)  # shown, not yet confirmed
    totp_last_step = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)


class AccountIdentity(models.Model):
    """A WeChat user who signs in to an account."""

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="identities")
    appid = models.CharField(max_length=40)
    openid = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appid", "openid"], name="identity_one_account")
        ]


class Membership(models.Model):
    """An account's place in a merchant."""

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="+")
    staff_id = models.BigIntegerField()
    active = models.BooleanField(default=True)
    last_used_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "merchant"], name="membership_once"),
            models.UniqueConstraint(fields=["merchant", "staff_id"], name="membership_one_account"),
        ]


class Session(models.Model):
    """A signed-in device: of a member of staff, or of a customer who agreed.

    It repeats what the role grants, so that the door asks one table; changes to roles, departments
    and staff rewrite it in the same transaction.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    token_hash = models.BinaryField(unique=True)
    merchant_id = models.BigIntegerField()
    staff_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    grants = models.JSONField(default=dict)
    department_id = models.BigIntegerField(null=True)
    departments = ArrayField(models.BigIntegerField(), default=list)
    subordinates = ArrayField(models.BigIntegerField(), default=list)
    listed = ArrayField(models.BigIntegerField(), default=list)
    fields = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)
    ip = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["merchant_id", "staff_id"], name="session_of_staff"),
            models.Index(fields=["merchant_id", "customer_id"], name="session_of_customer"),
        ]


class Department(MerchantModel):
    """部门: a node of the tree. `path` holds the ids from the root down to itself."""

    name = models.CharField(max_length=60)
    parent = MerchantFK("self", models.PROTECT, null=True)
    path = ArrayField(models.BigIntegerField(), default=list)
    leader_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "parent", "name"],
                nulls_distinct=False,
                name="department_one_name_per_parent",
            )
        ]


class Role(MerchantModel):
    """角色: which permission reaches how far, and what is seen of single fields.

    `departments` is what the scope "listed" means; `fields` is {kind: {field: {right, mask}}}.
    """

    name = models.CharField(max_length=40)
    preset = models.BooleanField(default=False)
    grants = models.JSONField(default=dict)
    departments = ArrayField(models.BigIntegerField(), default=list)
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "name"], name="role_one_name")
        ]


class Staff(MerchantModel):
    """员工: a person at work in one merchant."""

    class State(models.TextChoices):
        ACTIVE = "active", "在职"
        DISABLED = "disabled", "停用"

    class Language(models.TextChoices):
        ZH = "zh", "中文"
        EN = "en", "English"

    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    login = models.CharField(max_length=60)  # repeats Account.login for lists
    phone_sealed = SealedField(null=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    department = MerchantFK("accounts.Department", models.PROTECT, null=True)
    role = MerchantFK("accounts.Role", models.PROTECT)
    superior = MerchantFK("self", models.PROTECT, null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    avatar = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    # What mail, notices and sheets made for this person are written in.
    language = models.CharField(
        max_length=2, choices=Language.choices, default=Language.ZH, db_default=Language.ZH
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "department"], name="staff_of_department"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="staff_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "login"], name="staff_one_login"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "disabled"]), name="staff_state_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["zh", "en"]), name="staff_language_known"
            ),
        ]


class RecordShare(MerchantModel):
    """临时授权: one colleague may read or change one record, until a moment or until taken back.

    Nothing runs when it ends: questions compare `until` with the clock.
    """

    class Level(models.TextChoices):
        READ = "read", "查看"
        WRITE = "write", "编辑"

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    staff = MerchantFK("accounts.Staff", models.PROTECT)
    level = models.CharField(max_length=5, choices=Level.choices)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    by = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        db_table = "accounts_record_share"
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "staff", "kind"],
                include=["record_id", "level", "until"],
                condition=Q(revoked_at__isnull=True),
                name="share_of_staff",
            ),
            models.Index(fields=["merchant", "kind", "record_id"], name="share_of_record"),
            models.Index(fields=["merchant", "-id"], name="share_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "record_id", "staff"],
                condition=Q(revoked_at__isnull=True),
                name="share_one_per_person",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["customer", "lead", "opportunity"]), name="share_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["read", "write"]), name="share_level_known"
            ),
        ]
