"""Shapes of the sales endpoints."""

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.platform.wire import Asked, Custom, Id, ListAsked, Moment, Ref, Text, When, Wire
from keliu.sales import rules
from keliu.sales.models import Competitor, Opportunity, Pipeline, Stage, StageChange
from keliu.sales.schemas.lines import LineIn, LineOut
from keliu.sales.selectors.board import Narrowing

Rating = Literal["high", "medium", "low"]
VERBS = ["opportunity.write", "opportunity.delete", "opportunity.assign"]


class StageOut(Wire):
    id: Id
    name: str
    rate: int
    kind: str
    position: int


class PipelineStage(StageOut):
    """A stage with what it asks for."""

    required: list[str]


class PipelineOut(Wire):
    """A pipeline as a board shows it."""

    id: Id
    name: str
    stages: list[StageOut]

    @staticmethod
    def of(row: Pipeline, stages: list[Stage]) -> "PipelineOut":
        return PipelineOut(
            id=row.pk, name=row.name, stages=[StageOut.model_validate(stage) for stage in stages]
        )


class PipelineWhole(Wire):
    """A pipeline with its rules."""

    id: Id
    name: str
    is_default: bool
    departments: list[Ref]
    backward: bool
    reopening: bool
    stages: list[PipelineStage]
    version: int

    @staticmethod
    def of(row: Pipeline, stages: list[Stage], names: dict[int, str]) -> "PipelineWhole":
        return PipelineWhole(
            id=row.pk,
            name=row.name,
            is_default=row.is_default,
            departments=[
                Ref(id=one, name=names[one]) for one in row.department_ids if one in names
            ],
            backward=row.backward,
            reopening=row.reopening,
            stages=[PipelineStage.model_validate(stage) for stage in stages],
            version=row.version,
        )


class StageRef(Wire):
    """The stage an opportunity stands in."""

    id: Id
    name: str
    kind: str
    rate: int


class OpportunityRow(Wire):
    id: Id
    title: str
    customer: Ref
    amount_fen: int
    rating: str
    expected_on: date | None
    stage: StageRef
    state: str
    owner: Ref | None
    reason: str
    stage_since: Moment
    closed_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int

    @classmethod
    def of(cls, row: Opportunity) -> "OpportunityRow":
        """From a row with customer, owner and stage joined."""
        return cls.model_validate(row)


class StageChangeOut(Wire):
    model_config = ConfigDict(from_attributes=True, serialize_by_alias=True, populate_by_name=True)

    id: Id
    before: Ref | None = Field(None, alias="from")
    to: Ref
    at: Moment
    by: Ref | None
    dwell_ms: int | None

    @staticmethod
    def of(row: StageChange, names: dict[int, str]) -> "StageChangeOut":
        before, by = row.from_stage, names.get(row.by_id or 0)
        return StageChangeOut(
            id=row.pk,
            **{"from": Ref(id=before.pk, name=before.name) if before else None},
            to=Ref(id=row.to_stage.pk, name=row.to_stage.name),
            at=row.at,
            by=Ref(id=row.by_id, name=by) if row.by_id and by else None,
            dwell_ms=row.dwell_ms,
        )


class DealCompetitor(Wire):
    """Who else wants the deal."""

    id: Id
    name: str
    strength: str
    note: str


class OpportunityListRow(OpportunityRow):
    custom: Custom


class OpportunityOut(OpportunityListRow):
    note: str
    pipeline: Ref
    backward: bool
    lines: list[LineOut]
    sums_lines: bool
    competitors: list[DealCompetitor]
    history: list[StageChangeOut]
    can: list[str]
    deleted_at: Moment | None

    @classmethod
    def whole(
        cls,
        row: Opportunity,
        history: list[StageChange],
        names: dict[int, str],
        rivals: dict[int, Competitor],
    ) -> "OpportunityOut":
        """From a row with customer, owner, stage and pipeline joined."""
        return cls(
            **OpportunityRow.of(row).model_dump(),
            custom=row.custom,
            note=row.note,
            pipeline=Ref(id=row.pipeline.pk, name=row.pipeline.name),
            backward=row.pipeline.backward,
            lines=[LineOut(**line) for line in row.lines],
            sums_lines=row.sums_lines,
            competitors=_rivals(row, rivals),
            history=[StageChangeOut.of(change, names) for change in history],
            can=accounts.can(row.owner_id, row.department_id, VERBS, "opportunity", row.pk),
            deleted_at=row.deleted_at,
        )


