"""Shapes of the interactions endpoints."""

from typing import Any, Literal, cast

from pydantic import AwareDatetime, Field

from keliu.accounts import public as accounts
from keliu.interactions.models import Interaction, Plan
from keliu.kit import clock
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire

TimelineKind = Literal[
    "followup", "visit", "share", "consent", "opportunity", "plan", "customer", "order"
]
PlanState = Literal["pending", "done", "cancelled"]


class TimelineRow(Wire):
    id: Id
    at: Moment
    kind: TimelineKind
    title: str
    text: str
    staff: Ref | None
    ref_kind: str
    ref_id: str | None
    data: dict[str, Any]
    undoable: bool

    @staticmethod
    def of(row: Interaction) -> "TimelineRow":
        return TimelineRow(**_line(row))


class InteractionOut(TimelineRow):
    customer: Ref
    version: int

    @staticmethod
    def of(row: Interaction) -> "InteractionOut":
        customer = Ref(id=row.customer_id, name=row.customer.name)
        return InteractionOut(**_line(row), customer=customer, version=row.version)


def _opens(row: Interaction) -> tuple[str, str | None]:
    """The record that a tap on the line opens: every step of an opportunity opens it."""
    deal = row.data.get("opportunity") if row.kind == Interaction.Kind.OPPORTUNITY else None
    if deal:
        return "opportunity", deal["id"]
    return row.ref_kind, str(row.ref_id) if row.ref_id is not None else None


def _line(row: Interaction) -> dict[str, Any]:
    """`row` comes with its customer and its author."""
    customer, (ref_kind, ref_id) = row.customer, _opens(row)
    mine = accounts.can(customer.owner_id, customer.department_id, ["interaction.write"])
    return {
        "id": row.pk,
        "at": row.at,
        "kind": row.kind,
        "title": row.title,
        "text": row.text,
        "staff": Ref(id=row.staff.pk, name=row.staff.name) if row.staff else None,
        "ref_kind": ref_kind,
        "ref_id": ref_id,
        "data": row.data,
        "undoable": row.kind == Interaction.Kind.FOLLOWUP and bool(mine),
    }


class FollowupIn(Asked):
    customer_id: Id
    text: Text = Field(min_length=1, max_length=2000)
    next_at: AwareDatetime | None = None
    opportunity_id: Id | None = None


class InteractionPatch(Asked):
    text: Text = Field(min_length=1, max_length=2000)
    version: int


class TimelineAsked(ListAsked):
    kind: TimelineKind | None = None


class InteractionsAsked(TimelineAsked):
    customer: str | None = None
    staff: str | None = None
    since: AwareDatetime | None = Field(None, alias="from")
    until: AwareDatetime | None = Field(None, alias="to")


class PlanOut(Wire):
    id: Id
    customer: Ref
    staff: Ref
    due_at: Moment
    text: str
    state: PlanState
    reminded_at: Moment | None
    done_at: Moment | None
    version: int
    overdue: bool

    @staticmethod
    def of(row: Plan) -> "PlanOut":
        """`row` comes with its customer and its person."""
        return PlanOut(
            id=row.pk,
            customer=Ref(id=row.customer_id, name=row.customer.name),
            staff=Ref(id=row.staff_id, name=row.staff.name),
            due_at=row.due_at,
            text=row.text,
            state=cast(PlanState, row.state),
            reminded_at=row.reminded_at,
            done_at=row.done_at,
            version=row.version,
            overdue=row.state == Plan.State.PENDING and row.due_at < clock.now(),
        )


class PlanIn(Asked):
    customer_id: Id
    due_at: AwareDatetime
    text: Text = Field("", max_length=200)


class PlanPatch(Asked):
    due_at: AwareDatetime | None = None
    text: Text | None = Field(None, max_length=200)
    version: int

    def changes(self) -> dict[str, Any]:
        """What is really new; nothing can be emptied but the text."""
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        return {name: value for name, value in sent.items() if value is not None}


class PlansAsked(ListAsked):
    customer: str | None = None
    staff: str | None = None
    state: PlanState | None = None
    due: Literal["today", "overdue", "upcoming"] | None = None
