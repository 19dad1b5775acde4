"""Shapes of the plan, reminder and calendar endpoints."""

from typing import Any, Literal, cast

from pydantic import Field

from keliu.interactions.models import Plan
from keliu.interactions.rules import Reminding
from keliu.kit import clock
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, When, Wire

PlanState = Literal["pending", "done", "cancelled"]


class PlanOut(Wire):
    id: Id
    customer: Ref | None
    lead: Ref | None
    staff: Ref
    due_at: Moment
    text: str
    state: PlanState
    reminded_at: Moment | None
    done_at: Moment | None
    version: int
    overdue: bool

    @staticmethod
    def of(row: Plan, leads: dict[int, str]) -> "PlanOut":
        """`row` comes with its customer and its person; `leads` are names."""
        customer = Ref(id=row.customer.pk, name=row.customer.name) if row.customer else None
        lead = None
        if row.customer is None:
            lead = Ref(id=row.lead_id or 0, name=leads.get(row.lead_id or 0, ""))
        return PlanOut(
            id=row.pk,
            customer=customer,
            lead=lead,
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
    customer_id: Id | None = None
    lead_id: Id | None = None
    due_at: When
    text: Text = Field("", max_length=200)


class PlanPatch(Asked):
    due_at: When | None = None
    text: Text | None = Field(None, max_length=200)
    version: int

    def changes(self) -> dict[str, Any]:
        """What is really new; nothing can be emptied but the text."""
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        return {name: value for name, value in sent.items() if value is not None}


class PlansAsked(ListAsked):
    customer: str | None = None
    lead: str | None = None
    staff: str | None = None
    state: PlanState | None = None
    due: Literal["today", "overdue", "upcoming"] | None = None


class ReminderRulesOut(Wire):
    plan_minutes: int
    opportunity_days: int
    escalate_hours: int
    silent_days: int
    version: int


class ReminderRulesIn(Asked):
    """`escalate_hours` 0: superiors are not told; `plan_minutes` 0: only when it is due."""

    plan_minutes: int = Field(ge=0, le=1440)
    opportunity_days: int = Field(ge=0, le=60)
    escalate_hours: int = Field(ge=0, le=720)
    silent_days: int = Field(ge=1, le=365)
    version: int

    def chosen(self) -> Reminding:
        return Reminding(**self.model_dump(exclude={"version"}))


class CalendarOut(Wire):
    """`url` is secret: whoever has it reads the calendar until it is renewed or revoked."""

    url: str | None
    created_at: Moment | None
    read_at: Moment | None
