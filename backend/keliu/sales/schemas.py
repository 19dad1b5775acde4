"""Shapes of the sales endpoints."""

from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from keliu.accounts import public as accounts
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire
from keliu.sales import rules
from keliu.sales.models import Opportunity, Pipeline, Stage, StageChange

Rating = Literal["high", "medium", "low"]
VERBS = ["opportunity.write", "opportunity.delete"]


class StageOut(Wire):
    id: Id
    name: str
    rate: int
    kind: str
    position: int


class PipelineOut(Wire):
    id: Id
    name: str
    stages: list[StageOut]

    @staticmethod
    def of(row: Pipeline, stages: list[Stage]) -> "PipelineOut":
        return PipelineOut(
            id=row.pk, name=row.name, stages=[StageOut.model_validate(stage) for stage in stages]
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


class OpportunityOut(OpportunityRow):
    note: str
    pipeline: Ref
    history: list[StageChangeOut]
    can: list[str]
    deleted_at: Moment | None

    @classmethod
    def whole(
        cls, row: Opportunity, history: list[StageChange], names: dict[int, str]
    ) -> "OpportunityOut":
        """From a row with customer, owner, stage and pipeline joined."""
        return cls(
            **OpportunityRow.of(row).model_dump(),
            note=row.note,
            pipeline=Ref(id=row.pipeline.pk, name=row.pipeline.name),
            history=[StageChangeOut.of(change, names) for change in history],
            can=accounts.can(row.owner_id, row.department_id, VERBS),
            deleted_at=row.deleted_at,
        )


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
    note: Text = Field("", max_length=2000)
    owner_id: Id | None = None


class OpportunityPatch(Given):
    title: Text | None = Field(None, min_length=1, max_length=80)
    amount_fen: int | None = Field(None, ge=0, le=rules.MOST_AMOUNT_FEN)
    rating: Rating | None = None
    expected_on: date | None = None
    note: Text | None = Field(None, max_length=2000)
    owner_id: Id | None = None
    version: int


class MoveIn(Asked):
    stage_id: Id
    version: int


class CloseIn(Asked):
    reason: Text = Field(min_length=1, max_length=200)
    version: int


class BoardAsked(Schema):
    pipeline: str | None = None
    owner: str | None = None
    q: str | None = Field(None, max_length=60)


class ColumnAsked(ListAsked):
    owner: str | None = None


class OpportunityAsked(ListAsked):
    """Filters of the list; owner may be an id, `me` or `none`."""

    state: Literal["open", "won", "lost"] | None = None
    owner: str | None = None
    customer: str | None = None
    stage: str | None = None
    rating: Rating | None = None
    closed_from: AwareDatetime | None = None
    closed_to: AwareDatetime | None = None
    created_from: AwareDatetime | None = None
    created_to: AwareDatetime | None = None
    due_to: date | None = None