def _rivals(row: Opportunity, rivals: dict[int, Competitor]) -> list[DealCompetitor]:
    found = [(rivals.get(int(one["id"])), one["note"]) for one in row.competitors]
    return [
        DealCompetitor(id=rival.pk, name=rival.name, strength=rival.strength, note=note)
        for rival, note in found
        if rival is not None
    ]


class BoardColumn(Wire):
    stage: StageOut
    count: int
    amount_fen: int
    items: list[OpportunityRow]
    next: str | None


class BoardOut(Wire):
    pipeline: PipelineOut
    columns: list[BoardColumn]


Amount = Field(0, ge=0, le=rules.MOST_AMOUNT_FEN)


class Given(Asked):
    """A body whose sent fields are wanted as they were read (dumping would turn ids to text)."""

    def given(self) -> dict[str, Any]:
        """What was really sent, without the version; only the date can be emptied by null."""
        sent = {name: getattr(self, name) for name in self.model_fields_set - {"version"}}
        return {k: v for k, v in sent.items() if v is not None or k == "expected_on"}


class OpportunityIn(Given):
    customer_id: Id
    title: Text = Field(min_length=1, max_length=80)
    amount_fen: int = Amount
    rating: Rating = "medium"
    expected_on: date | None = None
    stage_id: Id | None = None
    pipeline_id: Id | None = None
    note: Text = Field("", max_length=2000)
    owner_id: Id | None = None
    custom: Custom = {}


class OpportunityPatch(Given):
    title: Text | None = Field(None, min_length=1, max_length=80)
    amount_fen: int | None = Field(None, ge=0, le=rules.MOST_AMOUNT_FEN)
    rating: Rating | None = None
    expected_on: date | None = None
    note: Text | None = Field(None, max_length=2000)
    owner_id: Id | None = None
    custom: Custom | None = None
    version: int


class FillIn(Given):
    """What is filled in on the way into a stage that asks for it."""

    amount_fen: int | None = Field(None, ge=0, le=rules.MOST_AMOUNT_FEN)
    expected_on: date | None = None
    note: Text | None = Field(None, max_length=2000)
    custom: Custom | None = None


class MoveIn(Asked):
    stage_id: Id
    fill: FillIn | None = None
    version: int


class CloseIn(Asked):
    """`cause_id` is one of the usual reasons; one of the two must be given."""

    reason: Text = Field("", max_length=160)
    cause_id: Id | None = None
    fill: FillIn | None = None
    version: int


class OpportunityAssignIn(Asked):
    owner_id: Id
    version: int


class LinesIn(Asked):
    """All lines of an opportunity; `sums` makes the amount theirs."""

    lines: list[LineIn] = Field(max_length=100)
    sums: bool = False
    version: int


class DealCompetitorIn(Asked):
    competitor_id: Id
    note: Text = Field("", max_length=200)


class CompetitorsIn(Asked):
    competitors: list[DealCompetitorIn] = Field(max_length=20)
    version: int


class BoardAsked(Schema):
    """`filter` is a filter of the list as JSON: board, calendar and list share it."""

    pipeline: str | None = None
    owner: str | None = None
    q: str | None = Field(None, max_length=60)
    filter: str | None = None

    def narrowing(self) -> Narrowing:
        """As the selectors know it. Raises Invalid for a filter that can not be read."""
        return Narrowing(self.owner, self.q, kinds.read_filter(self.filter))


class ColumnAsked(ListAsked):
    owner: str | None = None
    filter: str | None = None

    def narrowing(self) -> Narrowing:
        """As the selectors know it. Raises Invalid for a filter that can not be read."""
        return Narrowing(self.owner, self.q, kinds.read_filter(self.filter))


class OpportunityAsked(ListAsked):
    """Filters of the list; owner may be an id, `me` or `none`.

    `credit` is whose success it was: `staff:<id>`, `department:<id>` (and below), `cause` and
    `competitor` may be `none`.
    """

    state: Literal["open", "won", "lost"] | None = None
    owner: str | None = None
    customer: str | None = None
    stage: str | None = None
    rating: Rating | None = None
    closed_from: When | None = None
    closed_to: When | None = None
    created_from: When | None = None
    created_to: When | None = None
    due_to: date | None = None
    filter: str | None = None
    expected_from: date | None = None
    expected_to: date | None = None
    expected: Literal["none"] | None = None
    pipeline: str | None = None
    department: str | None = None
    cause: str | None = None
    competitor: str | None = None
    credit: str | None = None
