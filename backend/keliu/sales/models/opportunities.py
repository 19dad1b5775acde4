"""Pipelines, their stages, opportunities and every step they took."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel
from keliu.sales import rules

ALIVE = Q(deleted_at__isnull=True)
NO_ITEMS = models.Value([], models.JSONField())


class Pipeline(MerchantModel):
    """销售流程: an ordered set of stages. Every merchant has one default pipeline."""

    name = models.CharField(max_length=40)
    is_default = models.BooleanField(default=False)
    department_ids = ArrayField(models.BigIntegerField(), default=list)  # empty: everybody
    backward = models.BooleanField(default=True)  # an opportunity may go back a stage
    reopening = models.BooleanField(default=True)  # a closed one may be opened again
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant"], condition=Q(is_default=True), name="pipeline_one_default"
            ),
            models.UniqueConstraint(fields=["merchant", "name"], name="pipeline_one_name"),
        ]


class Stage(MerchantModel):
    """阶段: a step of a pipeline with the chance to win from there."""

    class Kind(models.TextChoices):
        OPEN = "open", "进行中"
        WON = "won", "赢单"
        LOST = "lost", "输单"

    pipeline = MerchantFK("sales.Pipeline", models.PROTECT)
    name = models.CharField(max_length=40)
    rate = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.OPEN)
    position = models.PositiveSmallIntegerField()
    required = ArrayField(models.CharField(max_length=60), default=list)  # keys of fields
    retired_at = models.DateTimeField(null=True)  # only history still names it

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "pipeline", "position"],
                condition=Q(retired_at__isnull=True),
                name="stage_one_position",
            ),
            models.UniqueConstraint(
                fields=["merchant", "pipeline", "kind"],
                condition=~Q(kind="open"),
                name="stage_one_end_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="won", rate=100)
                | Q(kind="lost", rate=0)
                | Q(kind="open", rate__gte=0, rate__lte=99),
                name="stage_rate_fits_kind",
            ),
        ]


class Opportunity(MerchantModel):
    """商机: something a customer may buy, with an amount, a chance and a day."""

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        WON = "won", "赢单"
        LOST = "lost", "输单"

    title = models.CharField(max_length=80)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    department_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    rating = models.CharField(max_length=6, default="medium")
    amount_fen = models.BigIntegerField(default=0)
    expected_on = models.DateField(null=True)
    pipeline = MerchantFK("sales.Pipeline", models.PROTECT)
    stage = MerchantFK("sales.Stage", models.PROTECT)
    stage_since = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True)
    cause = MerchantFK("sales.CloseReason", models.PROTECT, null=True)
    closed_at = models.DateTimeField(null=True)
    # Whose success or loss it was: the owner at that moment, whoever looks after it later.
    credit_owner_id = models.BigIntegerField(null=True)
    credit_department_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    lines = models.JSONField(default=list, db_default=[])  # what is to be sold, see rules.lines
    # the amount is the sum of the lines
    sums_lines = models.BooleanField(default=False, db_default=False)
    competitors = models.JSONField(default=list, db_default=[])  # [{id, note}]
    search = ArrayField(models.TextField(), default=list)  # words of the title, see kit.words
    custom = models.JSONField(default=dict, db_default={})  # values of custom fields by slug
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)
    # deleted because its customer was
    with_customer = models.BooleanField(default=False, db_default=False)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            # The board: a column in order, for everybody, one department or one person. What the
            # head of a column adds up is in the index, so that no row is read for it.
            models.Index(
                fields=["merchant", "stage", "-stage_since", "-id"],
                include=["amount_fen", "owner", "department_id"],
                condition=ALIVE,
                name="opportunity_board",
            ),
            models.Index(
                fields=["merchant", "department_id", "stage", "-stage_since", "-id"],
                include=["amount_fen", "owner"],
                condition=ALIVE,
                name="opportunity_board_department",
            ),
            models.Index(
                fields=["merchant", "owner", "stage", "-stage_since", "-id"],
                include=["amount_fen", "department_id"],
                condition=ALIVE,
                name="opportunity_board_owner",
            ),
            models.Index(fields=["merchant", "-updated_at", "-id"], name="opportunity_recent"),
            models.Index(fields=["merchant", "-amount_fen", "-id"], name="opportunity_largest"),
            models.Index(fields=["merchant", "expected_on", "id"], name="opportunity_expected"),
            models.Index(fields=["merchant", "closed_at"], name="opportunity_closed"),
            models.Index(fields=["merchant", "created_at"], name="opportunity_created"),
            models.Index(fields=["merchant", "customer", "-id"], name="opportunity_of_customer"),
            GinIndex(fields=["merchant", "search"], fastupdate=False, name="opportunity_search"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0) & Q(amount_fen__lte=rules.MOST_AMOUNT_FEN),
                name="opportunity_amount_in_range",
            ),
            models.CheckConstraint(
                condition=Q(rating__in=rules.RATINGS), name="opportunity_rating_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, reason="")
                | (Q(state__in=["won", "lost"], closed_at__isnull=False) & ~Q(reason="")),
                name="opportunity_closed_with_a_reason",
            ),
        ]


class StageChange(MerchantModel):
    """阶段变更: one step, who took it, and how long the stage before it lasted."""

    opportunity = MerchantFK("sales.Opportunity", models.CASCADE)
    from_stage = MerchantFK("sales.Stage", models.PROTECT, null=True)
    to_stage = MerchantFK("sales.Stage", models.PROTECT)
    at = models.DateTimeField(default=clock.now, db_default=Now())
    by_id = models.BigIntegerField(null=True)
    dwell_ms = models.BigIntegerField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "opportunity", "id"], name="stage_change_history")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dwell_ms__isnull=True) | Q(dwell_ms__gte=0),
                name="stage_change_dwell_not_negative",
            )
        ]


class Tally(MerchantModel):
    """合计: how many live opportunities of one owner stand in a stage, and for how much.

    The heads of the board add these up instead of every opportunity; each step moves them in its
    own transaction (services.tally). Ids are 0 where an opportunity has no owner or department.
    """

    pipeline_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(default=0)
    department_id = models.BigIntegerField(default=0)
    count = models.IntegerField(default=0)
    amount_fen = models.BigIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            # The heads of a manager's board. Without the sums, so that a step moves them in place.
            models.Index(
                fields=["merchant", "pipeline_id", "department_id"], name="tally_of_department"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "pipeline_id", "stage_id", "owner_id", "department_id"],
                name="tally_one_per_owner_and_stage",
            )
        ]
