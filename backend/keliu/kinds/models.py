"""Custom fields, forms, and who has which value of a unique field."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from keliu.kinds import rules
from keliu.kit import clock
from keliu.platform.tenancy import MerchantModel


class FieldDefinition(MerchantModel):
    """自定义字段: a field that a merchant added to a kind.

    Its slug names its values in the records' `custom` column and is never used again, so a field
    that was put away and brought back finds its values.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=32)
    label = models.CharField(max_length=30)
    type = models.CharField(max_length=12)
    required = models.BooleanField(default=False)
    unique = models.BooleanField(default=False)
    default = models.JSONField(null=True)
    hint = models.CharField(max_length=100, blank=True)
    max_length = models.PositiveIntegerField(null=True)
    least = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    most = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    precision = models.PositiveSmallIntegerField(default=0)
    choices = models.JSONField(default=list)  # [{value, label, retired?}]: retired ones stay known
    types = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    """The types of record it belongs to; none: to all of them."""
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "kind", "slug"], name="field_one_slug"),
            models.UniqueConstraint(
                fields=["merchant", "kind", "label"],
                condition=models.Q(active=True),
                name="field_one_label",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=rules.CUSTOM_TYPES), name="field_type_known"
            ),
        ]


class RecordType(MerchantModel):
    """客户类型: a type of record that a merchant defined beside persons and companies.

    Its slug is the value in the records' `type` column and is never used again; one that was put
    away is no longer offered, records that have it still show it.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    base = models.CharField(max_length=8, default="person")  # what it is in law: person or company
    color = models.CharField(max_length=10, default="slate")
    icon = models.CharField(max_length=12, default="user")
    required = ArrayField(models.CharField(max_length=60), default=list)  # keys of fields
    level = models.CharField(max_length=1, blank=True)  # a new one starts with
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        db_table = "kinds_record_type"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "slug"], name="record_type_one_slug"
            ),
            models.UniqueConstraint(
                fields=["merchant", "kind", "name"],
                condition=models.Q(active=True),
                name="record_type_one_name",
            ),
            models.CheckConstraint(
                condition=models.Q(base__in=["person", "company"]), name="record_type_base_known"
            ),
        ]


class Form(MerchantModel):
    """表单: where the fields of a kind stand, built-in and custom ones alike.

    `groups` is [{key, label}] in order; `items` is [{key, group, width, required, hidden, label}]
    in order. A field that is not listed stands at the end of its own group.
    """

    kind = models.CharField(max_length=20)
    groups = models.JSONField(default=list)
    items = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "kind"], name="form_one_per_kind")
        ]


class UniqueValue(MerchantModel):
    """Which record has a value of a unique custom field; of two who save it at once, one wins.

    A claim counts while its record lives and still has the value, so nobody needs to tidy up after
    a delete, a merge or an undo.
    """

    kind = models.CharField(max_length=20)
    field_id = models.BigIntegerField()
    value_hash = models.BinaryField()
    record_id = models.BigIntegerField()

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            BTreeIndex(fields=["merchant", "record_id", "field_id"], name="unique_value_of_record")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "field_id", "value_hash"], name="unique_value_once"
            )
        ]


class View(MerchantModel):
    """视图: a named way to look at a list: filter, order, columns.

    It belongs to one person, who may show it to everyone or to departments and what is below them.
    """

    class Shared(models.TextChoices):
        NOBODY = "nobody", "只有自己"
        DEPARTMENTS = "departments", "指定部门"
        EVERYONE = "everyone", "所有人"

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=30)
    owner_id = models.BigIntegerField()
    filter = models.JSONField(default=dict)
    sort = models.CharField(max_length=60, blank=True)
    columns = models.JSONField(default=list)  # [{name, width}] in order; empty: as usual
    density = models.CharField(max_length=8, default="normal")
    shared = models.CharField(max_length=12, choices=Shared.choices, default=Shared.NOBODY)
    departments = ArrayField(models.BigIntegerField(), default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["merchant", "kind"], name="view_of_kind")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "owner_id", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="view_one_name_per_person",
            ),
            models.CheckConstraint(
                condition=models.Q(shared__in=["nobody", "departments", "everyone"]),
                name="view_shared_known",
            ),
        ]


class ViewOrder(MerchantModel):
    """How one person has the views of a kind: in which order, and which opens first."""

    kind = models.CharField(max_length=20)
    staff_id = models.BigIntegerField()
    views = ArrayField(models.BigIntegerField(), default=list)
    opens_id = models.BigIntegerField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "staff_id"], name="view_order_one_per_person"
            )
        ]


class Import(MerchantModel):
    """导入: a sheet somebody brought, which column is which field, and what to do with each row."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=120)  # in the default storage, private
    format = models.CharField(max_length=4)
    encoding = models.CharField(max_length=12, blank=True)
    titles = models.JSONField(default=list)
    samples = models.JSONField(default=list)  # the first rows, for the mapping page
    mapping = models.JSONField(default=list)  # field key or null, by column
    policy = models.JSONField(default=dict)  # {match, found, missing, blanks}
    checked_version = models.PositiveIntegerField(null=True)  # of the mapping the check saw
    check_id = models.BigIntegerField(null=True)  # operation of the dry run
    run_id = models.BigIntegerField(null=True)  # operation of the import
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "by_id", "-id"], name="import_of_person")
        ]


class ImportRow(MerchantModel):
    """One row of a sheet, what the dry run says of it, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "还没检查"
        CREATE = "create", "新建"
        UPDATE = "update", "更新"
        SKIP = "skip", "跳过"
        REJECT = "reject", "不能导入"
        CREATED = "created", "已新建"
        UPDATED = "updated", "已更新"

    import_id = models.BigIntegerField()
    position = models.PositiveIntegerField()  # the row's number in the sheet, titles are 1
    cells = models.JSONField(default=list)
    key = models.CharField(max_length=32, blank=True)  # digest of what the row is matched by
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    message = models.CharField(max_length=400, blank=True)
    differences = models.JSONField(default=list)  # [{field, label, before, after}] of an update
    record_id = models.BigIntegerField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "import_id", "position"], name="import_row_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "import_id", "outcome", "position"], name="import_row_next"
            ),
            models.Index(fields=["merchant", "import_id", "key"], name="import_row_same"),
        ]


class SheetMapping(MerchantModel):
    """What somebody said the columns of such a sheet mean: the next one like it starts with it."""

    kind = models.CharField(max_length=20)
    titles_hash = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)  # field key by plain title
    policy = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "titles_hash"], name="sheet_mapping_one"
            )
        ]


class Export(MerchantModel):
    """导出: which records and columns somebody takes away, who agreed, and the file for a day."""

    class State(models.TextChoices):
        ASKED = "asked", "等待同意"
        RUNNING = "running", "导出中"
        READY = "ready", "可下载"
        REFUSED = "refused", "不同意"
        GONE = "gone", "已删除"

    kind = models.CharField(max_length=20)
    format = models.CharField(max_length=4)
    columns = models.JSONField(default=list)
    filter = models.JSONField(null=True)
    q = models.CharField(max_length=60, blank=True)
    ids = models.JSONField(null=True)
    count = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    path = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    operation_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "by_id", "-id"], name="export_of_person"),
            models.Index(fields=["merchant", "state", "-id"], name="export_by_state"),
        ]
